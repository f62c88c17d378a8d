"""What a clerk does for somebody on the telephone: book, change, cancel, check in. Each is an action here,
and a question to the booking desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from madoguchi.core.actions import Action, Context
from madoguchi.engines.booking.api import (
    Channel,
    Need,
    NewReservation,
    Status,
)
from madoguchi.journeys.appointments.domain.contact import Booker
from madoguchi.journeys.appointments.office.callers import beyond_limit, sealed_caller
from madoguchi.journeys.appointments.office.desk import booking_desk
from madoguchi.journeys.appointments.office.models import Booked
from madoguchi.journeys.appointments.office.replica import BookedNotFoundError, keep


@dataclass(frozen=True, slots=True)
class CallerBooking:
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
class ToAnotherTime:
    """The version that the clerk saw, and the new time."""

    uuid: UUID
    version: int
    start: datetime


@dataclass(frozen=True, slots=True)
class Seen:
    """A booking or an offer, in the version that the clerk saw."""

    uuid: UUID
    version: int


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """Somebody with a booking stands at the counter (`arrived`), or did not come."""

    uuid: UUID
    arrived: bool = True


class BookForCaller(Action[CallerBooking, Booked]):
    """Book. Raises a BookingError with alternatives, TooManyError for who has all the bookings that they may
    have (also from the web), DeskAwayError, KeyUnusable.
    """

    name = "appointments.book"
    permission = "booking.work"
    subject_kind = "booking"

    def perform(self, context: Context, given: CallerBooking) -> Booked:
        """Seal, ask, keep."""
        desk = booking_desk(context.municipality_code)
        caller = sealed_caller(context, desk, given.booker, given.key)
        new = NewReservation(
            calendar=given.calendar,
            start=given.start,
            needs=given.needs,
            sealed=caller.sealed,
            sealed_count=len(given.booker.procedures),
            person_mark=caller.mark,
            channel=Channel.PHONE,
            token_digest=caller.token_digest,
            uuid=given.key,
            beyond_limit=bool(given.beyond_limit),
        )
        return keep(context, desk.reserve(new))[0]

    def details(self, given: CallerBooking, result: Booked) -> Mapping[str, Any]:
        """Why the limit did not hold, in the clerk's words."""
        return beyond_limit(given.beyond_limit)


class ChangeForCaller(Action[ToAnotherTime, Booked]):
    """Another time; the old one is kept until the new one is certain. Raises as `BookForCaller`."""

    name = "appointments.change"
    permission = "booking.work"
    subject_kind = "booking"

    def perform(self, context: Context, given: ToAnotherTime) -> Booked:
        """Ask, keep."""
        view = booking_desk(context.municipality_code).change(given.uuid, given.version, given.start)
        return keep(context, view)[0]


class CancelForCaller(Action[Seen, Booked]):
    """No more. Raises a BookingError and DeskAwayError."""

    name = "appointments.cancel"
    permission = "booking.work"
    subject_kind = "booking"

    def perform(self, context: Context, given: Seen) -> Booked:
        """Ask, keep."""
        view = booking_desk(context.municipality_code).cancel(given.uuid, given.version)
        return keep(context, view)[0]


class UndoCancel(Action[Seen, Booked]):
    """Book again what was cancelled, where its time is still free: the same number, link and person.

    Only where somebody else was given the number meanwhile it has a new one: who was told the old one is told
    the new one. Raises a BookingError with alternatives, and DeskAwayError.
    """

    name = "appointments.undo_cancel"
    permission = "booking.work"
    subject_kind = "booking"

    def perform(self, context: Context, given: Seen) -> Booked:
        """Ask, keep."""
        view = booking_desk(context.municipality_code).restore(given.uuid, given.version)
        return keep(context, view)[0]


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


class MarkMissed(Action[CheckedIn, Booked]):
    """Somebody did not come, or did after all. Asks the public zone: raises a BookingError, DeskAwayError."""

    name = "appointments.mark"
    permission = "booking.work"
    subject_kind = "booking"

    def perform(self, context: Context, given: CheckedIn) -> Booked:
        """Ask, keep."""
        view = booking_desk(context.municipality_code).arrived(given.uuid, given.arrived)
        return keep(context, view)[0]

    def details(self, given: CheckedIn, result: Booked) -> Mapping[str, Any]:
        """Whether somebody came."""
        return {"arrived": given.arrived}
