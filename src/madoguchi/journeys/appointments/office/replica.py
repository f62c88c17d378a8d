"""The copy of the bookings to come: fetched every minute, read when the public zone is away.

What is here is as old as `Round.fetched_at`. A booking made at this office's telephone is here at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, run
from madoguchi.core.clock import day_of, midnight
from madoguchi.engines.booking.api import BookingError, ReservationView, Status
from madoguchi.journeys.appointments.domain.mailing import Standing, telling
from madoguchi.journeys.appointments.office.desk import BookingDesk, DeskAwayError, booking_desk
from madoguchi.journeys.appointments.office.mails import promise_mail
from madoguchi.journeys.appointments.office.models import Booked, Round
from madoguchi.journeys.appointments.office.unsettled import forget_questions, settle
from madoguchi.lib.written_codes import fold_written_code

OVERLAP = timedelta(minutes=5)
"""Asked again from before what is known: two bookings may be committed in another order than they began."""
STALE = timedelta(minutes=3)
"""A copy that is older than this is not of now, and pages say so."""
_MOST_PAGES = 200


class BookedNotFoundError(LookupError):
    """この予約は見つかりません。取り消されて日がたったか、番号が違います。"""


@dataclass(frozen=True, slots=True)
class Age:
    """How old the copy is; `fetched_at` is None where there has never been one."""

    fetched_at: datetime | None
    problem: str
    stale: bool


class CopyBookings(Action[Sequence[ReservationView], int]):
    """Take over what the public zone told, and promise the mails that it calls for; how many changed."""

    name = "appointments.copy"
    permission = None

    def perform(self, context: Context, given: Sequence[ReservationView]) -> int:
        """Row by row; an older version than the one that is here changes nothing."""
        return sum(keep(context, view)[1] for view in given)

    def details(self, given: Sequence[ReservationView], result: int) -> Mapping[str, Any]:
        """How many."""
        return {"changed": result}


def keep(context: Context, view: ReservationView) -> tuple[Booked, bool]:
    """Take over one booking; whether it was news. To be called inside `tenancy.municipality(...)`."""
    row = Booked.objects.select_for_update().filter(uuid=view.uuid).first()
    before = None if row is None else Standing(row.state, row.begins, row.changed_at)
    if row is not None and not _is_news(row, view):
        return row, False
    row = row or Booked(uuid=view.uuid)
    checked_in = row.arrival_untold and view.status is Status.BOOKED
    row.code, row.calendar, row.channel = view.code, view.calendar, view.channel.value
    if before is not None and before.begins != view.begins:
        row.moved_from = before.begins
    row.begins, row.ends, row.held_until = view.begins, view.ends, view.held_until
    row.needs = [need.to_payload() for need in view.needs]
    row.steps = [
        {
            "line": step.line,
            "desk": step.desk,
            "begins": step.begins.isoformat(),
            "ends": step.ends.isoformat(),
        }
        for step in view.steps
    ]
    row.procedures, row.sealed_count = list(view.procedures), view.sealed_count
    row.version, row.sealed, row.source_mark = view.version, view.sealed, view.source_mark
    row.created_at, row.changed_at = view.created_at, view.changed_at
    if not checked_in:
        row.status, row.arrived_at, row.arrival_untold = view.status.value, view.arrived_at, False
    row.save()
    kind = telling(before, Standing(view.status, view.begins, view.changed_at), context.now)
    if kind is not None:
        promise_mail(context, row, kind)
    return row, True


def refresh(municipality_code: str, desk: BookingDesk | None = None, *, whole: bool = False) -> Age:
    """Tell the public zone who came, and fetch what changed (`whole`: everything that is to come)."""
    context = Context(municipality_code, Actor.system("appointments"), purpose="予約の写し")
    try:
        asked = desk or booking_desk(municipality_code)
        _tell_arrivals(context, asked)
        since = _fetch(context, asked, whole=whole)
        settle(context)
        _record(municipality_code, fetched_at=context.now, problem="", **({"since": since} if since else {}))
    except (DeskAwayError, BookingError) as problem:
        _record(municipality_code, problem=str(problem))
    return age_of(municipality_code)


def age_of(municipality_code: str) -> Age:
    """How old the copy is."""
    with tenancy.municipality(municipality_code):
        row = Round.objects.first()
    if row is None:
        return Age(None, "", stale=True)
    stale = row.fetched_at is None or clock.now() - row.fetched_at > STALE
    return Age(row.fetched_at, row.problem, stale)


def booked_on(municipality_code: str, day: date) -> list[Booked]:
    """All bookings of a day as far as they are known here, in the order of their beginnings."""
    begins = midnight(day)
    with tenancy.municipality(municipality_code):
        found = Booked.objects.filter(begins__gte=begins, begins__lt=begins + timedelta(days=1))
        return list(found.prefetch_related("mails"))


def moved_away_from(municipality_code: str, day: date) -> list[Booked]:
    """The bookings that stood on this day and have another day now: who looks at yesterday's paper misses
    them.
    """
    first = midnight(day)
    last = first + timedelta(days=1)
    with tenancy.municipality(municipality_code):
        found = Booked.objects.filter(moved_from__gte=first, moved_from__lt=last)
        return list(found.exclude(begins__gte=first, begins__lt=last).order_by("moved_from", "id"))


def booked(municipality_code: str, uuid: UUID) -> Booked:
    """One booking. Raises BookedNotFoundError."""
    with tenancy.municipality(municipality_code):
        found = Booked.objects.filter(uuid=uuid).prefetch_related("mails").first()
    if found is None:
        raise BookedNotFoundError(BookedNotFoundError.__doc__)
    return found


def booked_by_code(municipality_code: str, typed: str) -> Booked | None:
    """The booking with a code, typed or scanned in any width and case; rather one to come than one over.

    For check-in also while the public zone is away.
    """
    code = "".join(sign for sign in fold_written_code(typed) if sign.isalnum())[:12]
    with tenancy.municipality(municipality_code):
        found = list(Booked.objects.filter(code=code).order_by("-begins"))
    is_open = [one for one in found if one.state.is_open or one.state is Status.ARRIVED]
    return next(iter(is_open or found), None)


def days_booked(municipality_code: str, first: date, days: int) -> dict[date, int]:
    """How many open bookings and arrivals each of so many days has; a day without any is left out."""
    begins = midnight(first)
    counted: dict[date, int] = {}
    shown = [status.value for status in Status if status.is_open or status is Status.ARRIVED]
    with tenancy.municipality(municipality_code):
        moments = Booked.objects.filter(
            begins__gte=begins, begins__lt=begins + timedelta(days=days), status__in=shown
        ).values_list("begins", flat=True)
        for moment in moments:
            day = day_of(moment)
            counted[day] = counted.get(day, 0) + 1
    return counted


def forget(municipality_code: str, before: date) -> int:
    """Delete the copies of bookings before a day, with their mails; how many bookings."""
    forget_questions(municipality_code, before)
    with tenancy.municipality(municipality_code):
        over = Booked.objects.filter(begins__lt=midnight(before))
        number = over.count()
        over.delete()
    return number


def _is_news(row: Booked, view: ReservationView) -> bool:
    if view.version < row.version or (view.version == row.version and view.changed_at < row.changed_at):
        return False
    here = (row.version, row.status, row.begins, row.ends, row.arrived_at, row.held_until, row.changed_at)
    there = (
        view.version,
        view.status.value,
        view.begins,
        view.ends,
        view.arrived_at,
        view.held_until,
        view.changed_at,
    )
    return here != there


def _fetch(context: Context, desk: BookingDesk, *, whole: bool) -> datetime | None:
    """Page after page; the latest change that is here now."""
    today = context.day
    with tenancy.municipality(context.municipality_code):
        known = Round.objects.values_list("since", flat=True).first()
    # After a clock was put back, what changes now lies before what is known: only the whole shows it.
    is_known_till_now = known is not None and known <= context.now + OVERLAP
    since = known - OVERLAP if known is not None and is_known_till_now and not whole else None
    latest, after = known, None
    for _ in range(_MOST_PAGES):
        page, more = desk.changes(today, since, after)
        with tenancy.municipality(context.municipality_code):
            here = {one.uuid: one for one in Booked.objects.filter(uuid__in=[view.uuid for view in page])}
        news = [view for view in page if view.uuid not in here or _is_news(here[view.uuid], view)]
        if news:
            run(CopyBookings(), context, news)
        if page:
            since, after = page[-1].changed_at, page[-1].uuid
            latest = max(since, latest or since)
        if not more:
            break
    return latest


def _tell_arrivals(context: Context, desk: BookingDesk) -> None:
    with tenancy.municipality(context.municipality_code):
        untold = list(Booked.objects.filter(arrival_untold=True).values_list("uuid", flat=True))
    for uuid in untold:
        # Cancelled there meanwhile, or over: who came was served all the same.
        with suppress(BookingError):
            desk.arrived(uuid, True)
        with tenancy.municipality(context.municipality_code):
            Booked.objects.filter(uuid=uuid).update(arrival_untold=False)


def _record(municipality_code: str, **values: Any) -> None:
    with tenancy.municipality(municipality_code):
        Round.objects.update_or_create(municipality_code=municipality_code, defaults=values)
