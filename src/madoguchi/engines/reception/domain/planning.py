"""What one more desk or more pre-applications would do: the same days under several scenarios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from statistics import fmean, median

import numpy as np

from madoguchi.core.packs import Hall
from madoguchi.engines.reception.domain.accuracy import Accuracy, accuracy_of
from madoguchi.engines.reception.domain.days import (
    CLOSES,
    MOVES_A_YEAR,
    MOVES_PER_RESIDENT,
    OPENS,
    Demand,
    Person,
    people_of,
)
from madoguchi.engines.reception.domain.desk_plans import DeskPlan
from madoguchi.engines.reception.domain.estimating import Estimate, ServiceTimes
from madoguchi.engines.reception.domain.simulating import Replay, Scenario, SimulatedHall, replay

MOST_DAYS, MOST_PEOPLE, MOST_DESKS = 30, 1_500, 60
"""So that a replay stays within seconds: days, people a day, desks of a counter."""
BIN = 30.0
"""Waits are drawn by half hours of the time at which people took their ticket."""
SHORT_WAIT = 5
"""Minutes of the longest wait that need no other staffing."""
FEW_LATE = 0.02
"""Of all people: so many come in the last minutes, and are called a little after closing anywhere."""
NOON, AFTER_NOON = 12 * 60.0, 13 * 60.0


class PlanError(ValueError):
    """Something that cannot be replayed; the text says what and what would be possible."""


@dataclass(frozen=True, slots=True)
class HalfHour:
    """Of those who took a ticket in a half hour: people a day, and middle and longest wait, as means over the
    days.
    """

    begins: float
    people: float
    middle: float
    longest: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """One scenario over all days, in minutes. Waits are those with a fresh ticket; `middle` and `most_wait`
    (95 of 100 wait no longer) are means over the days.

    `longest` is the longest wait of a day, as the mean over the days; `visit` the mean from the entrance to
    the last desk, of all, of those who pre-applied and of the others (None: nobody); `last_done` when the
    last was served, as a moment of the day; `late` people a day who are called after closing at some counter;
    `unserved` whom nobody calls that day at all: their waits stand in none of these numbers.
    """

    scenario: Scenario
    people: float
    middle: float
    most_wait: float
    longest: float
    visit: float | None
    visit_pre_applied: float | None
    visit_others: float | None
    last_done: float
    late: float
    unserved: float
    half_hours: tuple[HalfHour, ...]
    accuracy: Accuracy | None = None

    @property
    def peak(self) -> float:
        """The beginning of the half hour with the longest wait, as a moment of the day."""
        return max(self.half_hours, key=lambda one: one.longest).begins if self.half_hours else OPENS

    @property
    def not_by_closing(self) -> float:
        """People a day who are not called by closing; 0 where it is only the few who come at the last."""
        found = self.late + self.unserved
        return found if self.unserved >= 0.5 or found > FEW_LATE * self.people else 0.0


def conclusion(outcomes: Sequence[Outcome]) -> str:
    """What `four_scenarios` show, in one sentence for a heading."""
    today, staffed, share, both = outcomes
    was = _whole(today)
    if was < SHORT_WAIT and not today.not_by_closing:
        return f"いまの窓口の数で足りています（いちばん長い待ちは{was}分）"
    if _whole(staffed) < was:
        return f"{staffed.scenario.name}と、いちばん長い待ちは{was}分から{_whole(staffed)}分になります"
    if _whole(share) < was:
        return f"{share.scenario.name}で、いちばん長い待ちは{was}分から{_whole(share)}分になります"
    return f"いちばん長い待ちは{was}分です。窓口を増やしても{_whole(both)}分までしか短くなりません"


def _whole(outcome: Outcome) -> int:
    return round(outcome.longest)


def noon_cover(desks: int) -> DeskPlan:
    """So many desks, half of them over noon."""
    return ((OPENS, desks), (NOON, ceil(desks / 2)), (AFTER_NOON, desks))


def four_scenarios(
    base: Scenario, counter: str, *, more: int = 1, pre_applied: float = 0.3
) -> list[Scenario]:
    """As it is, with more desks at a counter, with a share of pre-applications, and with both."""
    plural = f"窓口を{more}つ増やす"
    share = f"事前申請{round(pre_applied * 100)}%"
    staffed = replace(base.with_desks(counter, more), name=plural)
    return [
        base,
        staffed,
        replace(base, name=share, pre_applied=pre_applied),
        replace(staffed, name="両方", pre_applied=pre_applied),
    ]


def compare_scenarios(
    hall: SimulatedHall,
    demand: Demand,
    scenarios: Sequence[Scenario],
    *,
    days: int = 5,
    seed: int = 7,
    with_estimates: bool = False,
) -> list[Outcome]:
    """Every scenario over the same days. `with_estimates`: the error of the estimate is measured as well, in
    the first.

    Raises PlanError for more than fits.
    """
    _refuse_too_much(demand, scenarios, days)
    people = [people_of(demand, np.random.default_rng([seed, number])) for number in range(days)]
    return [
        _outcome(hall, people, scenario, with_estimates=with_estimates and number == 0)
        for number, scenario in enumerate(scenarios)
    ]


def _refuse_too_much(demand: Demand, scenarios: Sequence[Scenario], days: int) -> None:
    if not 1 <= days <= MOST_DAYS:
        raise PlanError(f"日数は1から{MOST_DAYS}までにしてください。")
    people = sum(demand.people.values())
    if people > MOST_PEOPLE:
        raise PlanError(f"1日{people:,.0f}人は多すぎます。1日{MOST_PEOPLE:,}人までを試せます。")
    for scenario in scenarios:
        for share in (scenario.pre_applied, scenario.booked):
            if not 0 <= share <= 1:
                raise PlanError("割合は0から1（0%から100%）までにしてください。")
        if any(not 0 <= count <= MOST_DESKS for plan in scenario.desks.values() for _, count in plan):
            raise PlanError(f"窓口の数は1から{MOST_DESKS}までにしてください。")
        if any(max((count for _, count in plan), default=0) < 1 for plan in scenario.desks.values()):
            raise PlanError("開いている窓口が1つもない所があります。窓口の数は1以上にしてください。")


def _outcome(
    hall: SimulatedHall, days: Sequence[Sequence[Person]], scenario: Scenario, *, with_estimates: bool
) -> Outcome:
    replays = [
        replay(hall, people, scenario, ServiceTimes(hall.minutes) if with_estimates else None)
        for people in days
    ]
    waits = [sorted(stay.wait for stay in one.stays if stay.first) for one in replays]
    some = [day for day in waits if day]
    told: list[tuple[Estimate, float]] = [
        (stay.told, stay.wait) for one in replays for stay in one.stays if stay.told is not None
    ]
    half_hours = _half_hours(replays)
    pre_applied, others = _visits(replays, days, scenario, hall)
    return Outcome(
        scenario=scenario,
        people=fmean(len(people) for people in days),
        middle=_mean([median(day) for day in some]) or 0.0,
        most_wait=_mean([day[int(len(day) * 0.95)] for day in some]) or 0.0,
        longest=_mean([day[-1] for day in some]) or 0.0,
        visit=_mean([*pre_applied, *others]),
        visit_pre_applied=_mean(pre_applied),
        visit_others=_mean(others),
        last_done=max((stay.done for one in replays for stay in one.stays), default=OPENS),
        late=fmean(len({stay.number for stay in one.stays if stay.called >= CLOSES}) for one in replays),
        unserved=fmean(one.unserved for one in replays),
        half_hours=half_hours,
        accuracy=accuracy_of(told),
    )


def _visits(
    replays: Sequence[Replay], days: Sequence[Sequence[Person]], scenario: Scenario, hall: SimulatedHall
) -> tuple[list[float], list[float]]:
    pre_applied: list[float] = []
    others: list[float] = []
    for one, people in zip(replays, days, strict=True):
        for person in people:
            visit = one.visits.get(person.number)
            if visit is None or person.purpose in hall.fast:
                continue
            (pre_applied if person.pre_applied < scenario.pre_applied else others).append(visit)
    return pre_applied, others


def _half_hours(replays: Sequence[Replay]) -> tuple[HalfHour, ...]:
    found: dict[float, list[list[float]]] = {}
    for one in replays:
        today: dict[float, list[float]] = {}
        for stay in one.stays:
            if not stay.first:
                continue
            today.setdefault(stay.queued // BIN * BIN, []).append(stay.wait)
        for begins, waits in today.items():
            found.setdefault(begins, []).append(waits)
    days = len(replays)
    return tuple(
        HalfHour(
            begins,
            sum(map(len, waits)) / days,
            # A half hour without anybody on some day had no wait on that day.
            sum(median(one) for one in waits) / days,
            sum(max(one) for one in waits) / days,
        )
        for begins, waits in sorted(found.items())
    )


def _mean(values: Sequence[float]) -> float | None:
    return fmean(values) if values else None


def simulated_hall(hall: Hall) -> SimulatedHall:
    """A hall of the packs, as a replay needs it."""
    purposes = hall.purposes.values()
    return SimulatedHall(
        {one.key: one.counter for one in purposes},
        {one.key: float(one.minutes) for one in purposes},
        frozenset(one.key for one in purposes if one.fast),
        {one.key: one.then for one in purposes if one.then},
        hall.overtaken_at_most,
    )


def desks_of(hall: Hall) -> dict[str, int]:
    """How many desks each counter has."""
    return {key: len(counter.desks) for key, counter in hall.counters.items()}


def usual_moves(population: int | None) -> float:
    """How many moves a year a municipality of so many people has, as far as anything is published."""
    return float(MOVES_A_YEAR if population is None else round(population * MOVES_PER_RESIDENT))


def staffing(desks: Mapping[str, int]) -> dict[str, DeskPlan]:
    """By counter so many desks, half of them over noon."""
    return {counter: noon_cover(count) for counter, count in desks.items()}
