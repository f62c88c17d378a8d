"""What is known of acting for somebody, without Django."""
