"""What the desks behind the counter do with their cases where more than one engine is needed: printing."""
