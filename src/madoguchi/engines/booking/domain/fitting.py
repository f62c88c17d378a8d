"""Whether a booking can still take place, after the packs have changed: a day was closed, a desk is gone."""

from __future__ import annotations

from collections.abc import Sequence

from madoguchi.core.clock import day_of
from madoguchi.core.packs import BookingCalendar, CalendarKind
from madoguchi.engines.booking.domain.availability import minute_of, open_desks, pieces_of, session_start
from madoguchi.engines.booking.domain.shapes import Step


def still_fits(calendar: BookingCalendar | None, steps: Sequence[Step]) -> bool:
    """Whether every step lies within what is open now, at a desk or place that there is; never without a
    calendar.
    """
    return calendar is not None and bool(steps) and all(_fits(calendar, step) for step in steps)


def _fits(calendar: BookingCalendar, step: Step) -> bool:
    if calendar.kind is CalendarKind.SESSIONS:
        found = session_start(calendar, step.begins)
        return found is not None and step.desk <= found[1].places
    line = calendar.lines.get(step.line)
    if line is None:
        return False
    day = day_of(step.begins)
    wanted = pieces_of(minute_of(step.begins, day), minute_of(step.ends, day))
    return open_desks(line, day).get(step.desk, 0) & wanted == wanted
