"""Somebody comes in and gets a number: by purpose, with a booking, or with a pre-application."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from madoguchi.core import tenancy
from madoguchi.core.actions import Context, run
from madoguchi.core.packs import Hall
from madoguchi.engines.reception.api import (
    HallClosedError,
    NewTicket,
    Origin,
    TakeTicket,
    Ticket,
    TicketStatus,
    hall_of,
    hall_state,
    ticket_by_follow,
)
from madoguchi.journeys.visiting.bookings import appointment_of, tell_arrived
from madoguchi.journeys.visiting.domain.appointments import Appointment, Coming, coming
from madoguchi.journeys.visiting.domain.codes import Shown, ShownCode, recognise
from madoguchi.journeys.visiting.errors import NumbersOverError
from madoguchi.journeys.visiting.front import is_over
from madoguchi.journeys.visiting.models import Arrival

_CLAIM = """
INSERT INTO visiting_arrival (municipality_code, key, hall, day, mark, device, at)
VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id
"""


@dataclass(frozen=True, slots=True)
class NewNumber:
    """What somebody asks for. `key` is of the page on which the button was: pressed twice, it is one number.

    `mark` is that of a code (`mark_of`), which is worth one number a day. `device` is the kiosk.
    """

    hall: str
    purpose: str
    key: UUID
    language: str = "ja"
    origin: Origin = Origin.WALK_IN
    mark: bytes | None = field(default=None, repr=False)
    device: UUID | None = None
    booked_at: datetime | None = None
    booking_code: str = ""
    counters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """A number, and whether it was given before (the button twice, the code twice)."""

    ticket: Ticket
    again: bool = False


@dataclass(frozen=True, slots=True)
class Entrance:
    """What the entrance answers to a code: a number, or what to say, or that a purpose has to be chosen.

    `problem` is None where `number` is given, or where `mark` is (a pre-application whose purpose nobody
    knows: its answers are sealed). `appointment` is what a problem is about.
    """

    number: Number | None = None
    problem: Shown | Coming | None = None
    appointment: Appointment | None = None
    mark: bytes | None = field(default=None, repr=False)


def give_number(context: Context, given: NewNumber) -> Number:
    """Give a number, once for each page and code. It is written when this returns.

    Raises HallNotFoundError, PurposeNotFoundError, and at a device HallClosedError outside the hours of the
    hall, NumbersOverError where the hall gives none to who would be called past closing: at a desk it is a
    person who decides.
    """
    if given.device is not None and not hall_of(context.municipality_code, given.hall).hours.is_open(
        context.now
    ):
        raise HallClosedError
    with tenancy.municipality(context.municipality_code):
        before = _claim(context, given)
        if before is not None:
            return Number(before, again=True)
        if given.device is not None and given.origin is Origin.WALK_IN:
            _refuse_too_late(context, given)
        ticket = run(
            TakeTicket(),
            context,
            NewTicket(
                hall=given.hall,
                purpose=given.purpose,
                origin=given.origin,
                language=given.language,
                booked_at=given.booked_at,
                booking_code=given.booking_code,
                counters=given.counters,
            ),
        )
        Arrival.objects.filter(key=given.key).update(ticket=ticket.uuid)
        if given.booking_code:
            tell_arrived(context, given.booking_code)
        return Number(ticket)


def _refuse_too_late(context: Context, given: NewNumber) -> None:
    hall = hall_of(context.municipality_code, given.hall)
    if hall.numbers_past_closing:
        return
    state = hall_state(context.municipality_code, given.hall, context.now)
    if any(one.key == given.purpose and is_over(hall, one.past_closing) for one in state.purposes):
        raise NumbersOverError(NumbersOverError.__doc__)


def check_in(
    context: Context, hall_key: str, text: str, key: UUID, *, language: str = "ja", device: UUID | None = None
) -> Entrance:
    """Somebody shows a code (or types that of a booking). Raises HallNotFoundError, HallClosedError."""
    shown = recognise(text, context.municipality_code, context.now)
    match shown.kind:
        case Shown.BOOKING:
            return _with_booking(
                context, hall_of(context.municipality_code, hall_key), shown, key, language, device
            )
        case Shown.PRE_APPLICATION:
            return _with_pre_application(context, shown)
        case Shown.TICKET:
            ticket = ticket_by_follow(context.municipality_code, shown.value)
            if ticket is not None and ticket.hall == hall_key and ticket.day == context.day:
                return Entrance(Number(ticket, again=True))
    return Entrance(problem=shown.kind)


def mark_of(context: Context, kind: Shown, value: str) -> bytes:
    """What is kept of a code for a day: nobody without this installation's key can tell which code it was."""
    text = f"{context.municipality_code}:{context.day}:{kind}:{value}"
    key = hashlib.sha256(f"madoguchi.visiting/{settings.SECRET_KEY}".encode()).digest()
    return hmac.digest(key, text.encode(), "sha256")


def ticket_of_page(municipality_code: str, hall: str, follow: str, day: date) -> Ticket | None:
    """The ticket of a page's address, of this hall and day."""
    ticket = ticket_by_follow(municipality_code, follow)
    return ticket if ticket is not None and ticket.hall == hall and ticket.day == day else None


def _with_booking(
    context: Context, hall: Hall, shown: ShownCode, key: UUID, language: str, device: UUID | None
) -> Entrance:
    with tenancy.municipality(context.municipality_code):
        appointment = appointment_of(context.municipality_code, shown.value)
        if appointment is None:
            return Entrance(problem=Shown.BOOKING)
        mark = mark_of(context, Shown.BOOKING, shown.value)
        before = _ticket_of_mark(context, mark)
        if before is not None:
            return Entrance(Number(before, again=True))
        how = coming(appointment, hall.key, context.now, hall.late_after)
        if not how.is_let_in:
            return Entrance(problem=how, appointment=appointment)
        stops = tuple(one for one in appointment.counters if one in hall.counters)
        number = give_number(
            context,
            NewNumber(
                hall.key,
                _purpose_at(hall, stops),
                key,
                language,
                Origin.BOOKING,
                mark,
                device,
                booked_at=appointment.begins,
                booking_code=appointment.code,
                counters=stops,
            ),
        )
    return Entrance(number, appointment=appointment)


def _with_pre_application(context: Context, shown: ShownCode) -> Entrance:
    mark = mark_of(context, Shown.PRE_APPLICATION, shown.value)
    with tenancy.reading(context.municipality_code):
        before = _ticket_of_mark(context, mark)
    return Entrance(Number(before, again=True)) if before is not None else Entrance(mark=mark)


def _purpose_at(hall: Hall, stops: tuple[str, ...]) -> str:
    """Whose letter an appointment gets: the first purpose of its first counter, else what stands last for
    all that has no name.
    """
    first = hall.purposes_at(stops[0]) if stops else ()
    return (first or tuple(hall.purposes.values())[-1:])[0].key


def _claim(context: Context, given: NewNumber) -> Ticket | None:
    """Take key and mark for this number. The ticket that was given for one of them before, if there is one.

    Two that come at once: the second waits for the first to be written, and then finds it.
    """
    row: list[Any] = [
        context.municipality_code,
        given.key,
        given.hall,
        context.day,
        given.mark,
        given.device,
        context.now,
    ]
    for _ in range(2):
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, row)
            if cursor.fetchone() is not None:
                return None
        mine = Arrival.objects.filter(key=given.key).first()
        if mine is not None:
            return Ticket.objects.filter(uuid=mine.ticket).first() if mine.ticket else None
        before = _ticket_of_mark(context, given.mark)
        if before is not None:
            return before
        # The number that the code was worth was given back: the code is worth another one.
        Arrival.objects.filter(day=context.day, mark=given.mark).update(mark=None)
    return None


def _ticket_of_mark(context: Context, mark: bytes | None) -> Ticket | None:
    if mark is None:
        return None
    given = Arrival.objects.filter(day=context.day, mark=mark).values_list("ticket", flat=True).first()
    found = Ticket.objects.filter(uuid=given).first() if given else None
    return found if found is not None and found.state is not TicketStatus.LEFT else None
