"""Reading tickets."""

from __future__ import annotations

from uuid import UUID

from madoguchi.core import clock, tenancy
from madoguchi.engines.reception.domain.leaving import is_follow
from madoguchi.engines.reception.domain.numbers import number_meant
from madoguchi.engines.reception.models import Ticket


def ticket_by_follow(code: str, follow: str) -> Ticket | None:
    """The ticket whose secret it is, of whatever day; None where there is none."""
    secret = follow.lower()
    if not is_follow(secret):
        return None
    with tenancy.reading(code):
        return Ticket.objects.filter(follow=secret).first()


def ticket_of_today(code: str, hall: str, uuid: UUID) -> Ticket | None:
    """A ticket of today in a hall; None where there is none."""
    with tenancy.reading(code):
        return Ticket.objects.filter(hall=hall, day=clock.today(), uuid=uuid).first()


def tickets_of_number(code: str, hall: str, text: str) -> tuple[Ticket, ...]:
    """The tickets of today that somebody means who says a number, with or without its letter; in the order in
    which they were taken, also those that are over.
    """
    letter, digits = number_meant(text)
    if not digits:
        return ()
    with tenancy.reading(code):
        found = Ticket.objects.filter(hall=hall, day=clock.today()).order_by("sequence")
        if letter:
            return tuple(found.filter(number=f"{letter}{digits}"))
        return tuple(one for one in found.filter(number__endswith=digits) if one.number[1:] == digits)


def tickets_of_today(code: str, hall: str, most: int) -> tuple[Ticket, ...]:
    """The newest tickets of today in a hall, the newest first."""
    with tenancy.reading(code):
        found = Ticket.objects.filter(hall=hall, day=clock.today()).order_by("-sequence")[:most]
        return tuple(found)
