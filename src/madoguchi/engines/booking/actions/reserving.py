"""Booking, changing, cancelling."""

from __future__ import annotations

from madoguchi.core.actions import Action, Context
from madoguchi.engines.booking.actions.inputs import Change, NewReservation, Which
from madoguchi.engines.booking.reading import ReservationView


class Reserve(Action[NewReservation, ReservationView]):
    """Book a time. Raises a BookingError (`errors.py`), with alternatives where there are any."""

    name = "booking.reserve"
    permission = None

    def perform(self, context: Context, given: NewReservation) -> ReservationView:
        """Take it."""
        raise NotImplementedError


class ChangeReservation(Action[Change, ReservationView]):
    """Another time: the old one is kept until the new one is certain. Raises a BookingError."""

    name = "booking.change"
    permission = None

    def perform(self, context: Context, given: Change) -> ReservationView:
        """Move it."""
        raise NotImplementedError


class CancelReservation(Action[Which, ReservationView]):
    """Give the place back. Raises a BookingError."""

    name = "booking.cancel"
    permission = None

    def perform(self, context: Context, given: Which) -> ReservationView:
        """End it."""
        raise NotImplementedError
