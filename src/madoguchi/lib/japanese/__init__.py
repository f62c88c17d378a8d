"""Japanese text, names, kanji, dates and postal codes as a counter needs them; pure Python, no Django."""
