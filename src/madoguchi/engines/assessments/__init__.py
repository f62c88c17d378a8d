"""Surveys on a tablet, opinions of doctors, what does not fit together, and the first stage as a port."""
