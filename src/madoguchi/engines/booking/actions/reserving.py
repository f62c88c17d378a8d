"""Booking, changing, cancelling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from madoguchi.core.actions import Action, Context, Event
from madoguchi.core.clock import day_of
from madoguchi.engines.booking.claiming import (
    WORK,
    Wish,
    check_channel,
    check_person,
    check_place,
    check_sizes,
    check_time,
    claim,
    in_japan,
    may_go_beyond,
    one_at_a_time,
)
from madoguchi.engines.booking.domain.states import Channel, Status, WaitingStatus
from madoguchi.engines.booking.free import needs_in
from madoguchi.engines.booking.giving_back import give_back, leave_behind, steps_held
from madoguchi.engines.booking.inputs import Change, NewReservation, Which
from madoguchi.engines.booking.keeping import (
    changed,
    deletion_day,
    is_code_taken,
    locked,
    new_code,
    said_of,
    theirs,
)
from madoguchi.engines.booking.models import Occupation, Reservation, Waiting
from madoguchi.engines.booking.reading import ReservationView, needs_of, view_of


class Reserve(Action[NewReservation, ReservationView]):
    """Book a time. Clerks (every channel but the web) need `booking.work`.

    Raises a BookingError (`errors.py`), with alternatives where there are any: NeedsRefusedError,
    CalendarUnknownError, PastError, TooSoonError, TooFarError, OutsideHoursError, TooManyError, QuotaError,
    TakenError, NumberTakenError.
    """

    name = "booking.reserve"
    permission = None
    subject_kind = "reservation"

    def perform(self, context: Context, given: NewReservation) -> ReservationView:
        """Say what speaks against it, then write it down and take its desks."""
        check_channel(context, given.channel)
        check_sizes(given)
        calendar, needs = needs_in(context.municipality_code, given.calendar, given.needs)
        wish = Wish(calendar, needs, in_japan(given.start), given.channel)
        one_at_a_time(context, calendar.key, given.person_mark or str(given.uuid))
        there = Reservation.objects.filter(uuid=given.uuid).first()
        if there is not None:
            # The same press again, after an answer that never arrived.
            return view_of(theirs(given, there))
        if not may_go_beyond(given):
            check_person(context, wish, given.person_mark)
        ends = check_place(context, wish)
        row = Reservation(
            uuid=given.uuid,
            calendar=calendar.key,
            code=new_code(),
            status=Status.BOOKED.value,
            needs=[need.to_payload() for need in needs],
            procedures=list(given.procedures),
            sealed_count=given.sealed_count,
            channel=given.channel.value,
            person_mark=given.person_mark,
            token_digest=given.token_digest,
            sealed=given.sealed,
            begins=wish.at,
            ends=ends,
            created_at=context.now,
            changed_at=context.now,
            delete_on=deletion_day(context, day_of(wish.at)),
            source_mark=given.source_mark,
        )
        row.save(force_insert=True)
        start = claim(context, wish, row)
        if start.ends != row.ends:
            # Another desk was free, and the way through the building takes longer.
            row.ends = start.ends
            row.save(update_fields=["ends"])
        return view_of(row, start.steps)

    def details(self, given: NewReservation, result: ReservationView) -> Mapping[str, Any]:
        """When and how, nobody's name."""
        return said_of(result) | ({"beyond_limit": True} if may_go_beyond(given) else {})

    def events(self, context: Context, given: NewReservation, result: ReservationView) -> Iterable[Event]:
        """Somebody will come."""
        yield Event("booking.reserved", f"reservation:{result.uuid}", said_of(result))


class ChangeReservation(Action[Change, ReservationView]):
    """Another time: the old one is kept until the new one is certain, in one transaction.

    Raises what `Reserve` raises, NotFoundError (also for another's booking) and ChangedMeanwhileError.
    """

    name = "booking.change"
    permission = None
    subject_kind = "reservation"

    def perform(self, context: Context, given: Change) -> ReservationView:
        """Move it; where that fails nothing has happened."""
        row = locked(context, given, Status.BOOKED)
        wanted = needs_of(row) if given.needs is None else given.needs
        calendar, needs = needs_in(context.municipality_code, row.calendar, wanted)
        wish = Wish(calendar, needs, in_japan(given.start), given.channel, without=row.uuid)
        check_time(context, wish)
        before = steps_held(row)
        start = claim(context, wish, row, Occupation.objects.filter(reservation=row).delete)
        row.begins, row.ends = start.at, start.ends
        row.needs = [need.to_payload() for need in needs]
        row.delete_on = deletion_day(context, day_of(start.at))
        changed(context, row)
        leave_behind(context, row, before)
        return view_of(row, start.steps)

    def details(self, given: Change, result: ReservationView) -> Mapping[str, Any]:
        """The new time."""
        return said_of(result)

    def events(self, context: Context, given: Change, result: ReservationView) -> Iterable[Event]:
        """Somebody will come at another time."""
        yield Event("booking.changed", f"reservation:{result.uuid}", said_of(result))


class RestoreReservation(Action[Which, ReservationView]):
    """Book again what was cancelled by mistake: the same reservation at the same time, where that is free. It
    has another code only where somebody else was given the old one meanwhile.

    Raises what `Reserve` raises, NotFoundError and ChangedMeanwhileError.
    """

    name = "booking.restore"
    permission = WORK
    subject_kind = "reservation"

    def perform(self, context: Context, given: Which) -> ReservationView:
        """As a new booking of a clerk, in the row that is there; how it first came stays."""
        row = locked(context, given, Status.CANCELLED)
        calendar, needs = needs_in(context.municipality_code, row.calendar, needs_of(row))
        wish = Wish(calendar, needs, in_japan(row.begins), given.channel, without=row.uuid)
        one_at_a_time(context, calendar.key, row.person_mark or str(row.uuid))
        if row.channel == Channel.WEB:
            # Of the others a clerk said that they may have them, and why.
            check_person(context, wish, row.person_mark)
        check_time(context, wish)
        start = claim(context, wish, row, Occupation.objects.filter(reservation=row).delete)
        row.status, row.ends = Status.BOOKED.value, start.ends
        if is_code_taken(row.code):
            row.code = new_code()
        changed(context, row)
        return view_of(row, start.steps)

    def details(self, given: Which, result: ReservationView) -> Mapping[str, Any]:
        """What is booked again."""
        return said_of(result)

    def events(self, context: Context, given: Which, result: ReservationView) -> Iterable[Event]:
        """Somebody will come after all."""
        yield Event("booking.reserved", f"reservation:{result.uuid}", said_of(result))


class CancelReservation(Action[Which, ReservationView]):
    """Give the place back; an offer is refused with it. Who waits is offered it before anybody else sees it,
    by a job: whoever cancels waits for no list.

    Raises NotFoundError, ChangedMeanwhileError, and PastError for residents once it has begun.
    """

    name = "booking.cancel"
    permission = None
    subject_kind = "reservation"

    def perform(self, context: Context, given: Which) -> ReservationView:
        """End it."""
        row = locked(context, given, Status.BOOKED, Status.HELD)
        if row.status == Status.HELD:
            Waiting.objects.filter(offer=row).update(status=WaitingStatus.LEFT.value)
        row.status = Status.CANCELLED.value
        changed(context, row)
        give_back(context, row)
        return view_of(row)

    def details(self, given: Which, result: ReservationView) -> Mapping[str, Any]:
        """What was cancelled."""
        return said_of(result)

    def events(self, context: Context, given: Which, result: ReservationView) -> Iterable[Event]:
        """Nobody comes."""
        yield Event("booking.cancelled", f"reservation:{result.uuid}", said_of(result))
