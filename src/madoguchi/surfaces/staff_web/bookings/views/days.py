"""A day's bookings: who comes when, who is there, who did not come; on paper too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.clock import day_of
from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.booking.api import Status
from madoguchi.journeys.appointments.office.api import (
    Booked,
    Contact,
    age_of,
    booked_on,
    bursts,
    day_pdf,
    days_booked,
    is_at,
    is_closed_since,
    line_labels,
    moved_away_from,
    number_unanswered,
    open_contacts,
    what_is_told,
)
from madoguchi.surfaces.shared_web.sent import day_in_reach, day_sent
from madoguchi.surfaces.staff_web.bookings.views.common import BADGES, PAGE, page_of, working
from madoguchi.surfaces.staff_web.counter.views.papers import pdf
from madoguchi.surfaces.staff_web.site import desk_page, pack_or_404, signed_in

_WEEK: Final = 7
_OVER: Final = (Status.CANCELLED, Status.LAPSED)
SHOWN: Final = {
    "": "来る予定と来庁",
    "coming": "これから",
    "arrived": "来庁",
    "late": "時刻を過ぎた",
    "missed": "来られなかった",
    "cancelled": "取り消し・別の日へ",
}


@dataclass(frozen=True, slots=True)
class DayLine:
    """A booking on the list of a day. `at` is its time on that day, `away`: it has another day now."""

    booked: Booked
    contact: Contact
    at: datetime
    counters: str
    done_there: str
    late: bool
    closed: bool
    away: bool


@who_may_call("booking.read")
@require_safe
def today(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Today's list; another day by the date field of the page."""
    day = day_sent(request.GET.get("day", "")) or clock.today()
    return HttpResponseRedirect(reverse("bookings:day", args=[municipality_code, day]))


@who_may_call("booking.read")
@require_safe
def day_page(request: HttpRequest, municipality_code: str, day: str) -> HttpResponse:
    """The list, narrowed to a counter or a state."""
    return _show(request, municipality_code, _day_or_404(day))


def _show(request: HttpRequest, municipality_code: str, day: date) -> HttpResponse:
    pack, context = pack_or_404(municipality_code), working(request)
    labels = line_labels(municipality_code)
    line = asked if (asked := request.GET.get("line", "")) in labels else ""
    shown = asked if (asked := request.GET.get("show", "")) in SHOWN else ""
    all_of_day = booked_on(municipality_code, day)
    at_line = [one for one in all_of_day if is_at(one, line)]
    away = [one for one in moved_away_from(municipality_code, day) if is_at(one, line)]
    wanted = [one for one in at_line if _is_shown(one, shown)]
    if shown == "cancelled":
        wanted = sorted([*wanted, *away], key=lambda one: _time_on(one, day))
    page, pages = page_of(request.GET.get("page", ""), len(wanted))
    rows = wanted[(page - 1) * PAGE : page * PAGE]
    with tenancy.municipality(municipality_code):
        contacts = open_contacts(context, rows, "day")
    monday = day - timedelta(days=day.weekday()) if day.toordinal() > _WEEK else day
    counted = days_booked(municipality_code, monday, _WEEK)
    return desk_page(
        request,
        "bookings/day.html",
        day=day,
        today=clock.today(),
        week=[(one, counted.get(one, 0)) for one in (monday + timedelta(days=n) for n in range(_WEEK))],
        previous=day - timedelta(days=1) if day > date.min else None,
        following=day + timedelta(days=1) if day < date.max else None,
        groups=_by_hour([_line(pack, one, contacts[one.pk], day) for one in rows]),
        hours=_hours([_time_on(one, day).hour for one in wanted]),
        hour_now=clock.now().astimezone(clock.TOKYO).hour if day == clock.today() else None,
        closed_since=sum(map(is_closed_since, all_of_day)),
        counts={
            key: sum(_is_shown(one, key) for one in at_line) + (len(away) if key == "cancelled" else 0)
            for key in SHOWN
        },
        total=len(wanted),
        shown=shown,
        shown_labels=SHOWN,
        line=line,
        labels=labels,
        badges=BADGES,
        page=page,
        pages=pages,
        may_print=signed_in(request).as_actor().may("documents.print"),
        may_work=signed_in(request).as_actor().may("booking.work"),
        unanswered=number_unanswered(context),
        bursts=len(bursts(context)),
        age=age_of(municipality_code),
    )


def _line(pack: MunicipalityPack, one: Booked, contact: Contact, day: date) -> DayLine:
    at = _time_on(one, day)
    away = day_of(one.begins) != day
    counters, done_there = what_is_told(pack, one, contact.booker)
    return DayLine(one, contact, at, counters, done_there, _is_late(one), is_closed_since(one), away)


def _time_on(one: Booked, day: date) -> datetime:
    """When it begins on this day, or began before it got another day."""
    begins = one.begins.astimezone(clock.TOKYO)
    if begins.date() != day and one.moved_from is not None:
        return one.moved_from.astimezone(clock.TOKYO)
    return begins


def _by_hour(lines: Sequence[DayLine]) -> list[tuple[int, list[DayLine]]]:
    return [(hour, list(group)) for hour, group in groupby(lines, key=lambda one: one.at.hour)]


def _hours(of_all: Sequence[int]) -> list[tuple[int, int, int]]:
    """Each hour, how many begin in it, and the page on which the first of them stands."""
    return [(hour, of_all.count(hour), of_all.index(hour) // PAGE + 1) for hour in sorted(set(of_all))]


@who_may_call("documents.print")
@require_safe
def print_day(request: HttpRequest, municipality_code: str, day: str) -> HttpResponse:
    """The day on paper; never stored, always in the audit log. With `names=0` nobody is opened."""
    wanted = _day_or_404(day)
    line = asked if (asked := request.GET.get("line", "")) in line_labels(municipality_code) else ""
    names = request.GET.get("names", "") != "0"
    return pdf(day_pdf(working(request), wanted, line, names=names), f"bookings-{wanted}.pdf")


def _day_or_404(text: str) -> date:
    day = day_in_reach(text)
    if day is None:
        raise Http404
    return day


def _is_late(one: Booked) -> bool:
    return one.state is Status.BOOKED and one.begins < clock.now()


def _is_shown(one: Booked, shown: str) -> bool:
    match shown:
        case "coming":
            return one.state in (Status.BOOKED, Status.HELD) and not _is_late(one)
        case "late":
            return _is_late(one)
        case "arrived" | "missed":
            return one.state is Status(shown)
        case "cancelled":
            return one.state in _OVER
        case _:
            return one.state not in _OVER
