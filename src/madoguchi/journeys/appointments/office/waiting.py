"""The waiting list as the office sees it: callers are put on it, and called when a place is free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context
from madoguchi.engines.booking.api import Need, NewWaiting, ReservationView, Status, WaitingView
from madoguchi.journeys.appointments.domain.contact import Booker
from madoguchi.journeys.appointments.domain.mailing import Telling
from madoguchi.journeys.appointments.office.asking import AboutWait, AskAboutBooking, AskAboutWait
from madoguchi.journeys.appointments.office.booking import Seen
from madoguchi.journeys.appointments.office.call_backs import UNTOLD, hold_for
from madoguchi.journeys.appointments.office.callers import beyond_limit, mark_of, sealed_caller
from madoguchi.journeys.appointments.office.desk import BookingDesk, booking_desk
from madoguchi.journeys.appointments.office.models import Booked, MailState
from madoguchi.journeys.appointments.office.opening import Contact, open_sealed
from madoguchi.journeys.appointments.office.replica import keep
from madoguchi.journeys.appointments.office.unsettled import TO_TELL

_MAIL_SHOULD_BE_GONE: Final = timedelta(minutes=15)
"""An offer stands for some hours: who was not written to by then is called."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Somebody who waits; `turn` is 1 for the next. `to_call`: a place is held, and no mail said so."""

    turn: int
    view: WaitingView
    contact: Contact = field(default_factory=Contact)
    to_call: bool = False


@dataclass(frozen=True, slots=True)
class CallerWaiting(AboutWait):
    """A caller who wants to be told of a place between two days, both included. As `CallerBooking`."""

    key: UUID
    calendar: str
    needs: tuple[Need, ...]
    from_day: date
    until_day: date
    booker: Booker = field(repr=False)
    beyond_limit: str = ""


@dataclass(frozen=True, slots=True)
class WhoWaits(AboutWait):
    """Somebody on the waiting list, by the number of their place."""

    uuid: UUID


@dataclass(frozen=True, slots=True)
class PlacesOf:
    """A calendar whose free places are offered; `answer` is filled in by the action."""

    calendar: str
    answer: tuple[ReservationView, ...] = field(default=(), repr=False)


class WaitForCaller(AskAboutWait[CallerWaiting]):
    """Put a caller on the waiting list; sent twice, they wait once. What is free is offered at once.

    Raises a BookingError (WaitsAlreadyError, TooManyError), DeskAwayError, KeyUnusable.
    """

    name = "appointments.wait"

    def ask(self, context: Context, desk: BookingDesk, given: CallerWaiting) -> WaitingView:
        """Seal, ask."""
        caller = sealed_caller(context, given.booker, given.key)
        return desk.wait(
            NewWaiting(
                calendar=given.calendar,
                from_day=given.from_day,
                until_day=given.until_day,
                needs=given.needs,
                sealed=caller.sealed,
                sealed_count=len(given.booker.procedures),
                person_mark=mark_of(context.municipality_code, desk, given.booker),
                token_digest=caller.token_digest,
                uuid=given.key,
                beyond_limit=bool(given.beyond_limit),
            )
        )

    def perform(self, context: Context, given: CallerWaiting) -> WaitingView:
        """Keep what was offered; who sits at the telephone is calling already."""
        view = super().perform(context, given)
        if view.offer is not None:
            hold_for(context, view.offer.uuid)
        return view

    def details(self, given: CallerWaiting, result: WaitingView) -> Mapping[str, Any]:
        """For which days, nobody's name."""
        days = {"from": given.from_day.isoformat(), "until": given.until_day.isoformat()}
        return {"calendar": given.calendar} | days | beyond_limit(given.beyond_limit)


class EndWait(AskAboutWait[WhoWaits]):
    """Take somebody off the waiting list; what was held for them goes to the next.

    Raises a BookingError and DeskAwayError.
    """

    name = "appointments.end_wait"

    def ask(self, context: Context, desk: BookingDesk, given: WhoWaits) -> WaitingView:
        """Off the list."""
        return desk.leave(given.uuid)


class UndoEndWait(AskAboutWait[WhoWaits]):
    """Put somebody back on the waiting list, with the turn that they had. Raises as `EndWait`."""

    name = "appointments.undo_end_wait"

    def ask(self, context: Context, desk: BookingDesk, given: WhoWaits) -> WaitingView:
        """Back on the list."""
        return desk.wait_again(given.uuid)


class TakeForCaller(AskAboutBooking[Seen]):
    """Who was called back takes the place that was held. Raises a BookingError and DeskAwayError."""

    name = "appointments.take_offer"

    def ask(self, context: Context, desk: BookingDesk, given: Seen) -> ReservationView:
        """Take it."""
        return desk.take(given.uuid, given.version)


class OfferPlaces(Action[PlacesOf, int]):
    """Offer what is free in a calendar to those who wait; how many offers were made. Each is written to.

    Raises a BookingError and DeskAwayError.
    """

    name = "appointments.offer"
    permission = "booking.work"

    def asked(self, context: Context, given: PlacesOf) -> PlacesOf:
        """With the offers."""
        offered = booking_desk(context.municipality_code).offer(given.calendar)
        return replace(given, answer=tuple(offered))

    def perform(self, context: Context, given: PlacesOf) -> int:
        """Keep them."""
        for view in given.answer:
            keep(context, view)
        return len(given.answer)

    def details(self, given: PlacesOf, result: int) -> Mapping[str, Any]:
        """How many."""
        return {"calendar": given.calendar, "offered": result}


def waiting_list(context: Context, calendar: str) -> list[Waits]:
    """Who waits, in their turn, not opened yet. Raises a BookingError and DeskAwayError."""
    found = booking_desk(context.municipality_code).waiting(calendar)
    with tenancy.municipality(context.municipality_code):
        unwritten = set(_to_call(context.now).values_list("uuid", flat=True))
    return [
        Waits(number, one, to_call=one.offer is not None and one.offer.uuid in unwritten)
        for number, one in enumerate(found, start=1)
    ]


def open_waiting(context: Context, waits: Sequence[Waits]) -> list[Waits]:
    """The same with who they are; one entry in the audit log for all of them."""
    with tenancy.municipality(context.municipality_code):
        contacts = open_sealed(context, [one.view.sealed for one in waits], "waiting")
    return [replace(one, contact=contact) for one, contact in zip(waits, contacts, strict=True)]


def to_call(municipality_code: str) -> list[Booked]:
    """The offers that no mail told anybody of, the one that ends first at the front: from the copy, so that
    they are known while the public zone is away.
    """
    with tenancy.municipality(municipality_code):
        return list(_to_call(clock.now()).order_by("held_until", "id"))


def waiting_calls(actor: Actor) -> tuple[tenancy.Counted, ...]:
    """What is to be counted for the actor: those offers, who is to be told what became of a question without
    answer, and whom nobody reached in time; nothing for who takes no calls.
    """
    if not actor.may("booking.work"):
        return ()
    now = clock.now()
    query = (
        "SELECT DISTINCT b.id FROM appointments_booked b JOIN appointments_mail m ON m.booked_id = b.id"
        " WHERE b.begins > %s AND b.status = %s AND b.held_until > %s AND m.kind = %s"
        " AND (m.state IN (%s, %s) OR m.state = %s AND m.made_at < %s)"
        " UNION ALL SELECT id FROM appointments_unsettled WHERE state IN (%s, %s)"
        " UNION ALL SELECT DISTINCT b.id FROM appointments_booked b"
        " JOIN appointments_mail m ON m.booked_id = b.id"
        " LEFT JOIN appointments_callback c ON c.booked_id = b.id"
        " WHERE b.begins > %s AND b.status = %s AND m.kind = %s AND m.state IN (%s, %s, %s)"
        " AND c.settled_at IS NULL"
    )
    values = [now, Status.HELD.value, now, Telling.OFFER.value]
    unwritten = [MailState.NO_ADDRESS.value, MailState.UNREADABLE.value, MailState.WAITING.value]
    values += [*unwritten, now - _MAIL_SHOULD_BE_GONE, *(one.value for one in TO_TELL)]
    values += [now, Status.LAPSED.value, Telling.OFFER.value, *(one.value for one in UNTOLD)]
    return (tenancy.Counted("calls", query, values),)


def _to_call(now: datetime) -> QuerySet[Booked]:
    unwritten = Q(mails__state__in=(MailState.NO_ADDRESS, MailState.UNREADABLE))
    stuck = Q(mails__state=MailState.WAITING, mails__made_at__lt=now - _MAIL_SHOULD_BE_GONE)
    return Booked.objects.filter(
        unwritten | stuck,
        begins__gt=now,
        status=Status.HELD.value,
        held_until__gt=now,
        mails__kind=Telling.OFFER.value,
    ).distinct()
