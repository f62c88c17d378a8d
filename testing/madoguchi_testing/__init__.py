"""Synthetic residents, a stand-in core system and factories: for tests, the demo and the bench."""
