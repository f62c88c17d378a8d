"""The views of the counter, by what the clerk does."""
