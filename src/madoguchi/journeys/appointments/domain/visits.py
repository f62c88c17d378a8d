"""Which counters a plan needs, in the order of the walk, and how long at each.

What the one-stop counter takes is done there (engines/navigator/domain/counters.py); the rest at its own
counter. Counters that one line of the calendar serves are one visit. What no line serves, and what is done at
home or outside, needs no appointment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from madoguchi.core.packs.model import Desk, Procedure
from madoguchi.engines.navigator.api import Plan, PlanLine

LONGEST = 90
"""Minutes at one counter: a household of ten does not take half a day; what is left is done on the spot."""


class Line(Protocol):
    """A line of desks of a calendar."""

    @property
    def key(self) -> str:
        """Its key in the calendar."""
        ...


class Lines(Protocol):
    """Which line serves a desk role (`resident_register`)."""

    def line_for(self, role: str, /) -> Line | None:
        """None where no line does."""
        ...


class Minutes(Protocol):
    """How long things take by appointment."""

    def of(self, procedure: Procedure, people: int = 1, /) -> int:
        """One procedure for so many people."""
        ...

    def rounded(self, minutes: int, /) -> int:
        """As long as a booking of so many minutes is."""
        ...


@dataclass(frozen=True, slots=True)
class Visit:
    """One counter of an appointment: the line of the calendar, minutes, and what is done there.

    `desk` is the counter as the plan names it, `procedures` are keys and `labels` what residents call them.
    """

    line: str
    desk: Desk
    minutes: int
    procedures: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Visits:
    """What can be booked for a plan, in walking order; `walk_in` are the counters that nobody can book."""

    booked: tuple[Visit, ...]
    walk_in: tuple[Desk, ...]

    @property
    def minutes(self) -> int:
        """The time at all counters, without the way between them."""
        return sum(visit.minutes for visit in self.booked)

    @property
    def procedures(self) -> tuple[str, ...]:
        """The keys of everything that is done, in walking order."""
        return tuple(key for visit in self.booked for key in visit.procedures)


def visits_of(plan: Plan, lines: Lines, minutes: Minutes) -> Visits:
    """The visits of what is certainly needed at counters of the municipality."""
    done_at: dict[str, list[PlanLine]] = {}
    desks: dict[str, Desk] = {}
    walk_in: dict[tuple[str, str, str], Desk] = {}
    for desk, line in _walk(plan):
        booked = lines.line_for(desk.role)
        if booked is None:
            walk_in.setdefault(desk.place, desk)
            continue
        desks.setdefault(booked.key, desk)
        done_at.setdefault(booked.key, []).append(line)
    visits = (
        Visit(
            line=key,
            desk=desks[key],
            minutes=minutes_at_counter([(line.procedure, len(line.entries)) for line in there], minutes),
            procedures=tuple(dict.fromkeys(line.procedure.key for line in there)),
            labels=tuple(dict.fromkeys(line.label for line in there)),
        )
        for key, there in done_at.items()
    )
    return Visits(tuple(visits), tuple(walk_in.values()))


def minutes_at_counter(done: Sequence[tuple[Procedure, int]], minutes: Minutes) -> int:
    """How long a booking at one counter is for procedures, each for so many people: LONGEST at most."""
    return min(LONGEST, minutes.rounded(sum(minutes.of(procedure, people) for procedure, people in done)))


def _walk(plan: Plan) -> Iterator[tuple[Desk, PlanLine]]:
    """Every procedure with the counter at which it is done, in walking order: the one-stop counter first."""
    taken, one_stop = plan.counters.taken, plan.counters.one_stop
    afterwards: list[tuple[Desk, PlanLine]] = []
    for stop in plan.stops:
        for line in stop.lines:
            # A desk that shares its place with others keeps its own role: a line may serve only some of them.
            own = line.entries[0].desk or stop.desk
            if one_stop is not None and (line.procedure.key in taken or own.place == one_stop.place):
                yield one_stop, line
            else:
                afterwards.append((own, line))
    yield from afterwards
