"""The one clock: everything that asks for the time asks here, so that tests and the demo can hold it still.

Dates are those of Japan (Asia/Tokyo) wherever the server stands. For the demo, `MADOGUCHI_TODAY` (a date,
`2026-03-19`) sets the date of a whole process and `MADOGUCHI_CLOCK_AHEAD` (seconds) the time of several
processes alike; `fixed` sets it for a block of code, for tests and scenarios. The time of day goes on in all
cases, so that durations stay true.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")
_fixed: ContextVar[date | datetime | None] = ContextVar("madoguchi_fixed_clock", default=None)


class ClockError(ValueError):
    """MADOGUCHI_TODAY は 2026-03-19 の形の日付で、MADOGUCHI_CLOCK_AHEAD は秒数で書いてください。"""


def now() -> datetime:
    """The present moment, aware, in Asia/Tokyo."""
    moment = datetime.now(TOKYO) + _ahead_by_the_environment()
    held = _fixed.get()
    if isinstance(held, datetime):
        return held
    held = held or _date_of_the_environment()
    return moment.replace(year=held.year, month=held.month, day=held.day) if held else moment


def today() -> date:
    """The date in Japan."""
    return now().date()


def day_of(moment: datetime) -> date:
    """The day of a moment (aware) in Japan."""
    return moment.astimezone(TOKYO).date()


def midnight(day: date) -> datetime:
    """The moment with which a day begins in Japan."""
    return datetime.combine(day, time(), TOKYO)


def ahead_until(moment: datetime) -> int:
    """The MADOGUCHI_CLOCK_AHEAD, in seconds, with which it is `moment` (aware) now."""
    return round((moment - datetime.now(TOKYO)).total_seconds())


@contextmanager
def fixed(at: date | datetime) -> Iterator[None]:
    """Hold the date (or, given an aware datetime, the moment) for this thread or task.

    Raises ValueError for a datetime without a time zone.
    """
    if isinstance(at, datetime):
        if at.tzinfo is None:
            raise ValueError("a fixed moment needs a time zone")
        at = at.astimezone(TOKYO)
    token = _fixed.set(at)
    try:
        yield
    finally:
        _fixed.reset(token)


def _date_of_the_environment() -> date | None:
    written = os.environ.get("MADOGUCHI_TODAY", "").strip()
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ClockError(ClockError.__doc__) from None


def _ahead_by_the_environment() -> timedelta:
    written = os.environ.get("MADOGUCHI_CLOCK_AHEAD", "").strip()
    try:
        return timedelta(seconds=int(written or 0))
    except (ValueError, OverflowError):
        raise ClockError(ClockError.__doc__) from None
