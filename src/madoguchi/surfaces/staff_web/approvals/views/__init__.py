"""Thin: read through a door, show."""
