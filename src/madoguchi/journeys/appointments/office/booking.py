"""What a clerk does for somebody on the telephone: book, change, cancel, check in. Each is an action here,
and a question to the booking desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from madoguchi.core.actions import Action, Context, run
from madoguchi.engines.booking.api import BookingError, Channel, Need, NewReservation, ReservationView, Status
from madoguchi.journeys.appointments.domain.contact import Booker
from madoguchi.journeys.appointments.office.asking import AboutBooking, AskAboutBooking
from madoguchi.journeys.appointments.office.callers import beyond_limit, mark_of, sealed_caller
from madoguchi.journeys.appointments.office.desk import BookingDesk
from madoguchi.journeys.appointments.office.models import Booked
from madoguchi.journeys.appointments.office.replica import BookedNotFoundError
from madoguchi.journeys.appointments.office.unsettled import NoteQuestion, Question, answered, refused


@dataclass(frozen=True, slots=True)
class CallerBooking(AboutBooking):
    """What is booked for a caller. `key` comes with the form: sent twice, it is booked once. `beyond_limit`:
    why they may have more bookings than others; empty where they have not.
    """

    key: UUID
    calendar: str
    needs: tuple[Need, ...]
    start: datetime
    booker: Booker = field(repr=False)
    beyond_limit: str = ""


@dataclass(frozen=True, slots=True)
class ToAnotherTime(AboutBooking):
    """The version that the clerk saw, and the new time."""

    uuid: UUID
    version: int
    start: datetime


@dataclass(frozen=True, slots=True)
class Seen(AboutBooking):
    """A booking or an offer, in the version that the clerk saw."""

    uuid: UUID
    version: int


@dataclass(frozen=True, slots=True)
class CheckedIn(AboutBooking):
    """Somebody with a booking stands at the counter (`arrived`), or did not come."""

    uuid: UUID
    arrived: bool = True


class BookForCaller(AskAboutBooking[CallerBooking]):
    """Book. Raises a BookingError with alternatives, TooManyError for who has all the bookings that they may
    have (also from the web), DeskAwayError, KeyUnusable.

    Who calls and what for is written down before the question: should the answer be lost, it is looked for
    (`unsettled.py`), and whoever was told to wait for a call is not forgotten.
    """

    name = "appointments.book"

    def ask(self, context: Context, desk: BookingDesk, given: CallerBooking) -> ReservationView:
        """Seal, write down, ask."""
        caller = sealed_caller(context, given.booker, given.key)
        first = run(
            NoteQuestion(),
            context,
            Question(given.key, given.calendar, given.needs, given.start, caller.sealed, given.beyond_limit),
        )
        new = NewReservation(
            calendar=given.calendar,
            start=given.start,
            needs=given.needs,
            sealed=caller.sealed,
            sealed_count=len(given.booker.procedures),
            person_mark=mark_of(context.municipality_code, desk, given.booker),
            channel=Channel.PHONE,
            token_digest=caller.token_digest,
            uuid=given.key,
            beyond_limit=bool(given.beyond_limit),
        )
        try:
            return desk.reserve(new)
        except BookingError:
            refused(context.municipality_code, given.key, first=first)
            raise

    def perform(self, context: Context, given: CallerBooking) -> Booked:
        """Keep it; nothing is to be looked for any more."""
        row = super().perform(context, given)
        answered(context.municipality_code, given.key)
        return row

    def details(self, given: CallerBooking, result: Booked) -> Mapping[str, Any]:
        """Why the limit did not hold, in the clerk's words."""
        return beyond_limit(given.beyond_limit)


class ChangeForCaller(AskAboutBooking[ToAnotherTime]):
    """Another time; the old one is kept until the new one is certain. Raises as `BookForCaller`."""

    name = "appointments.change"

    def ask(self, context: Context, desk: BookingDesk, given: ToAnotherTime) -> ReservationView:
        """Move it."""
        return desk.change(given.uuid, given.version, given.start)


class CancelForCaller(AskAboutBooking[Seen]):
    """No more. Raises a BookingError and DeskAwayError."""

    name = "appointments.cancel"

    def ask(self, context: Context, desk: BookingDesk, given: Seen) -> ReservationView:
        """Give the place back."""
        return desk.cancel(given.uuid, given.version)


class UndoCancel(AskAboutBooking[Seen]):
    """Book again what was cancelled, where its time is still free: the same number, link and person.

    Only where somebody else was given the number meanwhile it has a new one: who was told the old one is told
    the new one. Raises a BookingError with alternatives, and DeskAwayError.
    """

    name = "appointments.undo_cancel"

    def ask(self, context: Context, desk: BookingDesk, given: Seen) -> ReservationView:
        """Have it back."""
        return desk.restore(given.uuid, given.version)


class MarkMissed(AskAboutBooking[CheckedIn]):
    """Somebody did not come, or did after all. Asks the public zone: raises a BookingError, DeskAwayError."""

    name = "appointments.mark"

    def ask(self, context: Context, desk: BookingDesk, given: CheckedIn) -> ReservationView:
        """Note it there."""
        return desk.arrived(given.uuid, given.arrived)

    def details(self, given: CheckedIn, result: Booked) -> Mapping[str, Any]:
        """Whether somebody came."""
        return {"arrived": given.arrived}


class CheckIn(Action[CheckedIn, Booked]):
    """Note here that somebody came, at once and whatever the public zone says; it is told within a minute."""

    name = "appointments.check_in"
    permission = "booking.work"
    subject_kind = "booking"

    def perform(self, context: Context, given: CheckedIn) -> Booked:
        """Twice is as once. Raises BookedNotFoundError."""
        row = Booked.objects.select_for_update().filter(uuid=given.uuid).first()
        if row is None:
            raise BookedNotFoundError(BookedNotFoundError.__doc__)
        if row.state in (Status.BOOKED, Status.HELD) and given.arrived:
            row.status, row.arrived_at, row.arrival_untold = Status.ARRIVED.value, context.now, True
            row.save(update_fields=["status", "arrived_at", "arrival_untold"])
        return row

    def details(self, given: CheckedIn, result: Booked) -> Mapping[str, Any]:
        """Whether somebody came."""
        return {"arrived": given.arrived}
