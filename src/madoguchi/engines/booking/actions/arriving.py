"""Who came, and who did not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from madoguchi.core.actions import Action, Context, Event
from madoguchi.core.clock import day_of
from madoguchi.engines.booking.claiming import WORK
from madoguchi.engines.booking.domain.states import Status
from madoguchi.engines.booking.errors import ChangedMeanwhileError, NotFoundError, TooSoonError
from madoguchi.engines.booking.inputs import Arrival
from madoguchi.engines.booking.keeping import changed, said_of
from madoguchi.engines.booking.models import Reservation
from madoguchi.engines.booking.reading import ReservationView, view_of


class MarkArrived(Action[Arrival, ReservationView]):
    """Somebody who booked is there, or (`arrived=False`) did not come.

    Saying it twice changes nothing; who comes late after all has come. Raises NotFoundError,
    ChangedMeanwhileError for a booking that was cancelled, and TooSoonError before its day, or for somebody
    who does not come before the booking begins.
    """

    name = "booking.arrive"
    permission = WORK
    subject_kind = "reservation"

    def perform(self, context: Context, given: Arrival) -> ReservationView:
        """Note it."""
        row = Reservation.objects.select_for_update().filter(uuid=given.uuid).first()
        if row is None:
            raise NotFoundError()
        wanted = Status.ARRIVED if given.arrived else Status.MISSED
        if row.status not in (Status.BOOKED, Status.ARRIVED, Status.MISSED):
            raise ChangedMeanwhileError()
        if day_of(row.begins) > context.day:
            raise TooSoonError("予約の日は、まだ来ていません。予約の日を確かめてください。")
        if wanted is Status.MISSED and row.begins > context.now:
            raise TooSoonError("予約の時刻は、まだ過ぎていません。時刻を過ぎてから記録してください。")
        if row.status != wanted:
            row.status = wanted.value
            row.arrived_at = context.now if given.arrived else None
            changed(context, row)
        return view_of(row)

    def details(self, given: Arrival, result: ReservationView) -> Mapping[str, Any]:
        """Which, and whether."""
        return said_of(result)

    def events(self, context: Context, given: Arrival, result: ReservationView) -> Iterable[Event]:
        """Told to who waits for them."""
        name = "booking.arrived" if given.arrived else "booking.missed"
        yield Event(name, f"reservation:{result.uuid}", said_of(result))
