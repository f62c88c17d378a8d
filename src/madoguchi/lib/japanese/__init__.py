"""Japanese as a counter and a register need it: text, kanji, names, owners, dates, numbers, lots,
buildings, addresses.

No Django, no network, usable alone; what each module reads stands in docs/reference/names.md and
addresses.md.
"""
