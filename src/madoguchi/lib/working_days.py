"""Days on which offices are open, and why not on the others."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import jpholiday

_YEAR_END = frozenset({(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)})


@lru_cache(maxsize=4096)
def holiday_name(day: date) -> str:
    """The name of a holiday of offices (元日, 振替休日, 年末年始), empty on other days; weekends are none.

    Source: 国民の祝日に関する法律; 行政機関の休日に関する法律 第1条 for 29 December to 3 January.
    """
    if (day.month, day.day) in _YEAR_END:
        return "元日" if day.month == day.day else "年末年始"
    named = jpholiday.is_holiday_name(day)
    return str(named) if named else ""


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool:
    """Whether offices are open: no Saturday, Sunday, 国民の祝日, nor 29 December to 3 January.

    Source: 行政機関の休日に関する法律 第1条; the ordinances under 地方自治法第4条の2 follow it.
    """
    return day.weekday() < 5 and not holiday_name(day)


@lru_cache(maxsize=4096)
def next_working_day(day: date) -> date:
    """The day itself when offices are open, else the first following day on which they are."""
    while not is_working_day(day) and day < date.max:
        day += timedelta(days=1)
    return day
