"""Halls in which people wait: days that never were, for tests, demo and bench."""
