"""What approvals know about their field; no Django."""
