"""The calendars of a municipality, from its packs."""

from __future__ import annotations

from django.conf import settings

from madoguchi.core.packs import BookingCalendar, Bookings, load_packs_or_refuse
from madoguchi.engines.booking.errors import CalendarUnknownError


def bookings_of(municipality_code: str) -> Bookings:
    """What can be booked there; no calendars where nothing can."""
    return load_packs_or_refuse(settings.MADOGUCHI_PACKS).bookings_of(municipality_code)


def calendar_of(municipality_code: str, key: str) -> BookingCalendar:
    """One calendar. Raises CalendarUnknownError."""
    found = bookings_of(municipality_code).calendars.get(key)
    if found is None:
        raise CalendarUnknownError()
    return found
