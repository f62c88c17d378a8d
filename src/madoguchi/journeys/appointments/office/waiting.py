"""The waiting list as the office sees it, and offering what has become free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.core.actions import Action, Context
from madoguchi.engines.booking.api import WaitingView
from madoguchi.journeys.appointments.office.desk import booking_desk
from madoguchi.journeys.appointments.office.opening import Contact, open_sealed
from madoguchi.journeys.appointments.office.replica import keep


@dataclass(frozen=True, slots=True)
class Waits:
    """Somebody who waits; `turn` is 1 for the next."""

    turn: int
    view: WaitingView
    contact: Contact


class OfferPlaces(Action[str, int]):
    """Offer what is free in a calendar to those who wait; how many offers were made. Each is written to.

    Raises a BookingError and DeskAwayError.
    """

    name = "appointments.offer"
    permission = "booking.work"

    def perform(self, context: Context, given: str) -> int:
        """Ask, keep."""
        offered = booking_desk(context.municipality_code).offer(given)
        for view in offered:
            keep(context, view)
        return len(offered)

    def details(self, given: str, result: int) -> Mapping[str, Any]:
        """How many."""
        return {"calendar": given, "offered": result}


def open_waiting(context: Context, calendar: str) -> list[Waits]:
    """Who waits, in their turn, opened. To be called inside `tenancy.municipality(...)`.

    Raises a BookingError and DeskAwayError.
    """
    found = booking_desk(context.municipality_code).waiting(calendar)
    return [
        Waits(number, one, open_sealed(context, one.sealed, "waiting", f"waiting:{one.uuid}"))
        for number, one in enumerate(found, start=1)
    ]
