"""What the engine knows about surveys and opinions, without Django."""
