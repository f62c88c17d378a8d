"""What the exchange knows without a database."""
