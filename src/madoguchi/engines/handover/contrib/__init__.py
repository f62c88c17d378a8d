"""Adapters, one folder for each way in which core systems take data."""
