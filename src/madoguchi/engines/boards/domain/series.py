"""The days of a year's sittings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

MOST = 60
"""More at once is a slip of the hand: a sitting a week is 52 a year."""


class SeriesRefusedError(ValueError):
    """この日程では決められません。"""


def series(first: date, weeks: int, last: date) -> tuple[date, ...]:
    """Every so many weeks from the first day to the last one at most, but for the days around New Year on
    which offices are closed (29 December to 3 January, 地方自治法第4条の2). `weeks` 0: the first day alone.

    Raises SeriesRefusedError, whose message says what to do.
    """
    if weeks == 0:
        return (first,)
    if last < first:
        raise SeriesRefusedError("くり返しの最後の日が、最初の開催日より前です。")
    found = tuple(one for one in _every(first, weeks, last) if not _is_around_new_year(one))
    if len(found) > MOST:
        raise SeriesRefusedError(f"一度に決められるのは{MOST}回までです。最後の日を早めてください。")
    return found


def _every(first: date, weeks: int, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(weeks=weeks)


def _is_around_new_year(day: date) -> bool:
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
