"""The pages; thin: each reads through a door, and shows."""
