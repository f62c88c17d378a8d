"""Cases: the work of the desks behind the counter, one case per procedure and person."""
