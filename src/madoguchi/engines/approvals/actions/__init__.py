"""The verbs of approvals."""
