"""Taking a time for a reservation, and every reason why it cannot be taken.

What can be said without writing is said first; then the desks are written, and PostgreSQL decides who was
first. Whoever lost looks again, a few times, because another desk may be free.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.db.models import Count, QuerySet
from psycopg.errors import DeadlockDetected, LockNotAvailable

from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.clock import day_of
from madoguchi.core.packs import BookingCalendar, CalendarKind
from madoguchi.engines.booking.domain.availability import Day, free_places, session_start
from madoguchi.engines.booking.domain.shapes import Need, Start, Step
from madoguchi.engines.booking.domain.states import Channel, Status
from madoguchi.engines.booking.errors import (
    BookingError,
    NeedsRefusedError,
    OutsideHoursError,
    PastError,
    QuotaError,
    TakenError,
    TooFarError,
    TooManyError,
    TooSoonError,
)
from madoguchi.engines.booking.free import looked_at, next_free
from madoguchi.engines.booking.inputs import NewReservation, NewWaiting
from madoguchi.engines.booking.models import Reservation
from madoguchi.engines.booking.occupying import occupy, occupy_a_place, taken_places
from madoguchi.lib.opening_hours import TOKYO

WORK = "booking.work"
ALTERNATIVES = 5
_TRIES = 5
_AT_ONCE_MS = 100
_MARK_SIZE = 64
_MOST_PROCEDURES = 100
_MOST_SEALED = 64 * 1024

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wish:
    """A time that somebody wants; `without` is a reservation of theirs that it takes the place of."""

    calendar: BookingCalendar
    needs: tuple[Need, ...]
    at: datetime
    channel: Channel
    without: UUID | None = None


def check_channel(context: Context, channel: Channel) -> None:
    """Only clerks book for others. Raises NotAllowedError."""
    if channel is not Channel.WEB and not context.actor.may(WORK):
        raise NotAllowedError(NotAllowedError.__doc__)


def check_sizes(given: NewReservation | NewWaiting) -> None:
    """What somebody sends is no longer than what is kept. Raises NeedsRefusedError."""
    texts = (given.person_mark, given.token_digest, given.source_mark, *given.procedures)
    if (
        any(len(text) > _MARK_SIZE for text in texts)
        or len(given.procedures) > _MOST_PROCEDURES
        or not 0 <= given.sealed_count <= _MOST_PROCEDURES
        or len(given.sealed) > _MOST_SEALED
    ):
        raise NeedsRefusedError()


def in_japan(at: datetime) -> datetime:
    """A wanted moment in Asia/Tokyo. Raises NeedsRefusedError for a naive one."""
    if at.tzinfo is None:
        raise NeedsRefusedError()
    try:
        return at.astimezone(TOKYO)
    except (OverflowError, ValueError):
        raise OutsideHoursError() from None


def one_at_a_time(context: Context, calendar: str, who: str) -> None:
    """Whoever presses twice at once waits here for the first press; nobody waits for others. `who` is the
    mark of a person, or the number of what is pressed.
    """
    _lock(f"booking person {context.municipality_code} {calendar} {who}")


def one_offering_at_a_time(context: Context, calendar: str) -> None:
    """Two places that become free at once are offered one after the other: beside each other each would pass
    over whom the other one is just looking at.
    """
    _lock(f"booking offers {context.municipality_code} {calendar}")


def may_go_beyond(given: NewReservation | NewWaiting) -> bool:
    """Whether the limit of bookings of a person does not hold: only a clerk can say so."""
    return given.beyond_limit and given.channel is not Channel.WEB


def check_person(context: Context, wish: Wish, person_mark: str) -> None:
    """How many bookings somebody still has ahead, after `one_at_a_time`. Raises TooManyError."""
    if person_mark and at_their_limit(context, wish.calendar, [person_mark], wish.without):
        raise TooManyError()


def at_their_limit(
    context: Context,
    calendar: BookingCalendar,
    marks: Collection[str] | QuerySet[Any],
    without: UUID | None = None,
) -> set[str]:
    """Who of these has all the bookings ahead, offers included, that one person may have; the reservation
    `without` is not counted.
    """
    ahead = Reservation.objects.filter(
        calendar=calendar.key,
        person_mark__in=marks,
        status__in=[status.value for status in Status if status.is_open],
        begins__gt=context.now,
    )
    if without is not None:
        ahead = ahead.exclude(uuid=without)
    counted = ahead.values_list("person_mark").annotate(number=Count("pk"))
    return {mark for mark, number in counted if number >= calendar.limits.most_open}


def check_time(context: Context, wish: Wish) -> datetime:
    """Everything that speaks against the time before anything is written, the channel's quota with a lock.

    Returns when it would end. Raises a BookingError with alternatives.
    """
    if wish.at < context.now:
        raise _refusal(context, wish, PastError)
    day = day_of(wish.at)
    if day > context.day + timedelta(days=wish.calendar.limits.days_ahead):
        raise _refusal(context, wish, TooFarError)
    _lock_quota(context, wish)
    asked = _day_of(context, wish)
    if not asked.is_ever_at(wish.at):
        raise _refusal(context, wish, OutsideHoursError)
    if asked.is_too_soon(wish.at):
        raise _refusal(context, wish, TooSoonError)
    if asked.quota_is_used():
        raise _refusal(context, wish, QuotaError)
    start = asked.start_at(wish.at)
    if start is None:
        raise _refusal(context, wish, TakenError)
    return start.ends


def check_place(context: Context, wish: Wish) -> datetime:
    """As `check_time` for a calendar of sessions, with one small query: for the minute in which all press."""
    if wish.calendar.kind is not CalendarKind.SESSIONS or wish.calendar.limits.most_a_day:
        return check_time(context, wish)
    found = session_start(wish.calendar, wish.at)
    limits = wish.calendar.limits
    lead = timedelta(minutes=limits.lead_minutes if wish.channel is Channel.WEB else 0)
    if wish.at < context.now:
        raise _refusal(context, wish, PastError)
    if found is None:
        raise _refusal(context, wish, OutsideHoursError)
    if day_of(wish.at) > context.day + timedelta(days=limits.days_ahead):
        raise _refusal(context, wish, TooFarError)
    if wish.at < context.now + lead:
        raise _refusal(context, wish, TooSoonError)
    start = found[1]
    if not free_places(wish.calendar, start, taken_places(wish.calendar.key, wish.at), wish.channel):
        raise _refusal(context, wish, TakenError)
    return wish.at + timedelta(minutes=start.ends - start.begins)


def claim(
    context: Context, wish: Wish, row: Reservation, release: Callable[[], object] | None = None
) -> Start:
    """Take the desks of a wish for a saved reservation, after `release` has given back what it had.

    All of it or nothing. Raises TakenError with alternatives.
    """
    for _ in range(_TRIES):
        try:
            with transaction.atomic():
                if release is not None:
                    release()
                start = _take(context, wish, row.pk)
                if start is not None:
                    return start
                raise _LostError
        except _LostError:
            continue
        except OperationalError as error:
            # Two who change into each other's place at the same moment; one of them goes on.
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
            logger.info("two changes met in %s; one tries again", wish.calendar.key)
        except _TakenNowError:
            break
    raise _refusal(context, wish, TakenError)


def claim_at_once(context: Context, wish: Wish, row: Reservation) -> Start | None:
    """As `claim`, for a transaction that takes several times one after the other: it may hold what others
    wait for, and therefore waits for nobody for long. None where it is not free right now. `wish.without` is
    the reservation itself.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{_AT_ONCE_MS}ms'")
            start = None if _quota_is_used(context, wish) else _take(context, wish, row.pk)
            if start is None:
                raise _LostError
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
            return start
    except (_LostError, _TakenNowError):
        return None
    except OperationalError as error:
        if not isinstance(error.__cause__, DeadlockDetected | LockNotAvailable):
            raise
        return None


class _TakenNowError(Exception):
    """Nothing is left at this start; trying again helps nobody."""


class _LostError(Exception):
    """Somebody else was first."""


def _take(context: Context, wish: Wish, reservation_id: int) -> Start | None:
    if wish.calendar.kind is CalendarKind.SESSIONS:
        found = session_start(wish.calendar, wish.at)
        step: Step | None = None
        if found is not None:
            step = occupy_a_place(
                context.municipality_code, reservation_id, wish.calendar, found[1], wish.at, wish.channel
            )
        if step is None:
            raise _TakenNowError
        return Start(step.begins, step.ends, (step,))
    asked = _day_of(context, wish)
    start = asked.start_at(wish.at)
    if start is None:
        raise _TakenNowError
    taken = occupy(context.municipality_code, reservation_id, wish.calendar.key, start.steps)
    return start if taken else None


def _day_of(context: Context, wish: Wish) -> Day:
    """The day of a wish with what is taken on it now."""
    return looked_at(
        context.municipality_code,
        wish.calendar,
        day_of(wish.at),
        wish.needs,
        wish.channel,
        context.now,
        wish.without,
    )


def _refusal(context: Context, wish: Wish, error: type[BookingError]) -> BookingError:
    """The error with what is free from an hour before the wanted time on, or else from now on."""
    found: list[Start] = []
    for after in (max(wish.at - timedelta(hours=1), context.now), context.now):
        found = found or next_free(
            context.municipality_code,
            wish.calendar.key,
            wish.needs,
            after,
            ALTERNATIVES,
            channel=wish.channel,
            without=wish.without,
        )
    return error(alternatives=found)


def _quota_is_used(context: Context, wish: Wish) -> bool:
    """Whether the channel has had its bookings of that day, looked at by one at a time."""
    if not _lock_quota(context, wish):
        return False
    return _day_of(context, wish).quota_is_used()


def _lock_quota(context: Context, wish: Wish) -> bool:
    """Whoever counts the bookings of a day waits here for who is just counting; False without a quota."""
    if wish.channel.value not in wish.calendar.limits.most_a_day:
        return False
    day = day_of(wish.at)
    _lock(f"booking quota {context.municipality_code} {wish.calendar.key} {day} {wish.channel}")
    return True


def _lock(name: str) -> None:
    """One at a time until the end of the transaction, among those who take the same name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
