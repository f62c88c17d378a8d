"""One module per page or step."""
