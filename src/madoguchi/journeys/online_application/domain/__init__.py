"""What travels between the zones, and what a resident is told; no Django here."""
