"""A year at a hall: every working day with everybody who comes. Nobody in it exists.

8,088 moves a year as published by Aizuwakamatsu for 2023; two peaks a day, a wave at the end of March, fuller
Mondays (`engines/reception/domain/days.py` says how). The same seed gives the same people, day by day: a day
can be made without those before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import fmean

import numpy as np

from madoguchi.engines.reception.domain.accuracy import Accuracy, accuracy_of
from madoguchi.engines.reception.domain.days import (
    MOVES_A_YEAR,
    Demand,
    Person,
    demand_of,
    fiscal_days,
    people_of,
)
from madoguchi.engines.reception.domain.estimating import Estimate, ServiceTimes
from madoguchi.engines.reception.domain.simulating import Scenario, SimulatedHall, Stay, replay

MINUTES: Mapping[str, float] = {"moving": 15.0, "certificate": 5.0, "seal": 8.0, "my_number": 12.0}
QUICK = ("certificate",)
HALL = SimulatedHall(dict.fromkeys(MINUTES, "general"), MINUTES, frozenset(QUICK))
"""A hall with one counter, for those who have no pack at hand."""


@dataclass(frozen=True, slots=True)
class SyntheticDay:
    """A working day and who comes."""

    day: date
    demand: Demand
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class SyntheticYear:
    """A fiscal year that begins in April of `year`, with about `moves` moves."""

    year: int = 2025
    moves: float = MOVES_A_YEAR
    seed: int = 11
    minutes: Mapping[str, float] = field(default_factory=lambda: MINUTES)
    quick: Sequence[str] = QUICK

    @property
    def days(self) -> tuple[date, ...]:
        """Its working days."""
        return tuple(fiscal_days(self.year))

    def on(self, day: date) -> SyntheticDay:
        """Who comes on a day; nobody where the office is closed."""
        demand = demand_of(day, self.minutes, self.quick, self.moves)
        generator = np.random.default_rng([self.seed, day.toordinal()])
        return SyntheticDay(day, demand, tuple(people_of(demand, generator)))

    def __iter__(self) -> Iterator[SyntheticDay]:
        return map(self.on, self.days)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The error of the estimate beside that of two naive ones, over everybody who came to a line."""

    estimate: Accuracy
    people_before: Accuracy
    yesterday: Accuracy


def compare(
    days: Sequence[SyntheticDay],
    scenario: Scenario,
    hall: SimulatedHall = HALL,
    wrong: float = 1.0,
    *,
    knows_ahead: bool = True,
) -> Comparison:
    """Replay the days; naive are (people before you × the pack's minutes / open desks) and yesterday's mean.

    `wrong`: the pack says so many times the minutes that service really takes. Without `knows_ahead` the
    estimate hears neither of bookings still to come nor of desks that close over noon. Raises ValueError for
    fewer than two days.
    """
    told: list[tuple[Estimate, float]] = []
    before: list[tuple[Estimate, float]] = []
    yesterday: list[tuple[Estimate, float]] = []
    mean: float | None = None
    said = {key: minutes * wrong for key, minutes in hall.minutes.items()}
    for day in days:
        stays = replay(hall, day.people, scenario, ServiceTimes(said), knows_ahead=knows_ahead).stays
        waits = [stay for stay in stays if stay.first and stay.told is not None]
        queued = [stay for stay in waits if stay.ahead]
        if mean is not None:
            told += [(stay.told, stay.wait) for stay in queued if stay.told is not None]
            before += [(_flat(_by_people(stay, said)), stay.wait) for stay in queued]
            yesterday += [(_flat(mean), stay.wait) for stay in queued]
        mean = fmean(stay.wait for stay in waits)
    found = [accuracy_of(one) for one in (told, before, yesterday)]
    if found[0] is None or found[1] is None or found[2] is None:
        raise ValueError("two days or more")
    return Comparison(found[0], found[1], found[2])


def _by_people(stay: Stay, minutes: Mapping[str, float]) -> float:
    return stay.ahead * fmean(minutes.values()) / max(stay.desks, 1)


def _flat(minutes: float) -> Estimate:
    whole = round(minutes)
    return Estimate(whole, whole, whole)
