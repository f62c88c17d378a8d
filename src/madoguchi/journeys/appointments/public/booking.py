"""Booking, changing and cancelling by a resident: sealed, once, and not by who takes everything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from django.conf import settings

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.clock import midnight
from madoguchi.engines.booking.api import (
    CancelReservation,
    Change,
    ChangeReservation,
    JoinWaitingList,
    LeaveWaitingList,
    NewReservation,
    NewWaiting,
    NotFoundError,
    ReservationView,
    Reserve,
    TakeOffer,
    WaitingView,
    Which,
    WhichWaiting,
    bookings_of,
    reservation_by_token_digest,
    waiting_by_token_digest,
)
from madoguchi.journeys.appointments.domain.contact import Booker, seal_booker
from madoguchi.journeys.appointments.domain.limits import person_mark
from madoguchi.journeys.appointments.domain.person import Person
from madoguchi.journeys.appointments.domain.secrets import link_digest
from madoguchi.journeys.appointments.public.forms import Form
from madoguchi.journeys.appointments.public.limiting import (
    admit,
    admitted_source,
    count,
    limits_of,
    persons_key,
)
from madoguchi.journeys.appointments.public.wishes import Wish
from madoguchi.lib.sealing import read_public_key

Made = TypeVar("Made", ReservationView, WaitingView)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who presses: the token of the browser's cookie, the network address (empty where it is not known), the
    language chosen, and the network that the address belongs to.
    """

    browser: str
    address: str = ""
    language: str = "ja"
    network: str = ""


def book(wish: Wish, start: datetime, person: Person, form: Form, caller: Caller) -> ReservationView:
    """Book it; the same form again is the same reservation.

    Raises BookingError, AppointmentError (too often, too quick, too old), KeyUnusable; nothing is kept then.
    """

    def make(digest: str, now: datetime) -> ReservationView:
        uuid = _uuid_of(digest)
        source = admitted_source(wish.municipality_code, caller.network, now)
        given = NewReservation(
            calendar=wish.calendar.key,
            start=start,
            needs=wish.needs,
            sealed=_sealed(wish, person, form, caller, start.date(), now),
            person_mark=_mark(wish, person, caller),
            token_digest=digest,
            procedures=wish.told,
            sealed_count=len(wish.procedures) - len(wish.told),
            uuid=uuid,
            source_mark=source,
        )
        return run(Reserve(), _context(wish.municipality_code, uuid, now), given)

    return _once(wish, person, form, caller, reservation_by_token_digest, make)


def found(code: str, secret: str) -> ReservationView:
    """The reservation that a link opens, whatever became of it. Raises NotFoundError."""
    digest = link_digest(secret, code)
    booked = reservation_by_token_digest(code, digest) if digest else None
    if booked is None:
        raise NotFoundError
    return booked


def change(code: str, secret: str, start: datetime, version: int) -> ReservationView:
    """Another time for it; `version` is what the page showed. Raises BookingError (ChangedMeanwhileError)."""
    booked = found(code, secret)
    given = Change(booked.uuid, version, start, token_digest=booked.token_digest)
    return run(ChangeReservation(), _context(code, booked.uuid), given)


def cancel(code: str, secret: str, version: int) -> ReservationView:
    """Give the place back. Raises BookingError (ChangedMeanwhileError)."""
    booked = found(code, secret)
    return run(CancelReservation(), _context(code, booked.uuid), _which(booked, version))


def wait(wish: Wish, days: tuple[date, date], person: Person, form: Form, caller: Caller) -> WaitingView:
    """Wait for a place between two days, both included; the same form again is the same place on the list.

    Raises like `book`.
    """
    first, last = days

    def make(digest: str, now: datetime) -> WaitingView:
        uuid = _uuid_of(digest)
        source = admitted_source(wish.municipality_code, caller.network, now)
        given = NewWaiting(
            calendar=wish.calendar.key,
            from_day=first,
            until_day=last,
            needs=wish.needs,
            sealed=_sealed(wish, person, form, caller, last, now),
            person_mark=_mark(wish, person, caller),
            token_digest=digest,
            procedures=wish.told,
            sealed_count=len(wish.procedures) - len(wish.told),
            uuid=uuid,
            source_mark=source,
        )
        return run(JoinWaitingList(), _context(wish.municipality_code, uuid, now), given)

    return _once(wish, person, form, caller, waiting_by_token_digest, make)


def waited(code: str, secret: str) -> WaitingView:
    """The place on the waiting list that a link opens. Raises NotFoundError."""
    digest = link_digest(secret, code)
    waiting = waiting_by_token_digest(code, digest) if digest else None
    if waiting is None:
        raise NotFoundError
    return waiting


def take_offer(code: str, secret: str) -> ReservationView:
    """Take what was offered. Raises BookingError (OfferOverError)."""
    waiting = waited(code, secret)
    if waiting.offer is None:
        raise NotFoundError
    which = Which(waiting.offer.uuid, waiting.offer.version, token_digest=waiting.token_digest)
    return run(TakeOffer(), _context(code, waiting.offer.uuid), which)


def leave(code: str, secret: str) -> WaitingView:
    """Wait no more. Raises BookingError."""
    waiting = waited(code, secret)
    which = WhichWaiting(waiting.uuid, token_digest=waiting.token_digest)
    return run(LeaveWaitingList(), _context(code, waiting.uuid), which)


def _once(
    wish: Wish,
    person: Person,
    form: Form,
    caller: Caller,
    known: Callable[[str, str], Made | None],
    make: Callable[[str, datetime], Made],
) -> Made:
    """What was made of the form before, or what `make` makes of its digest now: within the limits, and
    counted.
    """
    code, now = wish.municipality_code, clock.now()
    digest = link_digest(form.secret, code)
    limits = limits_of(caller.browser, caller.address, person)
    with tenancy.reading(code):
        before = known(code, digest)
        if before is not None:
            return before
        form.check_time(now)
        admit(code, limits, now)
    made = make(digest, now)
    count(code, limits, now)
    return made


def _which(booked: ReservationView, version: int) -> Which:
    return Which(booked.uuid, version, token_digest=booked.token_digest)


def _context(code: str, uuid: UUID, now: datetime | None = None) -> Context:
    return Context(code, Actor.resident(str(uuid)), now or clock.now())


def _uuid_of(digest: str) -> UUID:
    """The number of the reservation of a form: pressing twice books once."""
    return UUID(hex=digest[:32], version=4)


def _mark(wish: Wish, person: Person, caller: Caller) -> str:
    return person_mark(
        persons_key(wish.municipality_code),
        wish.municipality_code,
        name=person.name,
        email=person.email,
        phone=person.phone,
        browser=caller.browser,
    )


def _sealed(wish: Wish, person: Person, form: Form, caller: Caller, last: date, now: datetime) -> bytes:
    """Who comes and what for, for the office; it can be opened as long as the engine keeps the row."""
    code = wish.municipality_code
    end = midnight(last) + bookings_of(code).keep + timedelta(days=2)
    booker = Booker(
        name=person.name,
        email=person.email,
        phone=person.phone,
        secret=form.secret,
        language=caller.language,
        event=wish.event,
        procedures=wish.procedures,
        people=wish.people,
        discreet=wish.discreet,
    )
    keys = Path(settings.MADOGUCHI_KEYS_DIRECTORY)
    return seal_booker(
        booker, municipality_code=code, public_key=read_public_key(keys, code), until=end, now=now
    )
