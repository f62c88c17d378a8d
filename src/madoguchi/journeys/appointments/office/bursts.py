"""Many bookings from one network on one day: shown to the office, released in one go, and brought back.

Who invents a name and a contact each time looks like many people to every limit. What they seldom have is
many networks. Nobody is refused for that: behind one network stand a carrier's customers. A clerk looks at
the names and decides; what is decided is done by a job, one booking after the other, and can be taken back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Max, Min

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, run
from madoguchi.core.jobs import app
from madoguchi.engines.booking.api import BookingError, Channel, Status
from madoguchi.journeys.appointments.domain.limits import A_BURST
from madoguchi.journeys.appointments.office.booking import CancelForCaller, Seen, UndoCancel
from madoguchi.journeys.appointments.office.models import Booked, BurstDecision, BurstState
from madoguchi.journeys.appointments.office.opening import Contact, open_contacts

TASK, QUEUE = "appointments.burst", "courier"
_SOURCE_KEPT: Final = timedelta(days=7)
_UNDER_WAY: Final = (BurstState.RELEASING.value, BurstState.RETURNING.value)


class BurstGoneError(LookupError):
    """この予約のまとまりは、もう片付いています。一覧を開き直してください。"""


@dataclass(frozen=True, slots=True)
class Burst:
    """Bookings to come that one network made in one calendar on one day: how many, from when to when they
    were made, and the days that they are for.
    """

    source_mark: str
    calendar: str
    number: int
    made: tuple[datetime, datetime]
    begins: tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Release:
    """Of a burst, the bookings that are to be given back (`bookings`); none: all of it are people."""

    source_mark: str
    calendar: str
    bookings: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """A booking of a burst with who says to come."""

    booked: Booked
    contact: Contact = field(repr=False)


class DecideBurst(Action[Release, BurstDecision]):
    """Give back what a clerk does not take for people, or say that all are. Raises BurstGoneError."""

    name = "appointments.decide_burst"
    permission = "booking.work"
    subject_kind = "burst"

    def perform(self, context: Context, given: Release) -> BurstDecision:
        """Written down here, done by a job."""
        there = _of(given.source_mark, given.calendar)
        known = {str(one) for one in there.values_list("uuid", flat=True)}
        wanted = [str(one) for one in given.bookings if str(one) in known]
        if not known or (given.bookings and not wanted):
            raise BurstGoneError(BurstGoneError.__doc__)
        state = BurstState.RELEASING if wanted else BurstState.FINE
        decided = BurstDecision.objects.create(
            source_mark=given.source_mark,
            calendar=given.calendar,
            state=state.value,
            bookings=wanted,
            left=wanted,
            decided_at=context.now,
        )
        if wanted:
            _promise(context, decided)
        return decided

    def details(self, given: Release, result: BurstDecision) -> Mapping[str, Any]:
        """Which bookings."""
        return {"calendar": given.calendar, "state": result.state, "bookings": result.bookings}


class TakeBackDecision(Action[UUID, BurstDecision]):
    """Bring back what was given back, where its time is still free; what is done is looked at once more.

    Raises BurstGoneError.
    """

    name = "appointments.undo_burst"
    permission = "booking.work"
    subject_kind = "burst"

    def perform(self, context: Context, given: UUID) -> BurstDecision:
        """Also while it is being done: what was not given back yet stays."""
        row = BurstDecision.objects.select_for_update().filter(uuid=given).first()
        if row is None or row.state == BurstState.RETURNING:
            raise BurstGoneError(BurstGoneError.__doc__)
        if row.state in (BurstState.FINE, BurstState.RETURNED):
            row.delete()
            return row
        row.left = [one for one in row.bookings if one not in row.left]
        row.state = BurstState.RETURNING.value
        row.save(update_fields=["left", "state"])
        _promise(context, row)
        return row

    def details(self, given: UUID, result: BurstDecision) -> Mapping[str, Any]:
        """Which bookings."""
        return {"calendar": result.calendar, "bookings": result.left}


def bursts(context: Context) -> list[Burst]:
    """What nobody has decided about, the largest first."""
    with tenancy.municipality(context.municipality_code):
        found = (
            _candidates(context.now)
            .values("source_mark", "calendar")
            .annotate(
                number=Count("id"),
                first=Min("created_at"),
                last=Max("created_at"),
                from_=Min("begins"),
                until=Max("begins"),
            )
            .filter(number__gte=A_BURST)
            .order_by("-number", "source_mark")
        )
        decided = set(BurstDecision.objects.values_list("source_mark", "calendar"))
        return [
            Burst(
                one["source_mark"],
                one["calendar"],
                one["number"],
                (one["first"], one["last"]),
                (one["from_"], one["until"]),
            )
            for one in found
            if (one["source_mark"], one["calendar"]) not in decided
        ]


def decisions(context: Context, most: int = 20) -> list[BurstDecision]:
    """What was decided lately, the last first."""
    with tenancy.municipality(context.municipality_code):
        return list(BurstDecision.objects.all()[:most])


def looked_at(context: Context, burst: Burst) -> list[Looked]:
    """The bookings of a burst with who they are for; one entry in the audit log for all of them."""
    with tenancy.municipality(context.municipality_code):
        rows = list(_of(burst.source_mark, burst.calendar).order_by("created_at", "id"))
        contacts = open_contacts(context, rows, "burst")
    return [Looked(row, contacts[row.pk]) for row in rows]


def carry_out(municipality_code: str, decision: UUID) -> int:
    """What was decided, one booking after the other; how many were done now. Raises DeskAwayError, and goes
    on where it stopped when it is run again.
    """
    context = Context(municipality_code, Actor.system("appointments"), purpose="まとまった予約")
    done = 0
    while (step := _next(municipality_code, decision)) is not None:
        uuid, state = step
        lost = not _one(context, uuid, state)
        with tenancy.municipality(municipality_code):
            row = BurstDecision.objects.select_for_update().get(uuid=decision)
            if row.state == state:
                row.left = [one for one in row.left if one != str(uuid)]
                row.lost = [*row.lost, str(uuid)] if lost and state == BurstState.RETURNING else row.lost
                row.save(update_fields=["left", "lost"])
        done += not lost
    return done


def _next(code: str, decision: UUID) -> tuple[UUID, str] | None:
    """The next booking and what is done with it; None at the end, which is written down."""
    with tenancy.municipality(code):
        row = BurstDecision.objects.select_for_update().filter(uuid=decision).first()
        if row is None or row.state not in _UNDER_WAY:
            return None
        if row.left:
            return UUID(row.left[0]), row.state
        row.state = {
            BurstState.RELEASING.value: BurstState.RELEASED.value,
            BurstState.RETURNING.value: BurstState.RETURNED.value,
        }[row.state]
        row.save(update_fields=["state"])
        return None


def _one(context: Context, uuid: UUID, state: str) -> bool:
    """Give back or bring back one booking; whether it is as it was wanted."""
    with tenancy.municipality(context.municipality_code):
        row = Booked.objects.filter(uuid=uuid).first()
    wanted = Status.BOOKED if state == BurstState.RELEASING else Status.CANCELLED
    if row is None or row.state is not wanted:
        return False
    action = CancelForCaller() if state == BurstState.RELEASING else UndoCancel()
    try:
        run(action, context, Seen(uuid, row.version))
    except BookingError:
        # Moved, cancelled or over meanwhile, or its time was taken by somebody.
        return False
    return True


def forget_decisions(municipality_code: str, before: datetime) -> None:
    """Delete what was decided before a moment, and where bookings came from a week after they were made."""
    with tenancy.municipality(municipality_code):
        old = Booked.objects.filter(created_at__lt=clock.now() - _SOURCE_KEPT).exclude(source_mark="")
        old.update(source_mark="")
        BurstDecision.objects.filter(decided_at__lt=before).delete()


def _promise(context: Context, row: BurstDecision) -> None:
    app.configure_task(TASK, queue=QUEUE).defer(
        municipality_code=context.municipality_code, decision=str(row.uuid)
    )


def _candidates(now: datetime) -> Any:
    found = Booked.objects.filter(begins__gt=now, status=Status.BOOKED.value, channel=Channel.WEB.value)
    return found.exclude(source_mark="")


def _of(source_mark: str, calendar: str) -> Any:
    return Booked.objects.filter(
        source_mark=source_mark, calendar=calendar, status=Status.BOOKED.value
    ).exclude(source_mark="")


def chosen(burst: Burst, posted: Sequence[str]) -> tuple[UUID, ...]:
    """The numbers that a page sent, as far as they are any."""
    found = []
    for text in posted[: burst.number]:
        try:
            found.append(UUID(text[:36]))
        except ValueError:
            continue
    return tuple(found)
