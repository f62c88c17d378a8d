"""How something is changed in a hall: the lock of the day, the event, and the announcement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from madoguchi.core.actions import Context
from madoguchi.core.clock import TOKYO
from madoguchi.core.database.announcing import announce
from madoguchi.core.packs import Hall, HallCounter
from madoguchi.engines.reception.boxes.homes import refuse_elsewhere
from madoguchi.engines.reception.boxes.rounds import refuse_reset_clock
from madoguchi.engines.reception.domain.states import EventKind
from madoguchi.engines.reception.errors import ChangedMeanwhileError, TicketNotFoundError
from madoguchi.engines.reception.halls import desk_label
from madoguchi.engines.reception.models import HallDay, Ticket, TicketEvent
from madoguchi.engines.reception.stays import note_event

CHANNEL = "madoguchi_hall"
"""On which everything that changes in a hall is announced, as `CODE:HALL`."""

_LOCK = """
INSERT INTO reception_hallday AS known (municipality_code, hall, day, version, last_sequence, letters,
last_at) VALUES (%s, %s, %s, 1, 0, '{}', %s)
ON CONFLICT (municipality_code, hall, day) DO UPDATE SET version = known.version + 1
RETURNING version
"""
_NUMBER = """
INSERT INTO reception_hallday AS known (municipality_code, hall, day, version, last_sequence, letters,
last_at) VALUES (%s, %s, %s, 1, 1, jsonb_build_object(%s::text, 1), %s)
ON CONFLICT (municipality_code, hall, day) DO UPDATE SET
    version = known.version + 1,
    last_sequence = known.last_sequence + 1,
    letters = known.letters || jsonb_build_object(%s::text, COALESCE((known.letters ->> %s)::int, 0) + 1),
    last_at = GREATEST(known.last_at, EXCLUDED.last_at)
RETURNING last_sequence, (letters ->> %s)::int, last_at
"""


@dataclass(frozen=True, slots=True)
class NextNumber:
    """What a new ticket gets: its place of the day, the number of its letter, and the time of its turn."""

    sequence: int
    of_letter: int
    turn_at: datetime


def version_of(hall: Hall, day: date) -> int:
    """How many changes the hall has seen on a day; 0 before the first. Inside `tenancy.municipality(...)`."""
    found = HallDay.objects.filter(hall=hall.key, day=day).values_list("version", flat=True)
    return found.first() or 0


def lock_hall(context: Context, hall: Hall) -> None:
    """Have whoever changes something in the hall today wait for the end of this transaction.

    It makes two clerks at once simple, and lasts a few milliseconds. Raises HallElsewhereError and
    ClockResetError.
    """
    _refuse(context, hall)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [context.municipality_code, hall.key, context.day, context.now])
        cursor.fetchone()
    _tell(context, hall)


def next_number(context: Context, hall: Hall, letter: str) -> NextNumber:
    """Lock the hall as `lock_hall` does, and take the next number of a letter. Rolled back, it is free
    again. Raises HallElsewhereError and ClockResetError.
    """
    _refuse(context, hall)
    with connection.cursor() as cursor:
        cursor.execute(
            _NUMBER,
            [
                context.municipality_code,
                hall.key,
                context.day,
                letter,
                context.now,
                letter,
                letter,
                letter,
            ],
        )
        sequence, of_letter, last_at = cursor.fetchone() or (0, 0, context.now)
    _tell(context, hall)
    return NextNumber(sequence, of_letter, last_at.astimezone(TOKYO))


def _refuse(context: Context, hall: Hall) -> None:
    refuse_elsewhere(context.municipality_code, hall.key)
    refuse_reset_clock(context.municipality_code, hall.key, context.now)


def _tell(context: Context, hall: Hall) -> None:
    # PostgreSQL passes it on when the transaction is committed, and not otherwise.
    announce(CHANNEL, f"{context.municipality_code}:{hall.key}")


def group_of(context: Context, counter: HallCounter) -> str:
    """The desk role for which somebody works at a counter: figures go by it, never by persons."""
    return next((role for role in counter.roles if role in context.actor.desks), "")


def open_ticket(context: Context, hall: Hall, uuid: UUID, seen: int | None = None) -> Ticket:
    """A ticket of today in the locked hall. `seen` is the version on the page of whoever asks.

    Raises TicketNotFoundError, and ChangedMeanwhileError, which says what has happened to it since.
    """
    ticket = Ticket.objects.filter(hall=hall.key, day=context.day, uuid=uuid).first()
    if ticket is None:
        raise TicketNotFoundError
    if seen is not None and seen != ticket.version:
        raise changed_meanwhile(hall, ticket)
    return ticket


def changed_meanwhile(hall: Hall, ticket: Ticket) -> ChangedMeanwhileError:
    """Says what happened last to a ticket, and where."""
    last = TicketEvent.objects.filter(ticket=ticket, version=ticket.version).first()
    if last is None:
        return ChangedMeanwhileError()
    counter = hall.counters.get(last.counter)
    where = desk_label(hall, last.desk) or (counter.label if counter else "")
    at = last.at.astimezone(TOKYO)
    done = EventKind(last.kind).label
    if last.kind == EventKind.TRANSFERRED and ticket.counter in hall.counters:
        done = f"「{hall.counters[ticket.counter].label}」へ送りました"
    return ChangedMeanwhileError(
        f"{ticket.number}番は、{at:%H:%M}に{where}が{done}（いま: {ticket.state.label}）。"
        "画面を確かめてください。"
    )


def record(
    context: Context,
    ticket: Ticket,
    kind: EventKind,
    changes: Mapping[str, Any],
    *,
    counter: HallCounter,
    desk: str,
    reason: str = "",
    undoes: UUID | None = None,
) -> TicketEvent:
    """Change a ticket and write down what happened, and for which group somebody did it."""
    group = group_of(context, counter)
    return write(
        ticket,
        kind,
        changes,
        context.now,
        counter=counter.key,
        desk=desk,
        group=group,
        reason=reason,
        undoes=undoes,
    )


def write(
    ticket: Ticket,
    kind: EventKind,
    changes: Mapping[str, Any],
    at: datetime,
    *,
    counter: str,
    desk: str = "",
    group: str = "",
    reason: str = "",
    undoes: UUID | None = None,
) -> TicketEvent:
    """Change a ticket and write down what happened, with what was there before; `counter` may be one that
    the packs do not know any more.
    """
    before = {name: _plain(getattr(ticket, name)) for name in changes}
    for name, value in changes.items():
        setattr(ticket, name, value)
    ticket.version += 1
    ticket.save(update_fields=[*changes, "version"])
    event = TicketEvent.objects.create(
        ticket=ticket,
        version=ticket.version,
        kind=kind.value,
        at=at,
        counter=counter,
        desk=desk,
        group=group,
        reason=reason,
        before=before,
        undoes=undoes,
    )
    note_event(ticket, event.kind)
    return event


def as_before(event: TicketEvent) -> Mapping[str, Any]:
    """The fields that an event changed, as they were."""
    return {
        name: datetime.fromisoformat(value) if name in _TIMES and value is not None else value
        for name, value in event.before.items()
    }


_TIMES: Sequence[str] = ("queued_at", "called_at", "began_at", "ended_at", "turn_at")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
