"""The office zone: sign-in, desks, register, hand-over, audit log, and the counter."""
