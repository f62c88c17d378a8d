"""Capacity over time: what is free, who has reserved it, who waits for it."""
