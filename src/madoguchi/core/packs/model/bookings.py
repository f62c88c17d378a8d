"""What can be booked: calendars with lines of desks, or with sessions of so many places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from madoguchi.core.packs.model.procedures import Procedure
from madoguchi.lib.opening_hours import OpeningHours, Span

BOOKING_STEP = 5
"""Minutes: everything that is booked begins and ends at a multiple of it."""


class CalendarKind(StrEnum):
    """How a calendar has capacity."""

    DESKS = "desks"
    """Lines of desks, at which things take different times."""
    SESSIONS = "sessions"
    """Fixed times with so many places each."""


@dataclass(frozen=True, slots=True)
class DeskCover:
    """During a part of the day (lunch) only the first `desks` desks of a line are open."""

    span: Span
    desks: int


@dataclass(frozen=True, slots=True)
class BookingLine:
    """Desks that do the same. `counter` is the counter of the hall (empty: none, as for video), `roles` are
    the desk roles that it serves.
    """

    key: str
    label: str
    desks: int
    hours: OpeningHours
    counter: str = ""
    covers: tuple[DeskCover, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SessionStart:
    """One time of a session: minutes since midnight, and its places."""

    begins: int
    ends: int
    places: int


@dataclass(frozen=True, slots=True)
class BookingSession:
    """`places` on one day, given out over the span: a start every so many minutes, or (None) one for all."""

    on: date
    span: Span
    places: int
    every: int | None = None

    @property
    def starts(self) -> tuple[SessionStart, ...]:
        """The starts with their places; where these do not divide evenly the earlier ones have one more."""
        every = self.every or self.span.last - self.span.first
        begins = range(self.span.first, self.span.last - every + 1, every)
        each, more = divmod(self.places, len(begins))
        return tuple(
            SessionStart(begin, begin + every, each + (number < more)) for number, begin in enumerate(begins)
        )


@dataclass(frozen=True, slots=True)
class BookingService:
    """Something that people book without a plan: which line, for how long."""

    key: str
    label: str
    steps: tuple[tuple[str, int], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class BookingLimits:
    """`lead_minutes` before its beginning at the latest, `days_ahead` days before at the earliest; so many
    bookings that are still to come (`most_open`) a person. By channel (`web`, `phone`, `staff`): so many
    bookings on a day at most (`most_a_day`), so many places of each start that others do not get (`kept`).
    """

    lead_minutes: int
    days_ahead: int
    most_open: int
    most_a_day: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    kept: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class BookingCalendar:
    """One calendar. Minutes: `every` between the starts that are offered, `buffer` at least and `most_wait`
    besides at most between two steps of one booking, `hold` as long as an offer from the waiting list stands.
    `open_to_all`: also without a plan.
    """

    key: str
    label: str
    kind: CalendarKind
    limits: BookingLimits
    hall: str = ""
    place: str = ""
    note: str = ""
    eligible: str = ""
    open_to_all: bool = False
    every: int = 15
    buffer: int = 5
    most_wait: int = 20
    hold: int = 240
    lines: Mapping[str, BookingLine] = field(default_factory=lambda: MappingProxyType({}))
    sessions: tuple[BookingSession, ...] = ()
    services: Mapping[str, BookingService] = field(default_factory=lambda: MappingProxyType({}))
    waiting_list: bool = True
    example: bool = False

    def line_for(self, role: str) -> BookingLine | None:
        """The line that serves a desk role; None where none does."""
        return next((line for line in self.lines.values() if role in line.roles), None)

    @property
    def last_day(self) -> date | None:
        """The day of the last session; None for desks, which have no end."""
        return max((one.on for one in self.sessions), default=None)

    def is_over(self, today: date) -> bool:
        """Whether its last session was before today."""
        return self.last_day is not None and self.last_day < today


@dataclass(frozen=True, slots=True)
class BookingMinutes:
    """How long procedures take by appointment: as long as the plan says, `least` at a counter."""

    least: int

    def of(self, procedure: Procedure, people: int = 1) -> int:
        """Minutes of a procedure for so many people of a household; each further one takes half as long."""
        one = procedure.minutes
        return one + (max(people, 1) - 1) * one // 2

    def rounded(self, minutes: int) -> int:
        """As long as a booking of so many minutes is."""
        wanted = max(minutes, self.least)
        return -(-wanted // BOOKING_STEP) * BOOKING_STEP


@dataclass(frozen=True, slots=True)
class Bookings:
    """Everything that can be booked in a municipality. Bookings and what was sealed with them are deleted
    `keep_days` days after their day.
    """

    minutes: BookingMinutes
    calendars: Mapping[str, BookingCalendar]
    keep: timedelta

    def at_hall(self, hall: str) -> tuple[BookingCalendar, ...]:
        """The calendars of a hall, by its key."""
        return tuple(one for one in self.calendars.values() if one.hall == hall)


NO_BOOKINGS = Bookings(BookingMinutes(0), MappingProxyType({}), timedelta(days=30))
"""Where nothing can be booked."""
