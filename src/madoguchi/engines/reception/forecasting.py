"""The wait in a hall as it is now: from its tickets, its open desks and what it has learned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType

from django.db import connection

from madoguchi.core.clock import TOKYO, day_of, midnight
from madoguchi.core.packs import Hall
from madoguchi.engines.reception.domain.desk_plans import plan_from_now, stretches
from madoguchi.engines.reception.domain.estimating import (
    Estimate,
    Forecast,
    InLine,
    OpenDesk,
    ServiceTimes,
    Serving,
    ToCome,
    Weeks,
    estimate,
    expected_overtakers,
)
from madoguchi.engines.reception.domain.states import OPEN, Lane
from madoguchi.engines.reception.domain.stays import Outcome
from madoguchi.engines.reception.expecting import expected
from madoguchi.engines.reception.halls import pauses_on
from madoguchi.engines.reception.models import DeskSession, Stay, Ticket
from madoguchi.engines.reception.queues import Known, ordered

LOOK_BACK = timedelta(days=28)
_FORGOTTEN_AFTER = timedelta(hours=4)
"""A ticket called so long ago was forgotten: its desk is not busy."""
_SHORTEST, _LONGEST = 15, 3 * 3600
"""Seconds of service that the last weeks are believed."""

_WEEKS = """
SELECT purpose, lane, count(*), avg(ln(served / 60.0)), coalesce(stddev_samp(ln(served / 60.0)), 0.5)
FROM reception_stay
WHERE hall = %s AND day >= %s AND day < %s AND part = 0 AND served BETWEEN %s AND %s
      AND outcome IN ('finished', 'transferred')
GROUP BY purpose, lane
"""


@dataclass(frozen=True, slots=True)
class Waits:
    """The estimates of a hall now: of tickets by row, of purposes and counters for whoever would come now."""

    line: Forecast
    quick: Forecast

    def of_ticket(self, pk: int) -> Estimate | None:
        """When a ticket that waits is called; None where no desk is open for it."""
        return self.line.tickets.get(f"{pk}")

    def of_purpose(self, key: str) -> Estimate | None:
        """The wait of who comes for this now."""
        return self.quick.for_newcomer(f"purpose {key}") or self.line.for_newcomer(f"purpose {key}")

    def of_counter(self, key: str) -> Estimate | None:
        """The wait of who joins the line of a counter now."""
        return self.line.for_newcomer(f"counter {key}")


def waits(
    hall: Hall,
    order: Mapping[str, Sequence[Ticket | Known]],
    tickets: Iterable[Ticket | Known],
    sessions: Iterable[DeskSession],
    now: datetime,
) -> Waits:
    """The waits of a hall. `order` is who waits by counter, in the order of calling. To be called inside
    `tenancy.municipality(...)`.
    """
    there = list(tickets)
    desks = _desks(hall, there, sessions, now)
    nobody: Forecast = Forecast({}, {})
    if not desks:
        return Waits(nobody, nobody)
    times, quick = service_times(hall, now)
    booked = _booked(hall, there, now)
    # Whoever has been overtaken as often as may be is next, and nobody goes before them.
    already = {counter: line[0].overtaken for counter, line in order.items() if line}
    coming = [*booked, *_overtakers(hall, quick, now, already)]
    waiting = [_in_line(one) for line in order.values() for one in line]
    newcomers = [
        InLine(f"purpose {one.key}", one.key, one.counter) for one in hall.purposes.values() if not one.fast
    ]
    newcomers += [InLine(f"counter {key}", _usual(hall, key), key) for key in hall.counters]
    return Waits(
        estimate(waiting, desks, times, now, to_come=coming, newcomers=newcomers),
        _quick(hall, order, desks, times, now, booked),
    )


def told_to(hall: Hall, ticket: Ticket, now: datetime) -> Estimate | None:
    """The wait of somebody who has just taken a ticket. To be called inside `tenancy.municipality(...)`."""
    here = {"hall": hall.key, "day": ticket.day, "counter": ticket.counter}
    sessions = list(DeskSession.objects.filter(**here, closed_at__isnull=True))
    tickets = list(Ticket.objects.filter(**here, status__in=[one.value for one in OPEN]))
    desks = _desks(hall, tickets, sessions, now)
    if not desks:
        return None
    times, quick = service_times(hall, now)
    waiting = [_in_line(one) for one in ordered(hall, ticket.counter, tickets, now)]
    coming = _booked(hall, tickets, now) + ([] if ticket.lane == Lane.FAST else _overtakers(hall, quick, now))
    return estimate(waiting, desks, times, now, to_come=coming).tickets.get(f"{ticket.pk}")


def service_times(hall: Hall, now: datetime) -> tuple[ServiceTimes, dict[str, list[datetime]]]:
    """What service takes in a hall today, and when people joined the fast line, by counter.

    The pack's minutes, the last four weeks, and everybody served today.
    """
    day = day_of(now)
    prior = {key: float(purpose.minutes) for key, purpose in hall.purposes.items()}
    times = ServiceTimes(prior, _weeks(hall, day))
    quick: dict[str, list[datetime]] = {}
    rows = Stay.objects.filter(hall=hall.key, day=day, part=0).values_list(
        "purpose", "lane", "counter", "queued_at", "outcome", "served"
    )
    for purpose, lane, counter, queued_at, outcome, served in rows:
        if lane == Lane.FAST:
            quick.setdefault(counter, []).append(queued_at)
        if served is not None and outcome in (Outcome.FINISHED, Outcome.TRANSFERRED):
            times.learn(purpose, lane, served / 60)
        if outcome:
            times.learn_came(came=outcome != Outcome.ABSENT)
    return times, quick


def _weeks(hall: Hall, day: date) -> tuple[Weeks, ...]:
    before = Stay.objects.filter(hall=hall.key, day__lt=day, day__gte=day - LOOK_BACK)
    last = before.order_by("-day", "-pk").values_list("pk", flat=True).first()
    return () if last is None else _weeks_before(hall.municipality_code, hall.key, day, last)


@lru_cache(maxsize=64)
def _weeks_before(code: str, hall: str, day: date, last: int) -> tuple[Weeks, ...]:
    """The weeks before a day, read once a day by each process; `last` is the row of their last stretch."""
    with connection.cursor() as cursor:
        cursor.execute(_WEEKS, [hall, day - LOOK_BACK, day, _SHORTEST, _LONGEST])
        return tuple(
            Weeks(purpose, lane, count, float(mean), min(max(float(deviation), 0.2), 1.2))
            for purpose, lane, count, mean, deviation in cursor.fetchall()
        )


def _quick(
    hall: Hall,
    order: Mapping[str, Sequence[Ticket | Known]],
    desks: Sequence[OpenDesk],
    times: ServiceTimes,
    now: datetime,
    to_come: Iterable[ToCome],
) -> Forecast:
    """For those who would go into the fast line: behind whoever is called before it, ahead of the others."""
    quick = [purpose for purpose in hall.purposes.values() if purpose.fast]
    ahead: list[InLine] = []
    for counter in {purpose.counter for purpose in quick}:
        line = order.get(counter, ())
        last = max((number for number, one in enumerate(line) if one.lane == Lane.FAST), default=-1)
        owed = (n for n, one in enumerate(line) if one.overtaken >= hall.overtaken_at_most)
        ahead += [_in_line(one) for one in line[: max(last, *owed, -1) + 1]]
    newcomers = [InLine(f"purpose {one.key}", one.key, one.counter, Lane.FAST) for one in quick]
    return estimate(ahead, desks, times, now, to_come=to_come, newcomers=newcomers)


def _overtakers(
    hall: Hall,
    quick: Mapping[str, list[datetime]],
    now: datetime,
    already: Mapping[str, int] = MappingProxyType({}),
) -> list[ToCome]:
    found: list[ToCome] = []
    for counter, arrived in quick.items():
        purpose = next((one.key for one in hall.purposes_at(counter) if one.fast), "")
        most = max(hall.overtaken_at_most - already.get(counter, 0), 0)
        found += expected_overtakers(arrived, purpose, counter, now, most)
    return found


def _booked(hall: Hall, tickets: Iterable[Ticket | Known], now: datetime) -> list[ToCome]:
    here = {one.booking_code for one in tickets if one.booking_code}
    return [
        ToCome(one.at, _usual(hall, one.counter), one.counter)
        for one in expected(hall.municipality_code, hall.key, now)
        if one.code not in here
    ]


def _in_line(ticket: Ticket | Known) -> InLine:
    due = ticket.turn_at if ticket.lane == Lane.BOOKED else None
    return InLine(f"{ticket.pk}", ticket.purpose, ticket.counter, ticket.lane, due)


def _desks(
    hall: Hall, tickets: Iterable[Ticket | Known], sessions: Iterable[DeskSession], now: datetime
) -> list[OpenDesk]:
    serving = {
        one.desk: Serving(one.purpose, one.lane, one.called_at)
        for one in tickets
        if one.called_at is not None and one.state.is_at_a_desk and now - one.called_at < _FORGOTTEN_AFTER
    }
    found: list[OpenDesk] = []
    open_now = list(sessions)
    for counter in hall.counters:
        there = [one for one in open_now if one.counter == counter]
        found += _with_pauses(hall, there, counter, serving, now)
    return found


def _with_pauses(
    hall: Hall,
    sessions: Sequence[DeskSession],
    counter: str,
    serving: Mapping[str, Serving],
    now: datetime,
) -> Iterator[OpenDesk]:
    """The desks of a counter, one entry for each stretch in which they are open; where they pause now for
    lunch, those that come back.
    """
    local = now.astimezone(TOKYO)
    minute, pauses = _minute(local), pauses_on(hall, counter, local.date())
    away = (
        _at_lunch(hall, counter, sessions, local) if any(p.begins <= minute < p.ends for p in pauses) else []
    )
    plan = plan_from_now(minute, len(sessions), len(away), pauses)
    for position, session in enumerate([*sorted(sessions, key=lambda one: one.desk), *away]):
        # Who was sent here from another counter is served at any desk of this one.
        elsewhere = {key for key, one in hall.purposes.items() if one.counter != counter}
        purposes = frozenset(session.purposes) | elsewhere if session.purposes else frozenset()
        for number, (opens, closes) in enumerate(stretches(plan, position, minute)):
            yield OpenDesk(
                f"{session.desk} {number}" if number else session.desk,
                counter,
                frozenset(purposes),
                serving.get(session.desk) if opens == minute else None,
                free_from=None if opens == minute else _moment(local, opens),
                closes=None if closes is None else _moment(local, closes),
            )


def _at_lunch(hall: Hall, counter: str, sessions: Iterable[DeskSession], now: datetime) -> list[DeskSession]:
    """The desks that were closed for lunch, and that nobody has opened since."""
    closed = DeskSession.objects.filter(
        hall=hall.key, counter=counter, day=now.date(), closed_at__isnull=False
    )
    last = {one.desk: one for one in closed.order_by("closed_at")}
    taken = {one.desk for one in sessions}
    return [one for desk, one in sorted(last.items()) if one.reason == "lunch" and desk not in taken]


def _minute(local: datetime) -> float:
    return local.hour * 60 + local.minute + local.second / 60


def _moment(local: datetime, minute: float) -> datetime:
    return midnight(local.date()) + timedelta(minutes=minute)


def _usual(hall: Hall, counter: str) -> str:
    """What most people come to a counter for, as far as the pack says: its first purpose."""
    return next((one.key for one in hall.purposes_at(counter)), "")
