"""How many people come on a day, when, and for what: a model of the year, where nothing has been measured.

A year's moves are spread over its working days: the end of March and the beginning of April are a wave,
Mondays and the day after holidays are fuller. Within a day there are two peaks, from ten and from two. Other
purposes follow the moves in part: a certificate is wanted all year, a little more when people move.

Every person carries their own luck (how long service takes, whether they pre-applied, whether they come when
called), so that one and the same person can be sent through other staffings. Units: minutes; a moment of the
day is minutes from midnight.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from madoguchi.lib.working_days import is_working_day

MOVES_A_YEAR = 8_088
"""Of a city of 118,322 (2020) in fiscal year 2023, as published."""
MOVES_PER_RESIDENT = MOVES_A_YEAR / 118_322
MOVING_KEYS = ("moving", "move_in", "move_out", "move_within")
"""Purposes that are the moves themselves; the first that a hall has."""
PEOPLE_PER_MOVE = {True: 1.2, False: 0.3}
"""People of another purpose for each move of a usual day, by whether the purpose is one of the quick ones."""
FOLLOWS_SEASON = 0.3
"""How much of the season of the moves the other purposes have."""

_MONTHS = (0.85, 0.85, 1.9, 1.65, 0.95, 0.85, 0.95, 0.9, 0.95, 0.95, 0.8, 0.8)
_WEEKDAYS = (1.25, 1.0, 0.95, 0.9, 1.1)
_WAVE_DAYS, _WAVE = 9, 1.5
"""So many days around the 30th of March the wave stands at its highest."""
_HALF_HOURS = {
    8.5: 0.9, 9: 1.15, 9.5: 1.4, 10: 1.7, 10.5: 1.65, 11: 1.3, 11.5: 0.95, 12: 0.75, 12.5: 0.75,
    13: 1.0, 13.5: 1.25, 14: 1.5, 14.5: 1.4, 15: 1.1, 15.5: 0.85, 16: 0.65, 16.5: 0.45,
}  # fmt: skip
OPENS, CLOSES = 8.5 * 60, 17.25 * 60
"""8:30 to 17:15."""
DAY_DEVIATION = 0.1
"""By how much service differs from day to day, as deviation of logarithms."""


@dataclass(frozen=True, slots=True)
class Person:
    """One who comes. `at` is when they stand at the entrance; `service` what they take at the first counter
    with an empty form, in minutes. The lucks lie between 0 and 1 (`onward` for the counters that follow).

    A share of 30% pre-applied are those whose `pre_applied` is below 0.3, and so on.
    """

    number: int
    purpose: str
    at: float
    service: float
    pre_applied: float
    booked: float
    slot: float
    comes: float
    onward: float
    onward_service: float


@dataclass(frozen=True, slots=True)
class Demand:
    """What one day brings: people by purpose on average, and mean minutes of service by purpose.

    `hours` are weights by the beginning of each half hour in hours (8.5 is 8:30).
    """

    people: Mapping[str, float]
    minutes: Mapping[str, float]
    hours: Mapping[float, float]


def season(day: date) -> float:
    """How full a day is beside others: 0 where the office is closed; without a unit."""
    if not is_working_day(day):
        return 0.0
    full = _MONTHS[day.month - 1] * _WEEKDAYS[day.weekday()]
    from_wave = abs((day - date(day.year, 3, 30)).days)
    if from_wave <= _WAVE_DAYS:
        full *= 1 + (_WAVE - 1) * (1 - from_wave / (_WAVE_DAYS + 1))
    after_holiday = day.weekday() > 0 and not is_working_day(day - timedelta(days=1))
    return full * (1.15 if after_holiday else 1.0)


@lru_cache(maxsize=16)
def fiscal_days(year: int) -> Mapping[date, float]:
    """The working days of the fiscal year that begins in April of `year`, with their share of it (sum 1)."""
    first = date(year, 4, 1)
    days = [first + timedelta(days=number) for number in range((date(year + 1, 4, 1) - first).days)]
    full = {day: season(day) for day in days}
    whole = sum(full.values())
    return {day: value / whole for day, value in full.items() if value}


def moves_on(day: date, moves_a_year: float = MOVES_A_YEAR) -> float:
    """How many moves are expected on a day; 0 where the office is closed."""
    return moves_a_year * fiscal_days(_fiscal_year(day)).get(day, 0.0)


def _fiscal_year(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1


def busy_march_day(year: int) -> date:
    """The fullest day of March."""
    days = [date(year, 3, number) for number in range(1, 32)]
    return max(days, key=lambda day: (season(day), day))


def demand_of(
    day: date, minutes: Mapping[str, float], quick: Sequence[str] = (), moves_a_year: float = MOVES_A_YEAR
) -> Demand:
    """What a day brings to a hall with these purposes (`minutes` by purpose; `quick` are the quick ones)."""
    moves = moves_on(day, moves_a_year)
    usual = moves_a_year / len(fiscal_days(_fiscal_year(day))) if moves else 0.0
    moving = next((key for key in MOVING_KEYS if key in minutes), None)
    others = usual * (1 + FOLLOWS_SEASON * (moves / usual - 1)) if usual else 0.0
    people = {key: moves if key == moving else others * PEOPLE_PER_MOVE[key in quick] for key in minutes}
    return Demand(people, dict(minutes), _HALF_HOURS)


def people_of(demand: Demand, generator: np.random.Generator, spread: float = 0.55) -> list[Person]:
    """Those who come on one day, by the time at which they come; other numbers for each generator.

    `spread` is the deviation of the logarithms of service.
    """
    counts = {key: int(generator.poisson(mean)) for key, mean in demand.people.items()}
    number = sum(counts.values())
    purposes = np.repeat(np.array(list(counts), dtype=object), list(counts.values()))
    generator.shuffle(purposes)
    at = _moments(demand.hours, generator, number)
    slots = OPENS + generator.random(number) * (CLOSES - OPENS - 30)
    today = generator.normal(0.0, DAY_DEVIATION)
    takes = np.exp(today - spread**2 / 2 + spread * generator.standard_normal((2, number)))
    lucks = generator.random((4, number))
    people = [
        Person(
            number=position,
            purpose=str(purposes[position]),
            at=float(at[position]),
            service=float(takes[0, position]) * demand.minutes[purposes[position]],
            pre_applied=float(lucks[0, position]),
            booked=float(lucks[1, position]),
            slot=math.floor(float(slots[position]) / 15) * 15.0,
            comes=float(lucks[2, position]),
            onward=float(lucks[3, position]),
            onward_service=float(takes[1, position]),
        )
        for position in range(number)
    ]
    return sorted(people, key=lambda person: (person.at, person.number))


def _moments(
    hours: Mapping[float, float], generator: np.random.Generator, number: int
) -> NDArray[np.float64]:
    begins = np.array(sorted(hours)) * 60
    weights = np.array([hours[hour] for hour in sorted(hours)])
    chosen = generator.choice(len(begins), size=number, p=weights / weights.sum())
    return np.minimum(np.asarray(begins[chosen] + generator.random(number) * 30), CLOSES - 1)
