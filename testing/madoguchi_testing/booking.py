"""Calendars for tests of bookings, with few desks, so that everything soon is full."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from madoguchi.core.packs import (
    BookingCalendar,
    BookingLimits,
    BookingLine,
    BookingMinutes,
    Bookings,
    BookingSession,
    CalendarKind,
    DeskCover,
)
from madoguchi.lib.opening_hours import TOKYO, OpeningHours, span_from

MONDAY = date(2026, 11, 30)
"""A working day."""
NOW = datetime(2026, 11, 29, 12, 0, tzinfo=TOKYO)
"""The noon before it."""


def at(clock: str, day: date = MONDAY) -> datetime:
    """A time of a day, such as 09:30."""
    hour, minute = map(int, clock.split(":"))
    return datetime(day.year, day.month, day.day, tzinfo=TOKYO) + timedelta(hours=hour, minutes=minute)


def hours(*spans: tuple[str, str], **more: Any) -> OpeningHours:
    """The same hours from Monday to Friday."""
    weekly = {name: list(map(list, spans)) for name in ("mon", "tue", "wed", "thu", "fri")}
    return OpeningHours.from_mapping({"weekly": weekly, **more})


def line(key: str, desks: int, *spans: tuple[str, str], lunch: int | None = None, **more: Any) -> BookingLine:
    """A line, open from 9:00 to 17:00 where nothing is said; `lunch`: so many desks from 12:00 to 13:00."""
    covers = () if lunch is None else (DeskCover(span_from(("12:00", "13:00")), lunch),)
    return BookingLine(key, key, desks, hours(*(spans or (("09:00", "17:00"),))), covers=covers, **more)


def limits(**changed: Any) -> BookingLimits:
    """A lead of an hour, 60 days ahead, two bookings a person."""
    return BookingLimits(**{"lead_minutes": 60, "days_ahead": 60, "most_open": 2, **changed})


def desks(*lines: BookingLine, **changed: Any) -> BookingCalendar:
    """A calendar of desks."""
    values: dict[str, Any] = {
        "key": "counters",
        "label": "窓口の予約",
        "kind": CalendarKind.DESKS,
        "limits": limits(),
        "lines": MappingProxyType({one.key: one for one in lines}),
    }
    return BookingCalendar(**{**values, **changed})


def sessions(*all_sessions: BookingSession, **changed: Any) -> BookingCalendar:
    """A calendar of sessions."""
    values: dict[str, Any] = {
        "key": "vaccination",
        "label": "予防接種",
        "kind": CalendarKind.SESSIONS,
        "limits": limits(most_open=1),
        "sessions": all_sessions,
    }
    return BookingCalendar(**{**values, **changed})


def session(
    begins: str, ends: str, places: int, every: int | None = None, on: date = MONDAY
) -> BookingSession:
    """So many places on a day."""
    return BookingSession(on, span_from((begins, ends)), places, every)


def bookings(*calendars: BookingCalendar, keep_days: int = 30) -> Bookings:
    """What a municipality has."""
    return Bookings(BookingMinutes(10), {one.key: one for one in calendars}, timedelta(days=keep_days))
