"""Three taps: day, time, confirm. The same for a plan, an open calendar, and a reservation that moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from madoguchi.core import clock
from madoguchi.core.languages import say_error, say_short_date
from madoguchi.core.packs import CalendarKind, MunicipalityPack
from madoguchi.engines.booking.api import (
    BookingError,
    DayFree,
    DayState,
    ReservationView,
    Start,
    free_days,
    free_starts,
    next_free,
)
from madoguchi.journeys.appointments.api import Wish
from madoguchi.surfaces.resident_web.addresses import address
from madoguchi.surfaces.resident_web.presentation.booking import FormView, booking_steps, what_view
from madoguchi.surfaces.resident_web.presentation.booking_days import (
    TimeView,
    days_in,
    first_of_month,
    month_view,
    say_moment_of,
    time_view,
    times_view,
)
from madoguchi.surfaces.resident_web.site import page
from madoguchi.surfaces.shared_web.sent import day_in_reach

ALTERNATIVES = 5
_MONTH = "month"


@dataclass(frozen=True)
class Choosing:
    """Somebody chooses a time. `days_url` is the page of days, below which all others lie; `back_url` is
    where they came from; `waiting_url` is empty where nobody can wait; `changing` is what is to be moved.
    """

    request: HttpRequest
    pack: MunicipalityPack
    wish: Wish
    days_url: str
    back_url: str
    waiting_url: str = ""
    changing: ReservationView | None = None

    @property
    def code(self) -> str:
        """Of the municipality."""
        return self.pack.municipality.code

    @property
    def own(self) -> UUID | None:
        """What is to be moved is not in its own way."""
        return self.changing.uuid if self.changing else None

    @property
    def last_day(self) -> date:
        """The last day on which it can be booked now."""
        furthest = clock.today() + timedelta(days=self.wish.calendar.limits.days_ahead)
        last = self.wish.calendar.last_day
        return furthest if last is None else min(last, furthest)

    def url_of_day(self, day: date) -> str:
        """The page of its times."""
        return f"{self.days_url}{day.isoformat()}/"

    def url_of_time(self, at: datetime) -> str:
        """The page on which a time is confirmed."""
        here = at.astimezone(clock.TOKYO)
        return f"{self.url_of_day(here.date())}{here:%H%M}/"

    def waiting_url_on(self, day: date | None = None) -> str:
        """Where one waits for a place, on that day; empty where nobody can."""
        return f"{self.waiting_url}?day={day.isoformat()}" if self.waiting_url and day else self.waiting_url

    def nearest(self, at: datetime) -> list[TimeView]:
        """The free times around a moment, in their order: what somebody takes instead."""
        wanted = max(at - timedelta(hours=2), clock.now())
        return self.views(self.next_free(wanted, ALTERNATIVES))

    def next_free(self, after: datetime, how_many: int) -> list[Start]:
        """The first free times from a moment on; not the one that is to be moved. Raises BookingError."""
        calendar, more = self.wish.calendar.key, how_many + (self.changing is not None)
        found = next_free(self.code, calendar, self.wish.needs, after, more, without=self.own)
        return [start for start in found if not self.is_own(start)][:how_many]

    def is_own(self, start: Start) -> bool:
        """Whether it is the time that is to be moved: free for whoever has it, and no other time."""
        return self.changing is not None and start.at == self.changing.begins

    def views(self, starts: Sequence[Start]) -> list[TimeView]:
        """Free times with their links."""
        return [time_view(start, self.url_of_time) for start in starts if not self.is_own(start)]

    def page(self, template: str, step: int, *, status: int = 200, **context: Any) -> HttpResponse:
        """One of the three pages."""
        changing = self.changing
        whole = {
            "line": booking_steps(
                step, (self.days_url, context.get("back_url", "")), changing=changing is not None
            ),
            "changing": say_moment_of(changing.begins) if changing else "",
            "problem": "",
            "what": what_view(self.pack, self.wish, brief=True),
            "form": FormView(""),
            **context,
        }
        return page(self.request, f"booking/{template}", self.pack.municipality, status=status, **whole)


def days_page(choosing: Choosing, *, problem: str = "", status: int = 200) -> HttpResponse:
    """A month of days, the nearest free time first."""
    code, wish = choosing.code, choosing.wish
    try:
        first = choosing.next_free(clock.now(), 1)
        month = _month(choosing.request.GET.get(_MONTH, ""), first, choosing.last_day)
        days = free_days(code, wish.calendar.key, wish.needs, month, days_in(month), without=choosing.own)
        own_day = _day_with_nothing_else(choosing, month)
    except BookingError as refused:
        return choosing.page(
            "refused.html", 0, status=409, problem=say_error(refused), back_url=choosing.back_url
        )
    return choosing.page(
        "days.html",
        0,
        status=status,
        problem=problem,
        first=choosing.views(first)[0] if first else None,
        month=month_view(
            month,
            days,
            url_of_day=choosing.url_of_day,
            url_of_month=lambda other: f"?{_MONTH}={other:%Y-%m}",
            last=choosing.last_day,
            full_leads_on=bool(choosing.waiting_url),
            own=own_day,
            reasons=wish.calendar.kind is CalendarKind.DESKS,
        ),
        waiting_url=choosing.waiting_url,
        back_url=choosing.back_url,
    )


def times_page(choosing: Choosing, day: date, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The free times of a day."""
    code, wish = choosing.code, choosing.wish
    try:
        starts = free_starts(code, wish.calendar.key, wish.needs, day, without=choosing.own)
        closed = None if starts else _why_closed(free_days(code, wish.calendar.key, wish.needs, day, 1))
    except BookingError as refused:
        return days_page(choosing, problem=say_error(refused), status=409)
    others = any(not choosing.is_own(start) for start in starts)
    return choosing.page(
        "times.html",
        1,
        status=status,
        problem=problem,
        date=say_short_date(day),
        groups=times_view(starts, choosing.url_of_time, choosing.is_own),
        none_free=not others,
        closed=closed is not None,
        reason=closed or "",
        others=[] if others else choosing.nearest(clock.midnight(day)),
        waiting_url=choosing.waiting_url_on(day) if not starts and closed is None else "",
        back_url=choosing.days_url,
    )


def _day_with_nothing_else(choosing: Choosing, month: date) -> date | None:
    """The day of what is to be moved, where that month has it and its own time is all that is free there."""
    if choosing.changing is None:
        return None
    day = clock.day_of(choosing.changing.begins)
    if first_of_month(day) != month:
        return None
    starts = free_starts(
        choosing.code, choosing.wish.calendar.key, choosing.wish.needs, day, without=choosing.own
    )
    return day if all(choosing.is_own(start) for start in starts) else None


def start_at(choosing: Choosing, at: datetime) -> Start | None:
    """The start at this moment, if it is free now."""
    wish = choosing.wish
    starts = free_starts(choosing.code, wish.calendar.key, wish.needs, at.date(), without=choosing.own)
    return next((one for one in starts if one.at == at), None)


def moment_or_404(day: date, written: str) -> datetime:
    """A moment of the address: `0930` on a day. Raises Http404."""
    try:
        return datetime.combine(day, time(int(written[:2]), int(written[2:])), clock.TOKYO)
    except ValueError:
        raise Http404 from None


def day_or_404(written: str) -> date:
    """A day of the address. Raises Http404, also for years around which no other day can be counted."""
    day = day_in_reach(written)
    if day is None:
        raise Http404
    return day


def _month(asked: str, first: Sequence[Start], last: date) -> date:
    """The month that is asked for, else that of the nearest free time; none that is over or too far."""
    today = first_of_month(clock.today())
    try:
        return max(today, min(first_of_month(last), date.fromisoformat(f"{asked[:7]}-01")))
    except ValueError:
        return first_of_month(clock.day_of(first[0].at)) if first else today


def _why_closed(days: Sequence[DayFree]) -> str | None:
    """Why it is closed (Japanese, may be empty); None for a day that is only full."""
    return next((one.reason for one in days if one.state is DayState.CLOSED), None)


def over_page(
    request: HttpRequest, pack: MunicipalityPack, heading: str, lines: list[str], status: int
) -> HttpResponse:
    """What is over, or was never there: said in a heading and a few lines, with ways on."""
    code = pack.municipality.code
    return page(
        request,
        "booking/over.html",
        pack.municipality,
        status=status,
        heading=heading,
        lines=lines,
        booking_url=address("booking-calendars", code),
        home_url=address("home", code),
    )
