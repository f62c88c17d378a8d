"""The office's copy of the bookings, as the entrance asks for it: journeys meet here, not each other."""

from __future__ import annotations

from typing import Any

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.booking.api import Status, bookings_of
from madoguchi.journeys.appointments.office.api import (
    BookingCopies,
    CheckedIn,
    CheckIn,
    CopyForBox,
    booked_by_code,
    copies_for_box,
)
from madoguchi.journeys.visiting.api import Appointment

_OVER = (Status.CANCELLED, Status.LAPSED)


class OfficeCopy:
    """Answers without the public zone: the copy is fetched every minute, and lasts while the link is down."""

    def by_code(self, municipality_code: str, code: str) -> Appointment | None:
        """The booking of a code; an offer that nobody has taken is none."""
        row = booked_by_code(municipality_code, code)
        if row is None or row.state is Status.HELD:
            return None
        calendar = bookings_of(municipality_code).calendars.get(row.calendar)
        if calendar is None:
            return None
        lines = [calendar.lines[one["line"]] for one in row.steps if one["line"] in calendar.lines]
        return Appointment(
            code=row.code,
            hall=calendar.hall,
            begins=row.begins,
            counters=tuple(dict.fromkeys(one.counter for one in lines if one.counter)),
            over=row.state in _OVER,
            place=calendar.place or calendar.label,
        )

    def has_arrived(self, context: Context, code: str) -> None:
        """Noted here at once; the public zone hears of it with the next round."""
        row = booked_by_code(context.municipality_code, code)
        if row is not None:
            entrance = Context(context.municipality_code, Actor.system("kiosk"), context.now, context.purpose)
            run(CheckIn(), entrance, CheckedIn(row.uuid))


def copies_of(context: Context, hall: str) -> dict[str, Any]:
    """At the centre: the bookings of a hall for its box."""
    copies = copies_for_box(context.municipality_code, hall, context.day)
    return copies.model_dump(mode="json")


def take_copies(context: Context, told: str) -> int:
    """On a box: what the centre told. Raises ValueError for another shape."""
    return run(CopyForBox(), context, BookingCopies.model_validate_json(told))
