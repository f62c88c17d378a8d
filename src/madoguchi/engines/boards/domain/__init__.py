"""What a board knows without a database."""
