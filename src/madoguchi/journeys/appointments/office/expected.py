"""Tells the halls who has booked and is still to come today, so that nobody is told too short a wait."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from madoguchi.core.clock import day_of, midnight
from madoguchi.engines.booking.api import Status, bookings_of
from madoguchi.engines.reception.api import Expected, register_expected
from madoguchi.journeys.appointments.office.models import Booked


@register_expected
def still_to_come(municipality_code: str, hall: str, now: datetime) -> Iterator[Expected]:
    """The bookings of a hall whose time is not there yet. Who is late is expected no more: whether they come
    at all nobody knows.
    """
    calendars = {one.key: one for one in bookings_of(municipality_code).at_hall(hall)}
    rows = Booked.objects.filter(
        calendar__in=list(calendars),
        status=Status.BOOKED.value,
        begins__gt=now,
        begins__lt=midnight(day_of(now) + timedelta(days=1)),
    ).values_list("code", "calendar", "steps")
    for code, calendar, steps in rows:
        begins: dict[str, datetime] = {}
        for step in steps:
            line = calendars[calendar].lines.get(step["line"])
            if line is not None and line.counter:
                at = datetime.fromisoformat(step["begins"])
                begins[line.counter] = min(at, begins.get(line.counter, at))
        for counter, at in begins.items():
            yield Expected(code, at, counter)
