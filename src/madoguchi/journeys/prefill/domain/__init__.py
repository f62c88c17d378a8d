"""What travels between the zones, who is meant by it, and what a purpose allows. No Django."""
