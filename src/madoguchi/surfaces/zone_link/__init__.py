"""The link between the zones: the office's courier fetches sealed letters here and puts answers."""
