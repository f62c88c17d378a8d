"""How long everybody in a hall will wait: what the tables say, for the estimate of the domain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection

from madoguchi.core.packs import Hall
from madoguchi.engines.reception.domain.estimating import (
    Estimate,
    Forecast,
    InLine,
    OpenDesk,
    ServiceTimes,
    Serving,
    Weeks,
    estimate,
)
from madoguchi.engines.reception.domain.states import Lane, TicketStatus
from madoguchi.engines.reception.models import DeskSession, Ticket

LOOK_BACK = timedelta(weeks=8)
"""Older days say little about how long something takes now."""

_STRETCHES = """
SELECT ticket.purpose, ticket.lane, done.counter,
       EXTRACT(EPOCH FROM done.at - called.at)::float / 60 AS minutes
FROM reception_ticketevent AS done
JOIN reception_ticket AS ticket ON ticket.id = done.ticket_id
JOIN LATERAL (
    SELECT at FROM reception_ticketevent
    WHERE ticket_id = done.ticket_id AND version < done.version AND kind = 'called' AND desk = done.desk
    ORDER BY version DESC LIMIT 1
) AS called ON true
WHERE ticket.hall = %s AND ticket.day >= %s AND ticket.day < %s AND done.kind IN ('finished', 'transferred')
  AND done.desk <> '' AND done.at > called.at
"""
_OF_WEEKS = f"""
SELECT purpose, lane, counter, count(*), avg(ln(minutes)), COALESCE(stddev_samp(ln(minutes)), 0.5)
FROM ({_STRETCHES}) AS stretch WHERE minutes BETWEEN 0.2 AND 180 GROUP BY purpose, lane, counter
"""  # noqa: S608 - both texts stand here


@dataclass(frozen=True, slots=True)
class Waits:
    """The estimates of a hall now: of tickets by row, of purposes and counters for whoever would come now."""

    forecast: Forecast

    def of_ticket(self, pk: int) -> Estimate | None:
        """When a ticket that waits is called; None where no desk is open for it."""
        return self.forecast.tickets.get(str(pk))

    def of_purpose(self, key: str) -> Estimate | None:
        """The wait of who comes for this now."""
        return self.forecast.for_newcomer(f"purpose:{key}")

    def of_counter(self, key: str) -> Estimate | None:
        """The wait of who joins the line of a counter now."""
        return self.forecast.for_newcomer(f"counter:{key}")


def waits(
    hall: Hall,
    order: Mapping[str, Sequence[Ticket]],
    tickets: Iterable[Ticket],
    sessions: Sequence[DeskSession],
    now: datetime,
) -> Waits:
    """Estimates for all. `order` is who waits by counter, in the order of calling. Inside
    `tenancy.municipality(...)`.
    """
    at_desks = {
        one.desk: Serving(one.purpose, one.lane, one.called_at)
        for one in tickets
        if TicketStatus(one.status).is_at_a_desk and one.called_at is not None
    }
    elsewhere = {
        key: {one.key for one in hall.purposes.values() if one.counter != key} for key in hall.counters
    }
    desks = [
        OpenDesk(
            one.desk,
            one.counter,
            # Who was sent here from another counter has no desk of their own.
            frozenset({*one.purposes, *elsewhere.get(one.counter, ())}) if one.purposes else frozenset(),
            at_desks.get(one.desk),
        )
        for one in sessions
    ]
    line = [InLine(str(one.pk), one.purpose, key, one.lane) for key, queue in order.items() for one in queue]
    newcomers = [
        InLine(f"purpose:{one.key}", one.key, one.counter, (Lane.FAST if one.fast else Lane.NORMAL).value)
        for one in hall.purposes.values()
    ]
    newcomers += [InLine(f"counter:{key}", _usual(hall, key), key) for key in hall.counters]
    return Waits(estimate(line, desks, times_of(hall, now.date()), now, newcomers=newcomers))


def times_of(hall: Hall, day: date) -> ServiceTimes:
    """How long service takes in a hall: the pack's minutes, bent by the last weeks and by the day so far.

    Inside `tenancy.municipality(...)`.
    """
    times = ServiceTimes({one.key: float(one.minutes) for one in hall.purposes.values()}, _weeks(hall, day))
    with connection.cursor() as cursor:
        cursor.execute(_STRETCHES, [hall.key, day, day + timedelta(days=1)])
        for purpose, lane, counter, minutes in cursor.fetchall():
            times.learn_came(came=True)
            if _first_of(hall, purpose) == counter:
                times.learn(purpose, lane, minutes)
    for _ in range(Ticket.objects.filter(hall=hall.key, day=day, status=TicketStatus.ABSENT.value).count()):
        times.learn_came(came=False)
    return times


def _weeks(hall: Hall, day: date) -> tuple[Weeks, ...]:
    before = Ticket.objects.filter(hall=hall.key, day__lt=day, day__gte=day - LOOK_BACK)
    last = before.order_by("-day", "-pk").values_list("pk", flat=True).first()
    if last is None:
        return ()
    return tuple(
        Weeks(purpose, lane, count, mean, deviation)
        for purpose, lane, counter, count, mean, deviation in _rows_of_weeks(
            hall.municipality_code, hall.key, day, last
        )
        if _first_of(hall, purpose) == counter
    )


@lru_cache(maxsize=64)
def _rows_of_weeks(code: str, hall: str, day: date, last: int) -> tuple[tuple[Any, ...], ...]:
    """The weeks before a day, read once a day by each process; `last` is the row of their last ticket."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_WEEKS, [hall, day - LOOK_BACK, day])
        return tuple(cursor.fetchall())


def _first_of(hall: Hall, purpose: str) -> str:
    """The counter whose work the minutes of a purpose are."""
    declared = hall.purposes.get(purpose)
    return declared.counter if declared else ""


def _usual(hall: Hall, counter: str) -> str:
    """What most people come to a counter for, as far as the pack says: its first purpose."""
    return next((one.key for one in hall.purposes_at(counter)), "")
