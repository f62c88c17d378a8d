"""What a browser sends as text, read as what it should be; None for anything else, never an error page."""

from __future__ import annotations

from datetime import date

_FIRST_YEAR, _LAST_YEAR = 2000, 9000
"""Around these other days can be counted."""


def number_sent(text: str, most_digits: int = 9) -> int | None:
    """A whole number, not below nothing.

    >>> number_sent("12"), number_sent("-1"), number_sent("１"), number_sent("9" * 10), number_sent("")
    (12, None, None, None, None)
    """
    is_number = text.isascii() and text.isdigit() and len(text) <= most_digits
    return int(text) if is_number else None


def day_sent(text: str) -> date | None:
    """A day as `2026-12-03`.

    >>> day_sent("2026-12-03"), day_sent("3. 12."), day_sent("")
    (datetime.date(2026, 12, 3), None, None)
    """
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def day_in_reach(text: str) -> date | None:
    """As `day_sent`; None too for years around which no other day can be counted.

    >>> day_in_reach("9999-12-31"), day_in_reach("2026-12-03-31")
    (None, None)
    """
    day = day_sent(text) if len(text) <= 10 else None
    return day if day is not None and _FIRST_YEAR <= day.year < _LAST_YEAR else None
