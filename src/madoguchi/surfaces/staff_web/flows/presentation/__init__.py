"""Rows, lights and words of flows; no request."""
