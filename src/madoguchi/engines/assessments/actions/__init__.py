"""The verbs of the assessments engine."""
