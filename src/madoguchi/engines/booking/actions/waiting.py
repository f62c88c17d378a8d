"""The waiting list: who waits is offered what becomes free, in their turn."""

from __future__ import annotations

from madoguchi.core.actions import Action, Context
from madoguchi.engines.booking.actions.inputs import FreedPlaces, NewWaiting, Which, WhichWaiting
from madoguchi.engines.booking.reading import ReservationView, WaitingView


class JoinWaitingList(Action[NewWaiting, WaitingView]):
    """Wait for a place. Raises a BookingError."""

    name = "booking.wait"
    permission = None

    def perform(self, context: Context, given: NewWaiting) -> WaitingView:
        """At the end of the list."""
        raise NotImplementedError


class LeaveWaitingList(Action[WhichWaiting, WaitingView]):
    """Wait no more; what was offered is free again. Raises a BookingError."""

    name = "booking.leave"
    permission = None

    def perform(self, context: Context, given: WhichWaiting) -> WaitingView:
        """Off the list."""
        raise NotImplementedError


class TakeOffer(Action[Which, ReservationView]):
    """Take what was offered: the reservation that held it is a booking. Raises OfferOverError and others."""

    name = "booking.take_offer"
    permission = None

    def perform(self, context: Context, given: Which) -> ReservationView:
        """Book it."""
        raise NotImplementedError


class OfferFreedPlace(Action[FreedPlaces, list[ReservationView]]):
    """Offer what is free in a calendar to those who wait, in their turn; each offer holds its place."""

    name = "booking.offer"
    permission = "booking.work"

    def perform(self, context: Context, given: FreedPlaces) -> list[ReservationView]:
        """Until nothing fits any more."""
        raise NotImplementedError
