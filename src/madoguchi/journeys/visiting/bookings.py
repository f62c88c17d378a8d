"""Where the entrance learns of appointments: whoever keeps them in this zone is named here.

The journey of appointments keeps a copy of the bookings to come in the office (the public zone has them).
Journeys do not import each other, so that the site which has both brings them together
(`staff_web/kiosk/booked.py`). Until somebody does, there are none.
"""

from __future__ import annotations

from typing import Protocol

from madoguchi.core.actions import Context
from madoguchi.journeys.visiting.domain.appointments import Appointment


class Bookings(Protocol):
    """Called inside `tenancy.municipality(...)`."""

    def by_code(self, municipality_code: str, code: str) -> Appointment | None:
        """The booking of a code that people write down (folded), of whatever day; None where there is
        none.
        """

    def has_arrived(self, context: Context, code: str) -> None:
        """The person is there and has a number. May be told more than once; must not fail for good
        reasons.
        """


_known: list[Bookings] = []


def register_bookings(bookings: Bookings) -> Bookings:
    """Have the entrance ask these for a code, after those that registered before."""
    _known.append(bookings)
    return bookings


def forget_bookings(bookings: Bookings) -> None:
    """Ask them no more (tests)."""
    _known.remove(bookings)


def appointment_of(municipality_code: str, code: str) -> Appointment | None:
    """The appointment of a code, from whoever knows it first."""
    return next((found for one in _known if (found := one.by_code(municipality_code, code))), None)


def tell_arrived(context: Context, code: str) -> None:
    """Say that the person of an appointment is there."""
    for one in _known:
        if one.by_code(context.municipality_code, code):
            one.has_arrived(context, code)
