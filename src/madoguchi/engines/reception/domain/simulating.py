"""A day replayed: the same people sent through other staffings, other shares of pre-applied and booked ones.

Calling goes by the engine's own order (`ordering`), and everybody is told the engine's own estimate when they
take their ticket, so that its error can be measured where the truth is known. Units: minutes; a moment of the
day is minutes from midnight. The same people, scenario and hall give the same visits.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import simpy

from madoguchi.engines.reception.domain.days import OPENS, Person
from madoguchi.engines.reception.domain.desk_plans import DeskPlan, open_at, stretches
from madoguchi.engines.reception.domain.estimating import (
    ABSENT_MINUTES,
    Estimate,
    InLine,
    OpenDesk,
    ServiceTimes,
    Serving,
    ToCome,
    estimate,
    expected_overtakers,
)
from madoguchi.engines.reception.domain.ordering import Waiting, call_order, next_to_call, overtaken_by
from madoguchi.engines.reception.domain.service_times import BETWEEN_MINUTES, FAST_SHARE, NO_SHOW_SHARE
from madoguchi.engines.reception.domain.states import Lane

WRITING, WRITING_PRE_APPLIED = 4.0, 2.0
"""Minutes of writing before the ticket is taken, and of those who pre-applied (published: 4 → 2)."""
ONWARD_SHARE, ONWARD_MINUTES = 0.4, 8.0
"""The share of people who go on to the counters that follow, and what they take there on average."""
MOST_MINUTES = 24 * 60.0
"""Nobody is served on the next day; with too few desks the day just ends."""
_MIDNIGHT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SimulatedHall:
    """What a hall is for a replay: by purpose its counter, mean minutes and the counters that follow."""

    counter_of: Mapping[str, str]
    minutes: Mapping[str, float]
    fast: frozenset[str] = frozenset()
    then: Mapping[str, Sequence[str]] = field(default_factory=dict)
    overtaken_at_most: int = 3

    @property
    def counters(self) -> tuple[str, ...]:
        """All counters where somebody may wait, in order."""
        follow = [counter for counters in self.then.values() for counter in counters]
        return tuple(dict.fromkeys([*self.counter_of.values(), *follow]))


@dataclass(frozen=True, slots=True)
class Scenario:
    """How a day is staffed: a plan by counter (`desk_plans`). Shares are from 0 to 1."""

    name: str
    desks: Mapping[str, DeskPlan]
    pre_applied: float = 0.0
    booked: float = 0.0

    def with_desks(self, counter: str, more: int) -> Scenario:
        """The same with `more` desks at a counter all day; never fewer than one."""
        plan = [(at, max(count + more, 1)) for at, count in self.desks[counter]]
        return replace(self, desks={**self.desks, counter: plan})


@dataclass(frozen=True, slots=True)
class Stay:
    """One wait of one person at one counter: taking the ticket (or coming from another counter), being
    called, done. `told` is the estimate that was given; None where none was asked for. `ahead` is how many
    stood before the person, `desks` how many were open.
    """

    number: int
    purpose: str
    lane: Lane
    counter: str
    queued: float
    called: float
    done: float
    came: bool
    first: bool
    told: Estimate | None
    ahead: int
    desks: int

    @property
    def wait(self) -> float:
        """Minutes from the ticket to being called."""
        return self.called - self.queued


@dataclass(frozen=True, slots=True)
class Replay:
    """What happened: waits in the order in which they ended, and visits from the entrance to the last desk
    by the person's number, in minutes. `unserved` were still in the line when the day was over.
    """

    stays: tuple[Stay, ...]
    visits: Mapping[int, float]
    unserved: int


def replay(
    hall: SimulatedHall,
    people: Sequence[Person],
    scenario: Scenario,
    times: ServiceTimes | None = None,
    *,
    knows_ahead: bool = True,
) -> Replay:
    """One day. `times`: everybody is told an estimate that learns as the day goes on; None: nobody is.

    `knows_ahead`: it knows who has booked for later, and which desks close over noon.
    """
    run = _Run(hall, people, scenario, times, knows_ahead=knows_ahead)
    return run.replay()


@dataclass(slots=True)
class _Ticket:
    """One in a line. `turn` is kept when the person goes on to another counter."""

    person: Person
    lane: Lane
    turn: tuple[float, int]
    onward: list[str]
    arrived: float
    counter: str
    queued: float = 0.0
    first: bool = True
    overtaken: int = 0
    told: Estimate | None = None
    ahead: int = 0
    desks: int = 0


class _Run:
    def __init__(
        self,
        hall: SimulatedHall,
        people: Sequence[Person],
        scenario: Scenario,
        times: ServiceTimes | None,
        *,
        knows_ahead: bool,
    ) -> None:
        self._hall, self._people, self._scenario, self._times = hall, people, scenario, times
        self._knows_ahead = knows_ahead
        self._clock = simpy.Environment()
        self._lines: dict[str, dict[int, _Ticket]] = {counter: {} for counter in hall.counters}
        self._news = {counter: self._clock.event() for counter in hall.counters}
        self._serving: dict[tuple[str, int], tuple[_Ticket, float]] = {}
        self._bookings = {
            person.number: person.slot for person in people if self._lane_of(person) is Lane.BOOKED
        }
        self._quick: dict[str, list[tuple[datetime, str]]] = {}
        self._stays: list[Stay] = []
        self._visits: dict[int, float] = {}

    def replay(self) -> Replay:
        for person in self._people:
            self._clock.process(self._arrive(person))
        for counter in self._hall.counters:
            most = max((count for _, count in self._plan(counter)), default=0)
            for position in range(most):
                self._clock.process(self._desk(counter, position))
        self._clock.run(until=MOST_MINUTES)
        unserved = sum(len(line) for line in self._lines.values())
        return Replay(tuple(self._stays), self._visits, unserved)

    def _lane_of(self, person: Person) -> Lane:
        if person.booked < self._scenario.booked and person.purpose not in self._hall.fast:
            return Lane.BOOKED
        quick = person.purpose in self._hall.fast or self._is_pre_applied(person)
        return Lane.FAST if quick else Lane.NORMAL

    def _is_pre_applied(self, person: Person) -> bool:
        return person.pre_applied < self._scenario.pre_applied and person.purpose not in self._hall.fast

    def _plan(self, counter: str) -> DeskPlan:
        return self._scenario.desks.get(counter, ((OPENS, 1),))

    def _open_at(self, counter: str, at: float) -> int:
        """How many desks are open; after the last entry it stays so until nobody waits any more."""
        return open_at(self._plan(counter), at)

    def _arrive(self, person: Person) -> Generator[simpy.Event, Any, None]:
        lane = self._lane_of(person)
        # A person with an appointment comes a few minutes before it, and not in the peak.
        arrives = person.slot - 8 * person.comes if lane is Lane.BOOKED else person.at
        writing = WRITING_PRE_APPLIED if self._is_pre_applied(person) else WRITING
        if person.purpose in self._hall.fast:
            writing = WRITING / 2
        yield self._clock.timeout(arrives + (0.0 if lane is Lane.BOOKED else writing))
        self._bookings.pop(person.number, None)
        turn = person.slot if lane is Lane.BOOKED else self._clock.now
        goes_on = person.onward < ONWARD_SHARE
        onward = list(self._hall.then.get(person.purpose, ())) if goes_on else []
        ticket = _Ticket(
            person, lane, (turn, person.number), onward, arrives, self._hall.counter_of[person.purpose]
        )
        self._join(ticket)

    def _join(self, ticket: _Ticket) -> None:
        line = self._lines[ticket.counter]
        ticket.queued = self._clock.now
        line[ticket.person.number] = ticket
        if self._times is not None and ticket.first:
            ticket.told = self._tell(ticket, self._times)
        news, self._news[ticket.counter] = self._news[ticket.counter], self._clock.event()
        news.succeed()

    def _desk(self, counter: str, position: int) -> Generator[simpy.Event, Any, None]:
        while True:
            if position >= self._open_at(counter, self._clock.now):
                later = [at for at, count in self._plan(counter) if at > self._clock.now and count > position]
                if not later:
                    return
                yield self._clock.timeout(min(later) - self._clock.now)
                continue
            line = self._lines[counter]
            called = next_to_call(self._in_order(line), self._now(), self._hall.overtaken_at_most)
            if called is None:
                yield self._news[counter]
                continue
            for key in overtaken_by(called, self._in_order(line)):
                line[_number(key)].overtaken += 1
            yield from self._serve(line.pop(_number(called.key)), counter, position)

    def _serve(self, ticket: _Ticket, counter: str, position: int) -> Generator[simpy.Event, Any, None]:
        called = self._clock.now
        person = ticket.person
        came = person.comes >= NO_SHOW_SHARE or not ticket.first
        self._serving[counter, position] = (ticket, called)
        takes = self._service_of(ticket) if came else ABSENT_MINUTES
        yield self._clock.timeout(takes)
        del self._serving[counter, position]
        self._stays.append(_stay(ticket, called, self._clock.now, came=came))
        if self._times is not None and ticket.first:
            self._times.learn_came(came=came)
            if came:
                self._times.learn(person.purpose, ticket.lane, takes)
        if came and ticket.onward:
            following = replace(
                ticket, counter=ticket.onward[0], onward=ticket.onward[1:], first=False, told=None
            )
            self._join(following)
        elif came:
            self._visits[person.number] = self._clock.now - ticket.arrived
        yield self._clock.timeout(BETWEEN_MINUTES)

    def _service_of(self, ticket: _Ticket) -> float:
        share = FAST_SHARE if self._is_pre_applied(ticket.person) else 1.0
        if not ticket.first:
            return ONWARD_MINUTES * ticket.person.onward_service * share
        return ticket.person.service * share

    def _in_order(self, line: Mapping[int, _Ticket]) -> list[Waiting]:
        return [
            Waiting(number, (_moment(ticket.turn[0]), ticket.turn[1]), ticket.lane, ticket.overtaken)
            for number, ticket in line.items()
        ]

    def _tell(self, ticket: _Ticket, times: ServiceTimes) -> Estimate | None:
        counter, now = ticket.counter, self._now()
        line = self._lines[counter]
        order = call_order(self._in_order(line), now, self._hall.overtaken_at_most)
        waiting = [self._in_line(line[_number(one.key)]) for one in order]
        key = self._in_line(ticket).key
        ticket.ahead = [one.key for one in waiting].index(key)
        desks = self._desks(counter)
        ticket.desks = len(desks)
        if ticket.lane is Lane.FAST:
            self._quick.setdefault(counter, []).append((now, ticket.person.purpose))
        coming = (
            []
            if not self._knows_ahead
            else [
                ToCome(_moment(slot), person.purpose, counter)
                for person in self._people
                if (slot := self._bookings.get(person.number)) is not None
                and self._hall.counter_of[person.purpose] == counter
            ]
        )
        quick = self._quick.get(counter)
        if quick and ticket.lane is Lane.NORMAL:
            moments = [at for at, _ in quick]
            coming += expected_overtakers(moments, quick[-1][1], counter, now, self._hall.overtaken_at_most)
        return estimate(waiting, desks, times, now, to_come=coming).tickets[key]

    def _in_line(self, ticket: _Ticket) -> InLine:
        person = ticket.person
        due = _moment(person.slot) if ticket.lane is Lane.BOOKED else None
        return InLine(f"{person.number}", person.purpose, ticket.counter, ticket.lane, due)

    def _desks(self, counter: str) -> list[OpenDesk]:
        """The desks that are open now, and those that open and close later: one entry for each stretch."""
        now, plan = self._clock.now, self._plan(counter)
        if not self._knows_ahead:
            plan = [(now, self._open_at(counter, now))]
        found = []
        for position in range(max((count for _, count in plan), default=0)):
            serving = self._serving.get((counter, position))
            for number, (opens, closes) in enumerate(stretches(plan, position, now)):
                found.append(
                    OpenDesk(
                        f"{position}.{number}",
                        counter,
                        serving=self._served(*serving) if serving and not number else None,
                        free_from=_moment(opens) if opens > now else None,
                        closes=None if closes is None else _moment(closes),
                    )
                )
        return found

    def _served(self, ticket: _Ticket, since: float) -> Serving:
        return Serving(ticket.person.purpose, ticket.lane, _moment(since))

    def _now(self) -> datetime:
        return _moment(self._clock.now)


def _stay(ticket: _Ticket, called: float, done: float, *, came: bool) -> Stay:
    return Stay(
        number=ticket.person.number,
        purpose=ticket.person.purpose,
        lane=ticket.lane,
        counter=ticket.counter,
        queued=ticket.queued,
        called=called,
        done=done,
        came=came,
        first=ticket.first,
        told=ticket.told,
        ahead=ticket.ahead,
        desks=ticket.desks,
    )


def _moment(minute: float) -> datetime:
    return _MIDNIGHT + timedelta(minutes=minute)


def _number(key: object) -> int:
    if not isinstance(key, int):
        raise TypeError(key)
    return key
