"""The verbs of the office side."""
