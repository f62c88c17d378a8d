"""What the journey at the counter knows without a database."""
