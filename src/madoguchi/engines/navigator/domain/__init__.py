"""The navigator without Django."""
