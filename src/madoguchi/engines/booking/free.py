"""What is free in the calendars of a municipality."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from madoguchi.core import clock
from madoguchi.core.clock import day_of
from madoguchi.core.packs import BookingCalendar, CalendarKind
from madoguchi.engines.booking.calendars import calendar_of
from madoguchi.engines.booking.domain.availability import (
    Day,
    NeedsImpossibleError,
    Occupied,
    checked_needs,
    days_summary,
)
from madoguchi.engines.booking.domain.shapes import DayFree, Need, Start
from madoguchi.engines.booking.domain.states import Channel
from madoguchi.engines.booking.errors import NeedsRefusedError
from madoguchi.engines.booking.occupying import occupied_between

MOST_DAYS = 400
_AT_ONCE = 14
"""How many days are looked at in one query, when the first free starts are wanted."""


def free_days(
    municipality_code: str,
    calendar: str,
    needs: Sequence[Need],
    from_day: date,
    days: int,
    *,
    channel: Channel = Channel.WEB,
    without: UUID | None = None,
) -> list[DayFree]:
    """So many days (at most 400) from a day on, each with its free starts or why there are none.

    `without`: as if this reservation were not there, for who wants to change it. Raises CalendarUnknownError
    and NeedsRefusedError.
    """
    found, wanted = needs_in(municipality_code, calendar, needs)
    now = clock.now()
    count = max(0, min(days, MOST_DAYS, (date.max - from_day).days))
    if not count:
        return []
    all_days = [from_day + timedelta(days=number) for number in range(count)]
    # Only these can have free starts; of the others nothing has to be read.
    first = max(from_day, day_of(now))
    last = min(from_day + timedelta(days=count - 1), day_of(now) + timedelta(days=found.limits.days_ahead))
    occupied = {}
    if first <= last:
        occupied = occupied_between(municipality_code, found, first, last, without=without)
    return days_summary(found, all_days, wanted, channel, now, occupied)


def free_starts(
    municipality_code: str,
    calendar: str,
    needs: Sequence[Need],
    day: date,
    *,
    channel: Channel = Channel.WEB,
    without: UUID | None = None,
) -> list[Start]:
    """The starts of a day that `Reserve` would take now. As `free_days`."""
    found, wanted = needs_in(municipality_code, calendar, needs)
    now = clock.now()
    if not timedelta() <= day - day_of(now) <= timedelta(days=found.limits.days_ahead):
        return []
    return looked_at(municipality_code, found, day, wanted, channel, now, without).starts()


def next_free(
    municipality_code: str,
    calendar: str,
    needs: Sequence[Need],
    after: datetime,
    how_many: int = 5,
    *,
    channel: Channel = Channel.WEB,
    until: date | None = None,
    without: UUID | None = None,
) -> list[Start]:
    """The first free starts from a moment on, until a day: what is offered instead of a time that is taken.

    As `free_days`.
    """
    found, wanted = needs_in(municipality_code, calendar, needs)
    now = clock.now()
    day = max(day_of(after), day_of(now))
    last = day_of(now) + timedelta(days=found.limits.days_ahead)
    last = min(one for one in (last, found.last_day, until) if one is not None)
    starts: list[Start] = []
    while day <= last and len(starts) < how_many:
        days = _worth_looking(found, day, last)
        if not days:
            break
        occupied = occupied_between(municipality_code, found, days[0], days[-1], without=without)
        for one in days:
            asked = Day(found, one, wanted, channel, now, occupied.get(one) or Occupied())
            starts += (start for start in asked.starts() if start.at >= after)
            if len(starts) >= how_many:
                break
        day = days[-1] + timedelta(days=1)
    return starts[:how_many]


def looked_at(
    municipality_code: str,
    calendar: BookingCalendar,
    day: date,
    needs: tuple[Need, ...],
    channel: Channel,
    now: datetime,
    without: UUID | None = None,
) -> Day:
    """A day with what is taken on it."""
    occupied = occupied_between(municipality_code, calendar, day, day, without=without)
    return Day(calendar, day, needs, channel, now, occupied.get(day) or Occupied())


def needs_in(
    municipality_code: str, calendar: str, needs: Sequence[Need]
) -> tuple[BookingCalendar, tuple[Need, ...]]:
    """The calendar, and the needs as it understands them. Raises CalendarUnknownError, NeedsRefusedError."""
    found = calendar_of(municipality_code, calendar)
    try:
        return found, checked_needs(found, needs)
    except NeedsImpossibleError:
        raise NeedsRefusedError() from None


def _worth_looking(calendar: BookingCalendar, day: date, last: date) -> list[date]:
    """The next days on which something could be free; of sessions only their own."""
    if calendar.kind is CalendarKind.SESSIONS:
        return sorted({one.on for one in calendar.sessions if day <= one.on <= last})
    until = min(last, day + timedelta(days=_AT_ONCE - 1))
    return [day + timedelta(days=number) for number in range((until - day).days + 1)]
