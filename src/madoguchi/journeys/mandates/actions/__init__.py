"""The verbs of the journey."""
