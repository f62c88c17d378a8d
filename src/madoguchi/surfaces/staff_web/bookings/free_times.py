"""What is free for a call, as the screen shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from madoguchi.core import clock
from madoguchi.core.packs import BookingCalendar, CalendarKind
from madoguchi.engines.booking.api import BookingError, DayFree, DayState, Start
from madoguchi.journeys.appointments.office.api import (
    BookingDesk,
    DeskAwayError,
    WantedVisits,
    booking_desk,
    day_aloud,
    length_aloud,
    time_aloud,
)
from madoguchi.surfaces.staff_web.bookings.call import Call

DAYS: Final = 14
FIRST: Final = 6


@dataclass(frozen=True, slots=True)
class FreeTimes:
    """Days one after the other, the times of the chosen day, the first that are free at all, as they were at
    `asked_at`. `away`: why nobody could be asked, `problem`: why there is nothing.
    """

    days: Sequence[DayFree] = ()
    day: date | None = None
    starts: Sequence[Start] = ()
    first: Sequence[Start] = ()
    away: str = ""
    problem: str = ""
    earlier: date | None = None
    later: date | None = None
    previous_day: date | None = None
    next_day: date | None = None
    asked_at: datetime | None = None

    @property
    def is_full(self) -> bool:
        """Whether the chosen day is open and all taken."""
        return not self.starts and any(
            one.day == self.day and one.state is DayState.FULL for one in self.days
        )

    @property
    def nothing(self) -> bool:
        """Whether there is no free time as far as the calendar goes."""
        return not (self.first or self.starts or self.away or self.problem)


@dataclass(frozen=True, slots=True)
class Told:
    """What is said to the caller, and the walk from counter to counter."""

    sentence: str
    walk: Sequence[tuple[str, str, str]] = field(default=())


def free_times(
    code: str, calendar: BookingCalendar, wanted: WantedVisits, call: Call, own: datetime | None = None
) -> FreeTimes:
    """Ask the booking desk. `own`: when the booking begins that is to be moved; it is in nobody's way."""
    if calendar.kind is CalendarKind.DESKS and not wanted.booked:
        return FreeTimes()
    try:
        desk = booking_desk(code)
        return _asked(desk, calendar, wanted, call, own)
    except DeskAwayError as away:
        return FreeTimes(away=str(away))
    except BookingError as problem:
        return FreeTimes(problem=str(problem))


def _asked(
    desk: BookingDesk, calendar: BookingCalendar, wanted: WantedVisits, call: Call, own: datetime | None
) -> FreeTimes:
    today, needs, without = clock.today(), wanted.needs, call.moved
    last = today + timedelta(days=calendar.limits.days_ahead)
    found = desk.next_free(calendar.key, needs, clock.now(), FIRST + (own is not None), without=without)
    first = [one for one in found if one.at != own][:FIRST]
    start_of_strip = first[0].at.date() if calendar.kind is CalendarKind.SESSIONS and first else today
    shown_from = min(max(call.from_day or call.day or start_of_strip, today), max(last, today))
    if call.from_day is None and call.day is not None and call.day < start_of_strip + timedelta(days=DAYS):
        shown_from = min(start_of_strip, shown_from)
    days = desk.free_days(calendar.key, needs, shown_from, DAYS, without=without)
    with_times = [one.day for one in days if one.free_starts]
    day = call.day or next(iter(with_times), None)
    starts = desk.free_starts(calendar.key, needs, day, without=without) if day is not None else []
    return FreeTimes(
        days,
        day,
        starts,
        first,
        earlier=max(shown_from - timedelta(days=DAYS), today) if shown_from > today else None,
        later=shown_from + timedelta(days=DAYS) if shown_from + timedelta(days=DAYS) <= last else None,
        previous_day=max((one for one in with_times if day is not None and one < day), default=None),
        next_day=min((one for one in with_times if day is not None and one > day), default=None),
        asked_at=clock.now(),
    )


def told(calendar: BookingCalendar, start: Start) -> Told:
    """What the clerk reads aloud before the caller says yes."""
    walk = [
        (
            calendar.lines[step.line].label if step.line in calendar.lines else calendar.label,
            f"{step.begins:%-H:%M}",
            f"{step.ends:%-H:%M}",
        )
        for step in start.steps
    ]
    minutes = int((start.ends - start.at).total_seconds() // 60)
    at_desks = calendar.kind is CalendarKind.DESKS and bool(walk)
    where = f"{walk[0][0]}から" if at_desks else calendar.label
    length = length_aloud(minutes)
    sentence = f"{day_aloud(start.at)}、{time_aloud(start.at)}、{where}、{length}です。"
    return Told(sentence, walk if at_desks else ())
