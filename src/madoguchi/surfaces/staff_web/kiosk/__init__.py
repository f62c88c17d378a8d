"""Kiosks: the devices of a hall, the page on which people take a number, numbers that staff give."""
