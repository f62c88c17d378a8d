"""Dates and numbers that are known within bounds, and the calendar arithmetic of the language.

A partly known date (昭和18年) is an interval; what is computed from it is an interval too. The tree, the
closures and (through lookup tables) the dataframe expressions share the calendar functions of this module,
so that there is one answer to "one month after 31 January".
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Generic, TypeVar

from madoguchi.core.conditions.nodes import DurationUnit
from madoguchi.lib.japanese.dates import age_on

Bound = TypeVar("Bound", int, date)

LARGEST = 10**14
"""Numbers are kept within ± this; amounts of a household are far below, and 64-bit columns hold them."""

FIRST_DAY, LAST_DAY = date(1, 1, 1), date(9999, 12, 31)


class Span(Generic[Bound]):
    """A value between `low` and `high`, both possible. Never a single value: use `span` to make one."""

    __slots__ = ("high", "low")

    def __init__(self, low: Bound, high: Bound) -> None:
        self.low: Bound = low
        self.high: Bound = high

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and (self.low, self.high) == (other.low, other.high)

    def __hash__(self) -> int:
        return hash((self.low, self.high))

    def __repr__(self) -> str:
        return f"Span({self.low!r}, {self.high!r})"


def span(low: Bound, high: Bound) -> Bound | Span[Bound]:
    """The value itself when both bounds agree, else the interval."""
    return low if low == high else Span(low, high)


def clamp(number: int) -> int:
    """The number within the bounds of the language."""
    return number if -LARGEST <= number <= LARGEST else LARGEST if number > 0 else -LARGEST


def shift(day: date, unit: DurationUnit, amount: int) -> date:
    """A date moved; a day that its month does not have becomes its last (民法第143条第2項ただし書)."""
    if unit == "days":
        try:
            return day + timedelta(days=amount)
        except OverflowError:
            return LAST_DAY if amount > 0 else FIRST_DAY
    months = day.year * 12 + day.month - 1 + (amount if unit == "months" else amount * 12)
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        return LAST_DAY if amount > 0 else FIRST_DAY
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def age_between(birth: date, on: date) -> int:
    """Full years from birth to a day; before the birth it is negative."""
    return age_on(birth, on)


def fiscal_year(day: date) -> int:
    """The year in which the fiscal year (年度) of a date began, on 1 April."""
    return day.year if day.month >= 4 else day.year - 1
