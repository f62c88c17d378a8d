"""The open interface of the public zone: events, questions, plans and procedures for other programs."""
