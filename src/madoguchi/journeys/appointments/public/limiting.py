"""Counting who books: a kind refusal for who books too often, and nothing kept of whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q
from django.utils.crypto import salted_hmac

from madoguchi.core import clock, tenancy
from madoguchi.engines.booking.api import number_from
from madoguchi.journeys.appointments.domain.limits import (
    KEPT,
    MOST_OF_A_NETWORK,
    OF_A_BROWSER,
    OF_A_CONTACT,
    OF_A_NAME_AT_AN_ADDRESS,
    OF_AN_ADDRESS,
    WITHOUT_CONTACT_AT_AN_ADDRESS,
    Limit,
    email_key,
    mark,
    name_key,
    phone_key,
    source_mark,
)
from madoguchi.journeys.appointments.domain.person import Person
from madoguchi.journeys.appointments.errors import TooManyFromHereError, TooOftenError
from madoguchi.journeys.appointments.models import Press

_SALT = "madoguchi.appointments.marks"
_OF_PERSONS = "madoguchi.appointments.persons"


def marks_key() -> bytes:
    """The key of the marks of browsers and addresses: made from `MADOGUCHI_SECRET_KEY`."""
    return salted_hmac(_SALT, "", secret=settings.SECRET_KEY, algorithm="sha256").digest()


def persons_key(code: str) -> bytes:
    """The key of the marks of a municipality's persons. Its office is told it over the link, so that a
    booking on the telephone and one on the web count together and no contact leaves the office.
    """
    return salted_hmac(_OF_PERSONS, code, secret=settings.SECRET_KEY, algorithm="sha256").digest()


def limits_of(browser: str, address: str, person: Person) -> tuple[tuple[str, Limit], ...]:
    """The marks of one caller with their limits; `address` is empty where it is not known.

    Cookies and contacts can be made up as often as one likes, so each of them is counted.
    """
    key = marks_key()
    found = [(mark(key, "browser", browser), OF_A_BROWSER)]
    reached = [one for one in (email_key(person.email), phone_key(person.phone)) if one]
    found += [(mark(key, "contact", one), OF_A_CONTACT) for one in reached]
    if address:
        found.append((mark(key, "address", address), OF_AN_ADDRESS))
        found.append((mark(key, "name", address, name_key(person.name)), OF_A_NAME_AT_AN_ADDRESS))
        if not reached:
            found.append((mark(key, "without contact", address), WITHOUT_CONTACT_AT_AN_ADDRESS))
    return tuple(found)


def admit(code: str, limits: Sequence[tuple[str, Limit]], now: datetime) -> None:
    """Raises TooOftenError for a caller with too many bookings lately."""
    most = {one: limit.most for one, limit in limits}
    recent = Q(pk__in=())
    for one, limit in limits:
        recent |= Q(mark=one, at__gt=now - limit.within)
    with tenancy.reading(code):
        counted = Press.objects.filter(recent).values_list("mark").annotate(number=Count("pk"))
        if any(number >= most[one] for one, number in counted):
            raise TooOftenError


def admitted_source(code: str, network: str, now: datetime) -> str:
    """The mark of where a booking comes from today; empty where that is not known.

    Raises TooManyFromHereError for a network from which more came today than people make.
    """
    found = source_mark(marks_key(), code, network, clock.day_of(now))
    if found and number_from(code, found) >= MOST_OF_A_NETWORK:
        raise TooManyFromHereError
    return found


def count(code: str, limits: Sequence[tuple[str, Limit]], now: datetime) -> None:
    """The caller has booked."""
    with tenancy.municipality(code):
        Press.objects.bulk_create(Press(mark=one, at=now) for one, _ in limits)


def forget_presses(code: str, now: datetime) -> int:
    """Delete the marks that no limit looks at any more; return how many."""
    with tenancy.municipality(code):
        deleted, _ = Press.objects.filter(at__lt=now - KEPT).delete()
    return deleted
