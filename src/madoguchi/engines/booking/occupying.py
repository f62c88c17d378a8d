"""What is taken: read in one query for many days, written so that nobody takes the same twice."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from madoguchi.core import tenancy
from madoguchi.core.packs import BookingCalendar, SessionStart
from madoguchi.engines.booking.domain.availability import Occupied, free_places
from madoguchi.engines.booking.domain.shapes import PLACES, Step
from madoguchi.engines.booking.domain.states import Channel
from madoguchi.lib.opening_hours import DAY_MINUTES, moment

_OCCUPIED = """
SELECT line, desk, (extract(epoch FROM begins) / 60)::bigint, (extract(epoch FROM ends) / 60)::bigint
FROM booking_occupation
WHERE active AND calendar = %s AND begins >= %s AND begins < %s AND ends > %s
"""
_NOT_OF = "AND reservation_id <> (SELECT id FROM booking_reservation WHERE uuid = %s)"
_BY_CHANNEL = """
SELECT (begins AT TIME ZONE 'Asia/Tokyo')::date, channel, count(*) FROM booking_reservation
WHERE calendar = %s AND begins >= %s AND begins < %s AND status NOT IN ('cancelled', 'lapsed') AND uuid <> %s
GROUP BY 1, 2
"""
_TAKEN = "SELECT desk FROM booking_occupation WHERE active AND calendar = %s AND line = %s AND begins = %s"
# Without a conflict clause two bookings of the same desk could each wait for the other. Whoever meets a
# booking that is just being made waits for its end, and gets no row where it stays.
_INSERT = (
    "INSERT INTO booking_occupation"
    " (municipality_code, reservation_id, calendar, line, desk, begins, ends, active, set_aside) VALUES "
)
_ROW = "(%s, %s, %s, %s, %s, %s, %s, true, %s)"
_NOBODY = UUID(int=0)
_MOST_TRIES = 40


def occupied_between(
    municipality_code: str,
    calendar: BookingCalendar,
    first: date,
    last: date,
    *,
    without: UUID | None = None,
) -> dict[date, Occupied]:
    """What is taken on each of these days, both included; as if the reservation `without` were not there."""
    begins, ends = moment(first, 0), moment(last, DAY_MINUTES)
    query, values = _OCCUPIED, [calendar.key, begins - timedelta(days=1), ends, begins]
    if without is not None:
        query, values = query + _NOT_OF, [*values, without]
    found: dict[date, Occupied] = {}
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    midnights = [int(moment(day, 0).timestamp()) // 60 for day in days]
    for line, desk, begun, ended in _rows(municipality_code, query, values):
        number = (begun - midnights[0]) // DAY_MINUTES
        day = days[number]
        found.setdefault(day, Occupied()).add(
            line, desk, begun - midnights[number], ended - midnights[number]
        )
    if calendar.limits.most_a_day:
        counted = _rows(municipality_code, _BY_CHANNEL, [calendar.key, begins, ends, without or _NOBODY])
        for day, channel, count in counted:
            found.setdefault(day, Occupied()).by_channel[channel] = count
    return found


def occupy(
    municipality_code: str,
    reservation_id: int,
    calendar: str,
    steps: Iterable[Step],
    *,
    set_aside: bool = False,
) -> bool:
    """Take these desks, or set them aside; False, with some of them perhaps written, where one is taken.

    To be called in a savepoint that is rolled back then. All take their desks in the same order, so that no
    two can wait for each other.
    """
    ordered = sorted(steps, key=lambda step: (step.line, step.desk, step.begins))
    values: list[str | int | datetime | bool] = []
    for step in ordered:
        values += [municipality_code, reservation_id, calendar, step.line, step.desk, step.begins, step.ends]
        values.append(set_aside)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT + ", ".join([_ROW] * len(ordered)) + " ON CONFLICT DO NOTHING", values)
        written: int = cursor.rowcount
    return written == len(ordered)


def taken_places(calendar: str, at: datetime) -> set[int]:
    """The places of one start that are taken; to be called inside `tenancy.municipality(...)`."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, [calendar, PLACES, at])
        return {place for (place,) in cursor.fetchall()}


def occupy_a_place(
    municipality_code: str,
    reservation_id: int,
    calendar: BookingCalendar,
    start: SessionStart,
    at: datetime,
    channel: Channel,
) -> Step | None:
    """Take any place of a start; None where there is none left.

    A place by chance: a thousand people who press at once then seldom meet at one, and nobody holds a lock
    that the others wait for. Places kept for the channel come first.
    """
    ends = at + timedelta(minutes=start.ends - start.begins)
    for _ in range(_MOST_TRIES):
        free = free_places(calendar, start, taken_places(calendar.key, at), channel)
        if not free:
            return None
        kept = set(range(1, start.places - sum(calendar.limits.kept.values()) + 1))
        own = [place for place in free if place not in kept] or free
        step = Step(PLACES, random.choice(own), at, ends)  # noqa: S311 - nothing secret
        if occupy(municipality_code, reservation_id, calendar.key, [step]):
            return step
    return None


def _rows(municipality_code: str, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """One round trip: where a transaction of this municipality is open already, without a savepoint."""
    if not connection.in_atomic_block or tenancy.current_municipality() != municipality_code:
        return tenancy.all_rows(municipality_code, query, values)
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
