"""The verbs of a visit: one class each."""
