"""What is known of comparing; no Django."""
