"""The day whose rules are shown: as people type it, as the address keeps it, as the banner says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from madoguchi.lib.japanese.dates import DateError, format_both, parse_date

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class ChosenDay:
    """A day and how it was asked for. With a `problem` the day is today and `typed` stays in the field."""

    day: date
    today: date
    typed: str = ""
    problem: str = ""

    @property
    def in_address(self) -> str:
        """What stands in the address: nothing for today."""
        return "" if self.day == self.today else self.day.isoformat()

    @property
    def is_today(self) -> bool:
        """Whether the rules of today are shown."""
        return self.day == self.today

    @property
    def words(self) -> str:
        """The day in both countings: 2027年（令和9年）4月1日（木）."""
        return format_both(self.day)

    @property
    def in_field(self) -> str:
        """What the field shows: what was typed when it cannot be read, else the day in both countings."""
        return self.typed if self.problem else self.words

    @property
    def direction(self) -> str:
        """「これから」 or 「過去」."""
        return "これから" if self.day > self.today else "過去"


def chosen_day(typed: str, today: date) -> ChosenDay:
    """The day that somebody typed, 和暦 or western; today for an empty field."""
    typed = typed.strip()[:_LONGEST]
    if not typed:
        return ChosenDay(today, today)
    try:
        found = parse_date(typed, today=today)
    except DateError as error:
        return ChosenDay(today, today, typed, error.message)
    if not isinstance(found, date):
        problem = "月と日まで入力してください。決まりは日によって変わります。"
        return ChosenDay(today, today, typed, problem)
    return ChosenDay(found, today, typed)


def neighbours(days: Sequence[date], day: date) -> tuple[date | None, date | None]:
    """The change that holds on a day (its first day) and the next one after it; None where there is none."""
    before = [one for one in days if one <= day]
    after = [one for one in days if one > day]
    return (before[-1] if before else None, after[0] if after else None)
