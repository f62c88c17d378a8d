"""Handover: what was accepted reaches the municipality's core system, once, whatever breaks on the way."""
