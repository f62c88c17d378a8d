"""When periodic work is due: cron lines by the clock of Japan, for a library that counts in UTC."""

from __future__ import annotations

from typing import Final

_AHEAD: Final = 9
"""Hours; Japan knows no summer time."""
_EVERY_DAY: Final = ["*", "*", "*"]


def in_japan(cron: str) -> str:
    """The line for UTC of one that is meant in Japan, such as `37 3 * * *` or `*/10 17-20 * * *`.

    Raises ValueError for hours that are no numbers, and for days: on some of them it would be another day.

    >>> in_japan("37 3 * * *"), in_japan("*/10 17-20 * * *")
    ('37 18 * * *', '*/10 8,9,10,11 * * *')
    """
    minutes, hours, *days = cron.split()
    if days != _EVERY_DAY:
        raise ValueError(f"not every day: {cron}")
    found: set[int] = set()
    for part in hours.split(","):
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    if not found <= set(range(24)):
        raise ValueError(f"no such hour: {cron}")
    there = ",".join(str(hour) for hour in sorted((hour - _AHEAD) % 24 for hour in found))
    return " ".join([minutes, there, *days])
