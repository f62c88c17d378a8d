"""Rows and words; no request."""
