"""Finding a booking by what a caller says: the code, the name, the telephone number.

Names lie sealed in the copy, so that nobody can search for them in the database: they are opened in memory,
which is reading personal data and stands in the audit log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from madoguchi.core import tenancy
from madoguchi.core.actions import Context
from madoguchi.core.clock import midnight
from madoguchi.engines.booking.api import Status
from madoguchi.journeys.appointments.domain.contact import Booker
from madoguchi.journeys.appointments.office.models import Booked
from madoguchi.journeys.appointments.office.opening import Contact, open_contacts
from madoguchi.journeys.appointments.office.replica import booked_by_code
from madoguchi.lib.japanese.kanji import search_key
from madoguchi.lib.japanese.text import digits_of, fold_for_search

MOST_OPENED: Final = 5_000
MOST_FOUND: Final = 20
LONGEST: Final = 100
_LEAST_DIGITS = 4
_PAST_DAYS = 7
"""Who did not come yesterday calls today."""


@dataclass(frozen=True, slots=True)
class Found:
    """A booking with who comes."""

    booked: Booked
    contact: Contact


@dataclass(frozen=True, slots=True)
class FoundBookings:
    """What fits, the next to come first; `more`: there are more than are shown."""

    found: tuple[Found, ...]
    more: bool = False


def find_bookings(context: Context, typed: str) -> FoundBookings:
    """The bookings that fit a code, a part of a name or its kana, or the last digits of a telephone number.

    Nothing for nothing, and for less than four digits.
    """
    text = typed.strip()[:LONGEST]
    if not text:
        return FoundBookings(())
    by_code = booked_by_code(context.municipality_code, text)
    if by_code is not None:
        with tenancy.municipality(context.municipality_code):
            contacts = open_contacts(context, [by_code], "contact")
        return FoundBookings((Found(by_code, contacts[by_code.pk]),))
    digits, name, folded = digits_of(text), search_key(text), fold_for_search(text)
    if digits and len(digits) < _LEAST_DIGITS and not name.strip(digits):
        return FoundBookings(())
    since = midnight(context.day) - timedelta(_PAST_DAYS)
    with tenancy.municipality(context.municipality_code):
        rows = list(Booked.objects.filter(begins__gte=since).order_by("begins", "id")[:MOST_OPENED])
        contacts = open_contacts(context, rows, "search")
    fitting = [
        Found(row, contacts[row.pk])
        for row in rows
        if _fits(contacts[row.pk], name=name, folded=folded, digits=digits)
    ]
    today = midnight(context.day)
    fitting.sort(key=lambda one: (not one.booked.state.is_open, one.booked.begins < today, one.booked.begins))
    return FoundBookings(tuple(fitting[:MOST_FOUND]), len(fitting) > MOST_FOUND)


def bookings_of(context: Context, booker: Booker) -> tuple[Found, ...]:
    """The bookings to come of somebody with this name and this telephone number or address, also from the
    web; the next first. All that are to come are opened for it, which stands in the audit log.
    """
    with tenancy.municipality(context.municipality_code):
        rows = list(
            Booked.objects.filter(
                begins__gt=context.now, status__in=(Status.BOOKED.value, Status.HELD.value)
            ).order_by("begins", "id")[:MOST_OPENED]
        )
        contacts = open_contacts(context, rows, "search")
    fitting = [Found(row, contacts[row.pk]) for row in rows if _is_of(booker, contacts[row.pk].booker)]
    return tuple(fitting[:MOST_FOUND])


def _is_of(booker: Booker, other: Booker) -> bool:
    name, phone, email = search_key(booker.name), digits_of(booker.phone), fold_for_search(booker.email)
    reached = (phone and phone == digits_of(other.phone)) or (email and email == fold_for_search(other.email))
    return bool(name and name == search_key(other.name) and reached)


def _fits(contact: Contact, *, name: str, folded: str, digits: str) -> bool:
    booker = contact.booker
    if len(digits) >= _LEAST_DIGITS:
        return digits_of(booker.phone).endswith(digits)
    names = (search_key(booker.name), search_key(booker.kana))
    return (bool(name) and any(name in one for one in names if one)) or (
        "@" in folded and folded == fold_for_search(booker.email)
    )  # fmt: skip
