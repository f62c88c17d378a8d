"""What the booking engine knows about capacity: plain Python, no Django."""
