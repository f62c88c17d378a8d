"""Text in columns of a terminal, where a Japanese character takes two places."""

from __future__ import annotations

import unicodedata


def width(text: str) -> int:
    """How many places a text takes."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def to_left(text: str, places: int) -> str:
    """The text at the left of so many places; a longer one stays whole."""
    return text + " " * (places - width(text))


def to_right(text: str, places: int) -> str:
    """The text at the right of so many places; a longer one stays whole."""
    return " " * (places - width(text)) + text
