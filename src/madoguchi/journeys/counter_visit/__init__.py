"""The journey at the counter: scan or ask, compare, check, identify, sign, accept."""
