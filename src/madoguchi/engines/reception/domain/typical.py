"""A usual day of the week, half hour by half hour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

SLOT_MINUTES = 30
FEWEST_DAYS = 2
"""A single Tuesday is not how Tuesdays are."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Who came within a half hour: `weekday` 1 (Monday) to 7, `minute` since midnight, over all days
    together. `wait` is the mean in minutes until the first call, None where nobody was called.
    """

    weekday: int
    minute: int
    people: int
    wait: float | None


def typical_from(slots: Iterable[Slot], days: Mapping[int, int], begin: date, end: date) -> dict[str, Any]:
    """`{"from", "until", "days": {"1": {"days": 6, "slots": [{"minute": 510, "people": 4.5, "wait": 12}]}}}`.

    `days` are how many days of each weekday people came; weekdays with fewer than FEWEST_DAYS are left out.
    `people` is a mean per day with one decimal, `wait` whole minutes or None.
    """
    ordered = sorted(slots, key=lambda one: (one.weekday, one.minute))
    return {
        "from": begin.isoformat(),
        "until": end.isoformat(),
        "days": {
            str(weekday): {
                "days": days[weekday],
                "slots": [_told(one, days[weekday]) for one in of_day],
            }
            for weekday, of_day in groupby(ordered, key=lambda one: one.weekday)
            if days.get(weekday, 0) >= FEWEST_DAYS
        },
    }


def _told(slot: Slot, days: int) -> dict[str, Any]:
    return {
        "minute": slot.minute,
        "people": round(slot.people / days, 1),
        "wait": None if slot.wait is None else round(slot.wait),
    }
