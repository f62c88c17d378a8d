"""Who came, and who did not."""

from __future__ import annotations

from madoguchi.core.actions import Action, Context
from madoguchi.engines.booking.actions.inputs import Arrival
from madoguchi.engines.booking.reading import ReservationView


class MarkArrived(Action[Arrival, ReservationView]):
    """Somebody who booked is there, or (`arrived=False`) did not come. Raises a BookingError."""

    name = "booking.arrive"
    permission = "booking.work"

    def perform(self, context: Context, given: Arrival) -> ReservationView:
        """Note it."""
        raise NotImplementedError
