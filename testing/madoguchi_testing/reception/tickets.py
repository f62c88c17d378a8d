"""Days at a hall as tickets in the database: what figures, demo and bench are shown with.

The days are replayed (`days.py`), not acted: of the events only taking and the first call are there. Nobody
exists.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from django.conf import settings

from madoguchi.core import tenancy
from madoguchi.core.clock import TOKYO
from madoguchi.core.packs import Hall, load_packs_or_refuse
from madoguchi.engines.reception.api import DeskSession, HallDay, Rating, Stay, Ticket, TicketEvent
from madoguchi.engines.reception.domain.estimating import ServiceTimes
from madoguchi.engines.reception.domain.planning import simulated_hall, staffing
from madoguchi.engines.reception.domain.ratings import Source
from madoguchi.engines.reception.domain.simulating import Scenario, replay
from madoguchi.engines.reception.domain.simulating import Stay as Replayed
from madoguchi.engines.reception.domain.states import EventKind, Lane, Origin
from madoguchi.lib.working_days import is_working_day
from madoguchi_testing.reception.days import SyntheticYear

NOON = datetime(2026, 4, 7, 12, 0, tzinfo=TOKYO)
_FACES = (5, 5, 4, 5, 5, 5, 5, 3, 5, 4, 5, 5, 5, 5, 2, 5, 4, 5, 5, 5, 4, 5, 5, 4)
CLERKS = 4
"""So many people take turns at every desk."""


def past_days(
    code: str,
    *,
    hall: str = "main",
    until: date | None = None,
    days: int = 10,
    a_day: int = 40,
    seed: int = 11,
    open_share: float = 1.0,
) -> int:
    """Fill the working days up to `until` (the day of NOON) with about so many tickets; returns how many.

    The first `a_day` people of each synthetic day, with their waits when 30% pre-applied, 10% booked, and
    each counter had `open_share` of its desks open.
    """
    declared = load_packs_or_refuse(settings.MADOGUCHI_PACKS).halls[code][hall]
    last = until or NOON.date()
    chosen = [day for number in range(days * 3) if is_working_day(day := last - timedelta(days=number))][
        :days
    ]
    desks = {key: math.ceil(len(one.desks) * open_share) for key, one in declared.counters.items()}
    return sum(_fill(code, declared, day, desks, a_day, seed) for day in reversed(chosen))


def past_ratings(code: str, *, hall: str = "main", until: date, days: int = 15) -> int:
    """Faces that visitors of the last working days gave, most of them content; returns how many."""
    chosen = [day for number in range(1, days * 3) if is_working_day(day := until - timedelta(days=number))]
    with tenancy.municipality(code):
        made = Rating.objects.bulk_create(
            Rating(
                hall=hall, day=day, at=_moment(day, 600.0 + 20 * place), face=face, source=Source.DEVICE.value
            )
            for number, day in enumerate(chosen[:days])
            for place, face in enumerate(_FACES[number % 3 :: 3])
        )
    return len(made)


def _fill(code: str, hall: Hall, day: date, desks: Mapping[str, int], a_day: int, seed: int) -> int:
    replayed = simulated_hall(hall)
    year = SyntheticYear(
        day.year if day.month >= 4 else day.year - 1,
        seed=seed,
        minutes=replayed.minutes,
        quick=sorted(replayed.fast),
    )
    people = year.on(day).people
    step = max(len(people) // a_day, 1)
    scenario = Scenario("day", staffing(desks), pre_applied=0.3, booked=0.1)
    stays = replay(replayed, people[::step][:a_day], scenario, ServiceTimes(replayed.minutes)).stays
    with tenancy.municipality(code):
        tickets = {one.number: _ticket(hall, day, one) for one in sorted(stays, key=_by_queue) if one.first}
        Ticket.objects.bulk_create(tickets.values())
        HallDay.objects.create(
            hall=hall.key, day=day, version=1, last_sequence=len(people), last_at=_moment(day, 17 * 60.0)
        )
        Stay.objects.bulk_create(_stay(hall, tickets[one.number], one) for one in stays)
        TicketEvent.objects.bulk_create(_events(tickets, day, stays))
        DeskSession.objects.bulk_create(_sessions(day, hall))
    return len(tickets)


def _by_queue(one: Replayed) -> tuple[float, int]:
    return one.queued, one.number


def _ticket(hall: Hall, day: date, one: Replayed) -> Ticket:
    purpose = hall.purposes[one.purpose]
    origin = Origin.WALK_IN
    if one.lane is Lane.BOOKED:
        origin = Origin.BOOKING
    elif one.lane is Lane.FAST and not purpose.fast:
        origin = Origin.PRE_APPLICATION
    queued = _moment(day, one.queued)
    return Ticket(
        hall=hall.key,
        day=day,
        sequence=one.number + 1,
        letter=purpose.letter,
        number=f"{purpose.letter}{one.number + 1:03}",
        purpose=one.purpose,
        origin=origin.value,
        lane=one.lane.value,
        counter=one.counter,
        turn_at=queued,
        turn_sequence=one.number + 1,
        status="finished" if one.came else "left",
        taken_at=queued,
        queued_at=queued,
        called_at=_moment(day, one.called),
        began_at=_moment(day, one.called),
        ended_at=_moment(day, one.done),
        follow=f"{day:%Y%m%d}{one.number:08}",
    )


def _stay(hall: Hall, ticket: Ticket, one: Replayed) -> Stay:
    desks = hall.counters[one.counter].desks
    return Stay(
        ticket=ticket,
        part=0 if one.first else 1,
        hall=hall.key,
        day=ticket.day,
        hour=int(one.queued // 60),
        counter=one.counter,
        purpose=one.purpose,
        origin=ticket.origin,
        lane=one.lane.value,
        desk=desks[one.number % len(desks)].key,
        group=next(iter(hall.counters[one.counter].roles), ""),
        queued_at=_moment(ticket.day, one.queued),
        called_at=_moment(ticket.day, one.called),
        ended_at=_moment(ticket.day, one.done),
        outcome="finished" if one.came else "absent",
        waited=round(one.wait * 60),
        served=round((one.done - one.called) * 60),
        told=one.told.minutes if one.told else None,
        low=one.told.low if one.told else None,
        high=one.told.high if one.told else None,
    )


def _events(tickets: Mapping[int, Ticket], day: date, stays: Iterable[Replayed]) -> Iterator[TicketEvent]:
    """Taken and called: what tells how a day usually goes."""
    for one in stays:
        if one.first:
            happened = ((EventKind.TAKEN, one.queued), (EventKind.CALLED, one.called))
            for version, (kind, moment) in enumerate(happened, start=1):
                yield TicketEvent(
                    ticket=tickets[one.number],
                    version=version,
                    kind=kind.value,
                    at=_moment(day, moment),
                    counter=one.counter,
                )


def _sessions(day: date, hall: Hall) -> Iterator[DeskSession]:
    """CLERKS after each other at every desk: figures show no desk behind which fewer than three stand."""
    for counter in hall.counters.values():
        for desk in counter.desks:
            for clerk in range(CLERKS):
                begins = 510.0 + 120 * clerk
                yield DeskSession(
                    hall=hall.key,
                    day=day,
                    counter=counter.key,
                    desk=desk.key,
                    group=next(iter(counter.roles), ""),
                    opened_by=f"staff:{desk.key}-{clerk}",
                    opened_at=_moment(day, begins),
                    closed_at=_moment(day, begins + 110),
                )


def _moment(day: date, minute: float) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=TOKYO) + timedelta(minutes=minute)
