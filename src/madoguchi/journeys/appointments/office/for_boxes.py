"""What the box of a hall gets of the bookings: when, where and in which order of counters, and no name.

With it whoever booked is checked in while the box reaches nobody; what is sealed stays in the office.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from madoguchi.core import tenancy
from madoguchi.core.actions import Action, Context, Event, run, subscribe
from madoguchi.core.clock import midnight
from madoguchi.engines.booking.api import Channel, Status, bookings_of
from madoguchi.journeys.appointments.link_shapes import Key, Number, Shape
from madoguchi.journeys.appointments.office.booking import CheckedIn, CheckIn
from madoguchi.journeys.appointments.office.models import Booked

DAYS = 3
"""For so many days a box knows the bookings: a weekend without network, and the Monday after it."""
MOST = 5_000


class StepCopy(Shape):
    """One counter of a booking."""

    line: Key
    desk: Annotated[int, Field(ge=0, le=10_000)]
    begins: str
    ends: str


class BookingCopy(Shape):
    """One booking, without who comes and what for."""

    uuid: UUID
    code: Annotated[str, Field(pattern=r"^[0-9A-Z]{4,12}$")]
    calendar: Key
    status: Status
    channel: Channel
    begins: AwareDatetime
    ends: AwareDatetime
    steps: Annotated[tuple[StepCopy, ...], Field(max_length=50, strict=False)]
    version: Number
    created_at: AwareDatetime
    changed_at: AwareDatetime
    arrived_at: AwareDatetime | None


class BookingCopies(Shape):
    """What a box is answered."""

    bookings: Annotated[tuple[BookingCopy, ...], Field(max_length=MOST, strict=False)]


class CopyForBox(Action[BookingCopies, int]):
    """On a box: take over what the centre told; how many bookings are new or changed."""

    name = "appointments.copy_for_box"
    permission = "booking.work"

    def perform(self, context: Context, given: BookingCopies) -> int:
        """Whoever was checked in here stays checked in, whatever the centre knows of it."""
        known = {one.uuid: one for one in Booked.objects.select_for_update()}
        changed = 0
        for one in given.bookings:
            row = known.get(one.uuid) or Booked(uuid=one.uuid)
            wanted = one.model_dump(exclude={"uuid", "steps", "status", "channel", "arrived_at"})
            wanted |= {"steps": [step.model_dump() for step in one.steps], "channel": one.channel.value}
            if not row.arrival_untold:
                wanted |= {"status": one.status.value, "arrived_at": one.arrived_at}
            if row.pk and all(getattr(row, name) == value for name, value in wanted.items()):
                continue
            for name, value in wanted.items():
                setattr(row, name, value)
            row.save()
            changed += 1
        return changed

    def details(self, given: BookingCopies, result: int) -> Mapping[str, Any]:
        """How many."""
        return {"bookings": len(given.bookings), "changed": result}


def copies_for_box(code: str, hall: str, today: date) -> BookingCopies:
    """The bookings of the next days in the calendars of a hall."""
    calendars = [one.key for one in bookings_of(code).at_hall(hall)]
    begins = midnight(today)
    with tenancy.reading(code):
        rows = Booked.objects.filter(
            calendar__in=calendars, begins__gte=begins, begins__lt=begins + timedelta(days=DAYS)
        ).order_by("begins")[:MOST]
        names = [name for name in BookingCopy.model_fields if name not in ("steps", "status", "channel")]
        return BookingCopies(
            bookings=tuple(
                BookingCopy(
                    **{name: getattr(row, name) for name in names},
                    status=row.state,
                    channel=Channel(row.channel),
                    steps=tuple(StepCopy(**one) for one in row.steps),
                )
                for row in rows
            )
        )


@subscribe("reception.joined")
def note_arrivals(context: Context, event: Event) -> None:
    """Whoever a box has checked in has arrived, and the public zone hears of it with the next round."""
    codes: Collection[str] = event.data["booking_codes"]
    open_rows = Booked.objects.filter(code__in=codes, status=Status.BOOKED.value)
    for uuid in open_rows.values_list("uuid", flat=True):
        run(CheckIn(), context, CheckedIn(uuid))
