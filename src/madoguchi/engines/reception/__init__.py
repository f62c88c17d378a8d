"""Tickets, desks and calling: who waits in a hall, for which counter, and who is called next."""
