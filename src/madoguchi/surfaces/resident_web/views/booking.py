"""Booking a time at the counters: for the whole plan, or for what a calendar is open for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from madoguchi.core import clock
from madoguchi.core.accounts.access import ANYONE, who_may_call
from madoguchi.core.languages import say, say_error, spoken
from madoguchi.core.packs import BookingCalendar, CalendarKind
from madoguchi.engines.booking.api import (
    BookingError,
    CalendarUnknownError,
    OutsideHoursError,
    PastError,
    Step,
    TakenError,
    TooSoonError,
)
from madoguchi.journeys.appointments.api import (
    Form,
    Person,
    Wish,
    book,
    open_calendars,
    wish_of_plan,
    wish_of_service,
)
from madoguchi.journeys.pre_application.api import Application
from madoguchi.surfaces.resident_web.addresses import address
from madoguchi.surfaces.resident_web.booker_form import form_of, take_form
from madoguchi.surfaces.resident_web.caller import caller_of, has_just_booked, know_again, remember_booked
from madoguchi.surfaces.resident_web.choosing import (
    Choosing,
    day_or_404,
    days_page,
    moment_or_404,
    start_at,
    times_page,
)
from madoguchi.surfaces.resident_web.presentation.booking import FormView, what_view
from madoguchi.surfaces.resident_web.presentation.booking_days import say_moment_of
from madoguchi.surfaces.resident_web.site import pack_or_404, page
from madoguchi.surfaces.resident_web.way import Way, on_the_way
from madoguchi.surfaces.shared_web.sent import day_in_reach

GONE_MEANWHILE = (TakenError, PastError, TooSoonError, OutsideHoursError)


# --- from the plan ------------------------------------------------------------------------------------------
def for_plan(way: Way) -> tuple[Choosing | None, Application]:
    """What is chosen for the plan, None where it has nothing to book. Raises DraftNotFoundError."""
    application = way.open()
    wish = wish_of_plan(application.plan) if application.plan.finished else None
    if wish is None:
        return None, application
    waiting = way.url("booking-wait") if wish.calendar.waiting_list else ""
    return Choosing(way.request, way.pack, wish, way.url("booking"), way.url("plan"), waiting), application


def way_to_booking(way: Way, application: Application) -> str:
    """Where the button on the plan leads; empty where nothing can be booked."""
    can_book = application.plan.finished and wish_of_plan(application.plan) is not None
    return way.url("booking") if can_book else ""


@on_the_way("GET", "HEAD")
def plan_days(way: Way) -> HttpResponse:
    """The first tap: the day."""
    choosing, _ = for_plan(way)
    return HttpResponseRedirect(way.url("plan")) if choosing is None else days_page(choosing)


@on_the_way("GET", "HEAD")
def plan_times(way: Way, day: str) -> HttpResponse:
    """The second tap: the time."""
    choosing, _ = for_plan(way)
    if choosing is None:
        return HttpResponseRedirect(way.url("plan"))
    return times_page(choosing, day_or_404(day))


@on_the_way("GET", "HEAD", "POST")
def plan_confirm(way: Way, day: str, at: str) -> HttpResponse:
    """The third tap: it is booked."""
    choosing, application = for_plan(way)
    if choosing is None:
        return HttpResponseRedirect(way.url("plan"))
    return confirm_page(choosing, moment_or_404(day_or_404(day), at), known=known_person(application))


def known_person(application: Application) -> Person:
    """Who it is, as far as the answers say."""
    facts = application.facts
    applicant = facts.applicant()

    def told(item: str, person: int | None = None) -> str:
        known = item in application.pack.vocabulary and facts.is_answered(item, person)
        value = facts.get(item, person) if known else ""
        return value if isinstance(value, str) else ""

    name = "" if applicant is None else told("person.name", applicant)
    return Person(name=name, email=told("contact.email"), phone=told("contact.phone"))


# --- open to all --------------------------------------------------------------------------------------------
@who_may_call(ANYONE)
@require_safe
def calendars(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """What can be booked without a plan."""
    pack = pack_or_404(municipality_code)
    choices = [
        _choice(one.label, one.note, _calendar_url(municipality_code, one))
        for one in open_calendars(municipality_code)
    ]
    return page(
        request,
        "booking/calendars.html",
        pack.municipality,
        heading=say("何を予約しますか"),
        lead="",
        choices=choices,
        plan_hint=True,
        home_url=address("home", municipality_code),
        back_url=address("home", municipality_code),
    )


@who_may_call(ANYONE)
@require_safe
def services(request: HttpRequest, municipality_code: str, calendar: str) -> HttpResponse:
    """What for, in one calendar."""
    pack = pack_or_404(municipality_code)
    found = _open_calendar(municipality_code, calendar)
    if found.kind is CalendarKind.SESSIONS:
        return HttpResponseRedirect(_calendar_url(municipality_code, found))
    choices = [
        _choice(one.label, one.note, address("booking-days", municipality_code, calendar, one.key))
        for one in found.services.values()
    ]
    return page(
        request,
        "booking/calendars.html",
        pack.municipality,
        heading=say("何のご用ですか"),
        lead=spoken().say(found.note) if found.note else "",
        choices=choices,
        plan_hint=True,
        home_url=address("home", municipality_code),
        back_url=address("booking-calendars", municipality_code),
    )


def _open_calendar(code: str, key: str) -> BookingCalendar:
    found = next((one for one in open_calendars(code) if one.key == key), None)
    if found is None:
        raise Http404
    return found


def _calendar_url(code: str, calendar: BookingCalendar) -> str:
    if calendar.kind is CalendarKind.SESSIONS:
        return address("booking-days", code, calendar.key, calendar.key)
    return address("booking-services", code, calendar.key)


def _choice(label: str, note: str, url: str) -> dict[str, Any]:
    texts = spoken()
    return {
        "label": texts.say(label),
        "note": texts.say(note) if note else "",
        "url": url,
        "japanese": label not in texts and not texts.is_source,
    }


def open_choosing(request: HttpRequest, code: str, calendar: str, service: str) -> Choosing:
    """Somebody without a plan chooses a time. Raises Http404."""
    pack = pack_or_404(code)
    try:
        wish = wish_of_service(code, calendar, service)
    except CalendarUnknownError:
        raise Http404 from None
    several = wish.calendar.kind is CalendarKind.DESKS
    back = address("booking-services", code, calendar) if several else address("booking-calendars", code)
    waiting = address("booking-waiting", code, calendar, service) if wish.calendar.waiting_list else ""
    days = address("booking-days", code, calendar, service)
    return Choosing(request, pack, wish, days, back, waiting)


@who_may_call(ANYONE)
@require_safe
def days(request: HttpRequest, municipality_code: str, calendar: str, service: str) -> HttpResponse:
    """The day."""
    return days_page(open_choosing(request, municipality_code, calendar, service))


@who_may_call(ANYONE)
@require_safe
def times(
    request: HttpRequest, municipality_code: str, calendar: str, service: str, day: str
) -> HttpResponse:
    """The time."""
    return times_page(open_choosing(request, municipality_code, calendar, service), day_or_404(day))


@who_may_call(ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(
    request: HttpRequest, municipality_code: str, calendar: str, service: str, day: str, at: str
) -> HttpResponse:
    """Who comes; then it is booked."""
    choosing = open_choosing(request, municipality_code, calendar, service)
    return confirm_page(choosing, moment_or_404(day_or_404(day), at))


# --- the third page -----------------------------------------------------------------------------------------
def needed_of(wish: Wish) -> Collection[str]:
    """What the form must have: without a counter nobody could be called."""
    return ("name",) if wish.at_counters else ("name", "contact")


def confirm_page(choosing: Choosing, at: datetime, known: Person | None = None) -> HttpResponse:
    """Show what is booked and ask who comes; book it when the form comes back."""
    request = choosing.request
    response = _booked(choosing, at) if request.method == "POST" else _asked(choosing, at, known or Person())
    know_again(request, response, choosing.code)
    return response


def _asked(choosing: Choosing, at: datetime, person: Person) -> HttpResponse:
    try:
        start = start_at(choosing, at)
    except BookingError as refused:
        return days_page(choosing, problem=say_error(refused), status=409)
    if start is None:
        # Somebody was quicker, or the address is old: the day says what is free.
        taken = _already(choosing, at) or say_error(TakenError() if at > clock.now() else PastError())
        return times_page(choosing, at.date(), problem=taken, status=409)
    form = form_of(choosing, person, needed_of(choosing.wish))
    return _form_page(choosing, at, form, steps=start.steps, problem=_already(choosing, at))


def _already(choosing: Choosing, at: datetime) -> str:
    """To whoever came back after booking that time: it is their own, not somebody else's."""
    if not has_just_booked(choosing.request, at):
        return ""
    return say("この時間は、さきほどあなたが予約しました。予約はできています。")


def _booked(choosing: Choosing, at: datetime) -> HttpResponse:
    """The form came back: it is booked, or shown again."""
    wish, needed, posted = choosing.wish, needed_of(choosing.wish), choosing.request.POST
    at = _other_time(posted.get("at", ""), at)

    def do(person: Person, form: Form) -> HttpResponse:
        try:
            book(wish, at, person, form, caller_of(choosing.request))
        except GONE_MEANWHILE as gone:
            return _taken_page(choosing, at, form_of(choosing, person, needed, token=posted["form"]), gone)
        told = {"made": "new"} | ({"mail": "1"} if person.email else {"contact": "1"} if person.phone else {})
        if wish.event:
            told["event"] = wish.event
        there = f"{address('reservation', choosing.code, form.secret)}?{urlencode(told)}"
        response = HttpResponseRedirect(there)
        remember_booked(response, choosing.code, at)
        return response

    def show(form: FormView, problem: str, status: int) -> HttpResponse:
        return _form_page(choosing, at, form, problem=problem, status=status)

    return take_form(choosing, needed, do, show)


def _other_time(chosen: str, at: datetime) -> datetime:
    """The time chosen on the page, where the one of the address was taken."""
    try:
        found = datetime.fromisoformat(chosen).replace(tzinfo=clock.TOKYO) if chosen else at
    except ValueError:
        return at
    return found if day_in_reach(found.date().isoformat()) else at


def _form_page(
    choosing: Choosing,
    at: datetime,
    form: FormView,
    *,
    problem: str = "",
    status: int = 200,
    steps: Sequence[Step] = (),
) -> HttpResponse:
    if not steps:
        start = start_at(choosing, at)
        steps = start.steps if start is not None else ()
    return choosing.page(
        "confirm.html",
        2,
        status=status,
        problem=problem,
        errors=form.problems,
        form=form,
        taken=False,
        others=[],
        moment=say_moment_of(at),
        what=what_view(choosing.pack, choosing.wish, steps),
        waiting_url="",
        back_url=choosing.url_of_day(at.date()),
    )


def _taken_page(choosing: Choosing, at: datetime, form: FormView, gone: BookingError) -> HttpResponse:
    """Somebody was quicker: what was typed stays, another time is one press away."""
    others = choosing.views(gone.alternatives) or choosing.nearest(at)
    return choosing.page(
        "confirm.html",
        2,
        status=409,
        problem=say_error(gone),
        errors=[],
        form=form,
        taken=True,
        others=others,
        moment=say_moment_of(at),
        waiting_url=choosing.waiting_url_on(at.date()),
        back_url=choosing.url_of_day(at.date()),
    )
