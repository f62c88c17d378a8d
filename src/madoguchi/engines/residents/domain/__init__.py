"""What the engine knows about residents, without Django."""
