"""What the pages of the counter show, worked out from the journey."""
