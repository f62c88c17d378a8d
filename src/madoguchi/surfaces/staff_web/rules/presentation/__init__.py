"""Rules in words, rows and marks; no request."""
