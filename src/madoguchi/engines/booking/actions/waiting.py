"""The waiting list: joining, leaving, taking what is offered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from madoguchi.core.actions import Action, Context, Event
from madoguchi.core.packs import BookingCalendar
from madoguchi.engines.booking.actions.offering import could_be_offered, offer_now_or_soon
from madoguchi.engines.booking.calendars import bookings_of
from madoguchi.engines.booking.claiming import (
    WORK,
    at_their_limit,
    check_channel,
    check_sizes,
    may_go_beyond,
    one_at_a_time,
)
from madoguchi.engines.booking.domain.states import Channel, Status, WaitingStatus
from madoguchi.engines.booking.errors import (
    ChangedMeanwhileError,
    NeedsRefusedError,
    NotFoundError,
    OfferOverError,
    PastError,
    TooFarError,
    TooManyError,
    WaitsAlreadyError,
)
from madoguchi.engines.booking.free import needs_in
from madoguchi.engines.booking.giving_back import give_back
from madoguchi.engines.booking.inputs import NewWaiting, Which, WhichWaiting
from madoguchi.engines.booking.keeping import changed, locked, may_touch, said_of, theirs
from madoguchi.engines.booking.models import Reservation, Waiting
from madoguchi.engines.booking.reading import ReservationView, WaitingView, view_of, waiting_view


class JoinWaitingList(Action[NewWaiting, WaitingView]):
    """Wait for a place. Raises NeedsRefusedError (also for a calendar without a list), PastError, TooFarError
    WaitsAlreadyError, NumberTakenError, and TooManyError for somebody who has all the bookings that they may
    have.
    """

    name = "booking.wait"
    permission = None
    subject_kind = "waiting"

    def perform(self, context: Context, given: NewWaiting) -> WaitingView:
        """At the end of the list; what is free is offered at once."""
        check_channel(context, given.channel)
        check_sizes(given)
        calendar, needs = needs_in(context.municipality_code, given.calendar, given.needs)
        today = context.day
        if not calendar.waiting_list or given.until_day < given.from_day:
            raise NeedsRefusedError()
        if given.until_day < today:
            raise PastError()
        if given.from_day > today + timedelta(days=calendar.limits.days_ahead):
            raise TooFarError()
        one_at_a_time(context, calendar.key, given.person_mark or str(given.uuid))
        there = Waiting.objects.filter(uuid=given.uuid).first()
        if there is not None:
            return waiting_view(theirs(given, there))
        _check_person(context, calendar, given)
        row = Waiting.objects.create(
            uuid=given.uuid,
            calendar=calendar.key,
            needs=[need.to_payload() for need in needs],
            procedures=list(given.procedures),
            sealed_count=given.sealed_count,
            channel=given.channel.value,
            person_mark=given.person_mark,
            token_digest=given.token_digest,
            sealed=given.sealed,
            status=WaitingStatus.WAITING.value,
            from_day=given.from_day,
            until_day=given.until_day,
            created_at=context.now,
            source_mark=given.source_mark,
        )
        if could_be_offered(context, calendar, row):
            offer_now_or_soon(context, calendar)
        row.refresh_from_db()
        return waiting_view(row)

    def details(self, given: NewWaiting, result: WaitingView) -> Mapping[str, Any]:
        """Where and when, nobody's name."""
        return _said(result) | ({"beyond_limit": True} if may_go_beyond(given) else {})


class ReturnToWaitingList(Action[WhichWaiting, WaitingView]):
    """Wait again, with the turn that one had, after somebody was taken off the list by mistake, or could not
    be reached before the offer ended. `uuid` is that of the place on the list, or of the offer that ended.

    What was offered is offered again if it is still free. Who waits already is left as they are. Raises
    NotFoundError, PastError for days that are over, and WaitsAlreadyError for who has joined anew.
    """

    name = "booking.wait_again"
    permission = WORK
    subject_kind = "waiting"

    def perform(self, context: Context, given: WhichWaiting) -> WaitingView:
        """Back on the list."""
        meant = Q(uuid=given.uuid) | Q(offer__uuid=given.uuid)
        there = Waiting.objects.filter(meant).values_list("pk", "calendar", "person_mark").first()
        if there is None:
            raise NotFoundError()
        # Whoever is just joining anew is waited for: nobody stands on one list twice.
        one_at_a_time(context, there[1], there[2] or str(given.uuid))
        row = Waiting.objects.select_for_update(of=("self",)).get(pk=there[0])
        if row.status not in (WaitingStatus.LEFT, WaitingStatus.LAPSED):
            return waiting_view(row)
        if row.until_day < context.day:
            raise PastError()
        if row.person_mark and _open_waits(row.calendar, row.person_mark).exists():
            raise WaitsAlreadyError()
        row.status, row.offer = WaitingStatus.WAITING.value, None
        row.save(update_fields=["status", "offer"])
        calendar = bookings_of(context.municipality_code).calendars.get(row.calendar)
        if calendar is not None and could_be_offered(context, calendar, row):
            offer_now_or_soon(context, calendar)
        row.refresh_from_db()
        return waiting_view(row)

    def details(self, given: WhichWaiting, result: WaitingView) -> Mapping[str, Any]:
        """Which list."""
        return _said(result)


class LeaveWaitingList(Action[WhichWaiting, WaitingView]):
    """Wait no more; what was offered is free again, for the next. Raises NotFoundError, and
    ChangedMeanwhileError while the offer is just being taken or ends.
    """

    name = "booking.leave"
    permission = None
    subject_kind = "waiting"

    def perform(self, context: Context, given: WhichWaiting) -> WaitingView:
        """Off the list; who has left it already is told so by the result."""
        check_channel(context, given.channel)
        row = Waiting.objects.select_for_update(of=("self",)).filter(uuid=given.uuid).first()
        if row is None or not may_touch(given, row):
            raise NotFoundError()
        if row.offer_id is not None and row.status == WaitingStatus.OFFERED:
            # Whoever takes or cancels the offer just now has it locked and waits for this wait.
            held = Reservation.objects.select_for_update(skip_locked=True).filter(pk=row.offer_id).first()
            if held is None:
                raise ChangedMeanwhileError()
            if held.status == Status.HELD:
                held.status = Status.CANCELLED.value
                changed(context, held)
                give_back(context, held)
        if row.status in (WaitingStatus.WAITING, WaitingStatus.OFFERED):
            row.status = WaitingStatus.LEFT.value
            row.save(update_fields=["status"])
        return waiting_view(row)

    def details(self, given: WhichWaiting, result: WaitingView) -> Mapping[str, Any]:
        """Which list."""
        return _said(result)


class TakeOffer(Action[Which, ReservationView]):
    """Take what was offered: the reservation that held it is a booking.

    Raises OfferOverError once its time is over, TooManyError for somebody who has all the bookings that they
    may have without it, NotFoundError, ChangedMeanwhileError, PastError.
    """

    name = "booking.take_offer"
    permission = None
    subject_kind = "reservation"

    def perform(self, context: Context, given: Which) -> ReservationView:
        """Book it."""
        check_channel(context, given.channel)
        lapsed = Reservation.objects.filter(uuid=given.uuid, status=Status.LAPSED.value)
        if given.channel is Channel.WEB:
            lapsed = lapsed.filter(token_digest=given.token_digest)
        if lapsed.exists():
            raise OfferOverError()
        row = locked(context, given, Status.HELD)
        if row.held_until is not None and row.held_until <= context.now:
            raise OfferOverError()
        calendar = bookings_of(context.municipality_code).calendars.get(row.calendar)
        # A clerk who takes it for somebody knows why they may have more.
        if calendar is not None and row.person_mark and given.channel is Channel.WEB:
            one_at_a_time(context, calendar.key, row.person_mark)
            if at_their_limit(context, calendar, [row.person_mark], row.uuid):
                raise TooManyError()
        row.status, row.held_until = Status.BOOKED.value, None
        changed(context, row)
        Waiting.objects.filter(offer=row).update(status=WaitingStatus.TAKEN.value)
        return view_of(row)

    def details(self, given: Which, result: ReservationView) -> Mapping[str, Any]:
        """What was taken."""
        return said_of(result)

    def events(self, context: Context, given: Which, result: ReservationView) -> Iterable[Event]:
        """Somebody will come."""
        yield Event("booking.reserved", f"reservation:{result.uuid}", said_of(result))


def _open_waits(calendar: str, person_mark: str) -> QuerySet[Waiting]:
    open_waits = (WaitingStatus.WAITING.value, WaitingStatus.OFFERED.value)
    return Waiting.objects.filter(calendar=calendar, person_mark=person_mark, status__in=open_waits)


def _check_person(context: Context, calendar: BookingCalendar, given: NewWaiting) -> None:
    if not given.person_mark:
        return
    if _open_waits(calendar.key, given.person_mark).exists():
        raise WaitsAlreadyError()
    if not may_go_beyond(given) and at_their_limit(context, calendar, [given.person_mark]):
        raise TooManyError()


def _said(view: WaitingView) -> dict[str, Any]:
    return {
        "calendar": view.calendar,
        "status": view.status.value,
        "from": view.from_day.isoformat(),
        "until": view.until_day.isoformat(),
    }
