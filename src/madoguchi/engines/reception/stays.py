"""Writes down the stretches of a ticket when one has ended, so that figures need not read every event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from madoguchi.core.clock import TOKYO
from madoguchi.engines.reception.domain.estimating import Estimate
from madoguchi.engines.reception.domain.states import EventKind
from madoguchi.engines.reception.domain.stays import CHANGING, Happened, Stretch, stretches
from madoguchi.engines.reception.models import Stay, Ticket, TicketEvent

_CHANGING = {one.value for one in CHANGING}
_FIELDS = (
    "hour",
    "counter",
    "desk",
    "group",
    "queued_at",
    "called_at",
    "ended_at",
    "outcome",
    "resumed",
    "waited",
    "served",
    "purpose",
    "origin",
    "lane",
)


def note_taken(ticket: Ticket, told: Estimate | None) -> None:
    """A ticket was taken, and its holder was told so many minutes (None: nobody could say)."""
    first = _row(ticket, 0, Stretch(ticket.counter, ticket.queued_at))
    if told is not None:
        first.told, first.low, first.high = told.minutes, told.low, told.high
    first.save(force_insert=True)


def note_event(ticket: Ticket, kind: str) -> None:
    """Something happened to a ticket. To be called in the transaction that wrote the event."""
    if kind in _CHANGING:
        rebuild([ticket])


def rebuild(tickets: Iterable[Ticket]) -> None:
    """Make the stretches of tickets anew from their events; what was told stays. It may run again and again.

    To be called inside `tenancy.municipality(...)`.
    """
    for ticket in tickets:
        events = [
            Happened(one.uuid, EventKind(one.kind), one.at, one.counter, one.desk, one.group, one.undoes)
            for one in TicketEvent.objects.filter(ticket=ticket).order_by("version")
        ]
        rows = [_row(ticket, part, one) for part, one in enumerate(stretches(events, ticket.counter))]
        Stay.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["ticket", "part"], update_fields=_FIELDS
        )
        if any(one.undoes for one in events):
            Stay.objects.filter(ticket=ticket, part__gte=len(rows)).delete()


def _row(ticket: Ticket, part: int, one: Stretch) -> Stay:
    return Stay(
        ticket=ticket,
        part=part,
        hall=ticket.hall,
        day=ticket.day,
        hour=one.queued.astimezone(TOKYO).hour,
        counter=one.counter,
        purpose=ticket.purpose,
        origin=ticket.origin,
        lane=ticket.lane,
        desk=one.desk,
        group=one.group,
        queued_at=one.queued,
        called_at=one.called,
        ended_at=one.ended,
        outcome=one.outcome.value if one.outcome else "",
        resumed=one.resumed,
        waited=_seconds(one.queued, one.called),
        served=_seconds(one.called, one.ended),
    )


def _seconds(begin: datetime | None, end: datetime | None) -> int | None:
    """Whole seconds; a clock that was put back makes none of them negative."""
    return None if begin is None or end is None else max(round((end - begin).total_seconds()), 0)
