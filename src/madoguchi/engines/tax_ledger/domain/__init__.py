"""Notices, assets and owners as they are written, and which of them belong together; no database."""
