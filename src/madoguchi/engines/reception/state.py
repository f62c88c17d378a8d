"""What goes on in a hall now: numbers, counts and minutes, nothing about a person.

`hall_state` is what displays, phones and the other zone show; a ticket stands there under the digest of
its secret.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any

from django.db.models import Q

from madoguchi.core import clock, tenancy
from madoguchi.core.packs import Hall, HallPurpose
from madoguchi.engines.reception.domain.closing import closing_of, minutes_left, past_closing
from madoguchi.engines.reception.domain.estimating import Estimate
from madoguchi.engines.reception.domain.states import OPEN
from madoguchi.engines.reception.forecasting import waits
from madoguchi.engines.reception.halls import desk_label, hall_of
from madoguchi.engines.reception.models import DeskSession, Ticket
from madoguchi.engines.reception.queues import Known, known, ordered
from madoguchi.engines.reception.recording import version_of

TOLD_AFTERWARDS = timedelta(hours=1)
"""For so long after it ended a ticket's page says so, and thanks."""

MOST_CALLED = 12
"""So many calls are shown at once, the newest first."""


@dataclass(frozen=True, slots=True)
class CounterState:
    """A counter: how many wait, at how many open desks, and how long somebody who comes now would (None: no
    desk is open, nobody can say).
    """

    key: str
    label: str
    colour: str | None
    waiting: int
    open_desks: int
    minutes: int | None


@dataclass(frozen=True, slots=True)
class PurposeState:
    """What somebody would come for now: how many wait for it, the wait (None: nobody can say), and whether it
    ends past closing (a value of `PastClosing`).
    """

    key: str
    waiting: int
    minutes: int | None
    low: int | None
    high: int | None
    past_closing: str = ""


@dataclass(frozen=True, slots=True)
class Called:
    """A number that was called and is at its desk since, where (`desk` is the label of the desk), when, how
    often, and in which language its holder reads.
    """

    number: str
    counter: str
    desk: str
    at: datetime
    times: int
    language: str = "ja"


@dataclass(frozen=True, slots=True)
class TicketState:
    """One ticket: how many are `ahead` of it at its counter (None: it does not wait), for how long still,
    and whether it is called only past closing (a value of `PastClosing`). `version` is that of the ticket's
    last event.
    """

    number: str
    status: str
    ahead: int | None
    minutes: int | None
    counter: str
    desk: str
    low: int | None = None
    high: int | None = None
    times: int = 0
    version: int = 0
    past_closing: str = ""


@dataclass(frozen=True, slots=True)
class HallState:
    """A hall at one moment. `version` grows with every change of the day; `tickets` are by
    `follow_digest`; `closes` is the end of the reception of the day (None: it is closed).
    """

    hall: str
    day: date
    at: datetime
    version: int
    counters: tuple[CounterState, ...]
    purposes: tuple[PurposeState, ...]
    called: tuple[Called, ...]
    tickets: Mapping[str, TicketState]
    closes: datetime | None = None

    def to_payload(self) -> dict[str, Any]:
        """As JSON: dates and times as text of ISO 8601."""
        return {
            "hall": self.hall,
            "day": self.day.isoformat(),
            "at": self.at.isoformat(),
            "version": self.version,
            "closes": self.closes.isoformat() if self.closes else None,
            "counters": _plain(CounterState, self.counters),
            "purposes": _plain(PurposeState, self.purposes),
            "called": [one | {"at": one["at"].isoformat()} for one in _plain(Called, self.called)],
            "tickets": dict(zip(self.tickets, _plain(TicketState, self.tickets.values()), strict=True)),
        }


def _plain(kind: type[Any], states: Iterable[Any]) -> list[dict[str, Any]]:
    """The fields of each by name. They hold plain values, which `dataclasses.asdict` would copy singly."""
    names = [one.name for one in fields(kind)]
    values = attrgetter(*names)
    return [dict(zip(names, values(one), strict=True)) for one in states]


def follow_digest(follow: str) -> str:
    """Under what a ticket stands in a state: who knows the secret finds it, who reads the state does not."""
    return hashlib.sha256(f"madoguchi ticket {follow.lower()}".encode()).hexdigest()[:32]


def hall_state(code: str, hall: str, now: datetime | None = None) -> HallState:
    """What goes on in a hall, today. Raises HallNotFoundError."""
    declared = hall_of(code, hall)
    at = (now or clock.now()).astimezone(clock.TOKYO)
    with tenancy.reading(code):
        return _state(declared, at)


def _state(hall: Hall, at: datetime) -> HallState:
    day = at.date()
    # Before the tickets: what changes meanwhile is told once more, and never missed.
    version = version_of(hall, day)
    told = Q(status__in=[one.value for one in OPEN]) | Q(ended_at__gte=at - TOLD_AFTERWARDS)
    tickets = known(Ticket.objects.filter(told, hall=hall.key, day=day))
    sessions = list(DeskSession.objects.filter(hall=hall.key, day=day, closed_at__isnull=True))
    order = {key: ordered(hall, key, tickets, at) for key in hall.counters}
    ahead = {one.pk: number for queue in order.values() for number, one in enumerate(queue)}
    closes = closing_of(hall, day)
    left = minutes_left(closes, at)
    waits_now = waits(hall, order, tickets, sessions, at)
    return HallState(
        hall=hall.key,
        day=day,
        at=at,
        version=version,
        counters=tuple(
            CounterState(
                key,
                counter.label,
                counter.colour,
                len(order[key]),
                sum(1 for one in sessions if one.counter == key),
                _minutes(waits_now.of_counter(key)),
            )
            for key, counter in hall.counters.items()
        ),
        purposes=tuple(
            _purpose(one, order[one.counter], waits_now.of_purpose(one.key), left)
            for one in hall.purposes.values()
        ),
        called=_called(hall, tickets),
        tickets={
            follow_digest(one.follow): _ticket(
                hall, one, ahead.get(one.pk), waits_now.of_ticket(one.pk), left
            )
            for one in tickets
        },
        closes=closes,
    )


def _called(hall: Hall, tickets: Iterable[Known]) -> tuple[Called, ...]:
    found = [
        Called(
            one.number,
            one.counter,
            desk_label(hall, one.desk),
            one.called_at.astimezone(clock.TOKYO),
            one.calls,
            one.language,
        )
        for one in tickets
        if one.called_at is not None and one.state.is_at_a_desk
    ]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True)[:MOST_CALLED])


def _ticket(
    hall: Hall,
    ticket: Known,
    ahead: int | None,
    wait: Estimate | None,
    left: float,
) -> TicketState:
    told = wait.as_told if wait else None
    return TicketState(
        ticket.number,
        ticket.status,
        ahead,
        told.minutes if told else None,
        ticket.counter,
        desk_label(hall, ticket.desk) if ticket.desk else "",
        told.low if told else None,
        told.high if told else None,
        ticket.calls,
        ticket.version,
        past_closing(wait, left).value if ahead is not None else "",
    )


def _purpose(
    purpose: HallPurpose,
    line: Iterable[Known],
    wait: Estimate | None,
    left: float,
) -> PurposeState:
    waiting = sum(1 for one in line if one.purpose == purpose.key)
    if wait is None:
        return PurposeState(purpose.key, waiting, None, None, None)
    told = wait.as_told
    late = past_closing(wait, left).value
    return PurposeState(purpose.key, waiting, told.minutes, told.low, told.high, late)


def _minutes(wait: Estimate | None) -> int | None:
    return wait.as_told.minutes if wait else None
