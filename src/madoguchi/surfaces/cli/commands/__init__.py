"""One module per command; each has `register` and `run`."""
