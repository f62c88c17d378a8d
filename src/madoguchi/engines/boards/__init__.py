"""Boards that several municipalities have in common: members, panels, sittings, decisions."""
