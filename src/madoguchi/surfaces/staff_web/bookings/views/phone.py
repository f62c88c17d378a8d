"""One screen for the telephone: what for, when, what is said, booked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from madoguchi.core import tenancy
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.core.packs import BookingCalendar, CalendarKind, MunicipalityPack
from madoguchi.engines.booking.api import BookingError, Need, Start
from madoguchi.engines.navigator.api import Finder, Kind
from madoguchi.journeys.appointments.office.api import (
    BookedNotFoundError,
    Booker,
    BookForCaller,
    CallerBooking,
    ChangeForCaller,
    CounterVisit,
    DeskAwayError,
    ToAnotherTime,
    WantedVisits,
    age_of,
    bookable_calendars,
    booked,
    open_contacts,
    procedures_of,
    read_person,
    visits_for,
)
from madoguchi.lib.sealing import KeyUnusable
from madoguchi.surfaces.staff_web.bookings.call import Call, calendar_for, new_call, read_call
from madoguchi.surfaces.staff_web.bookings.free_times import free_times, told
from madoguchi.surfaces.staff_web.bookings.views.common import working
from madoguchi.surfaces.staff_web.site import desk_page, pack_or_404

_SHORTCUTS = 8
_MOST_HITS = 8


@who_may_call("booking.work")
@require_http_methods(["GET", "HEAD", "POST"])
def phone_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The screen after each button; nothing typed is lost by any of them."""
    pack = pack_or_404(municipality_code)
    calendars = bookable_calendars(municipality_code)
    if request.method != "POST":
        call = _to_move(request, municipality_code)
        return _show(request, pack, calendars, call)
    call = read_call(request.POST, pack)
    pressed = request.POST.get("do", "")
    if pressed == "book" and call.start is not None:
        return _book(request, pack, calendars, call)
    event = pressed.partition(":")[2] if pressed.startswith("event:") else ""
    sure = tuple(one.key for one in procedures_of(pack, event) if one.sure)
    return _show(request, pack, calendars, call.after(pressed, pack, sure))


def _to_move(request: HttpRequest, code: str) -> Call:
    """A new call, or one about another time for a booking that is there."""
    asked = request.GET.get("move", "")
    if not asked:
        return new_call()
    try:
        row = booked(code, UUID(asked))
    except (ValueError, BookedNotFoundError):
        raise Http404 from None
    return replace(
        new_call(),
        calendar=row.calendar,
        moved=row.uuid,
        version=row.version,
    )


def _book(
    request: HttpRequest, pack: MunicipalityPack, calendars: list[BookingCalendar], call: Call
) -> HttpResponse:
    calendar = calendar_for(call, calendars)
    if calendar is None or call.start is None:
        return _show(request, pack, calendars, call)
    context = working(request)
    try:
        if call.moved is not None:
            row = run(ChangeForCaller(), context, ToAnotherTime(call.moved, call.version, call.start))
            return _done(request, pack, row.uuid, "changed")
        person, errors = read_person(call.typed, ("name", "contact"))
        if errors:
            return _show(request, pack, calendars, call, errors=errors, status=422)
        wanted = visits_for(pack, calendar, call.procedures, call.people, call.service)
        booker = Booker(
            name=person.name,
            kana=call.typed["kana"].strip(),
            email=person.email,
            phone=person.phone,
            event=call.event,
            procedures=call.procedures,
            people=call.people,
            note=call.typed["note"].strip(),
        )
        given = CallerBooking(call.key, calendar.key, wanted.needs, call.start, booker)
        row = run(BookForCaller(), context, given)
    except BookingError as error:
        return _show(request, pack, calendars, call, refused=error, status=409)
    except DeskAwayError as error:
        return _show(request, pack, calendars, call, problem=str(error), status=503)
    except KeyUnusable as error:
        return _show(request, pack, calendars, call, problem=f"予約の鍵を使えません。{error}", status=503)
    return _done(request, pack, row.uuid, "booked")


def _done(request: HttpRequest, pack: MunicipalityPack, uuid: UUID, what: str) -> HttpResponse:
    address = f"{reverse('bookings:booking', args=[pack.municipality.code, uuid])}?done={what}"
    if request.headers.get("HX-Request"):
        # htmx would put the other page into this one.
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _show(
    request: HttpRequest,
    pack: MunicipalityPack,
    calendars: list[BookingCalendar],
    call: Call,
    *,
    errors: dict[str, str] | Any = None,
    refused: BookingError | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    code = pack.municipality.code
    calendar = calendar_for(call, calendars)
    moved = None
    wanted = WantedVisits(())
    if calendar is not None:
        wanted = visits_for(pack, calendar, call.procedures, call.people, call.service)
    if call.moved is not None:
        moved, wanted = _moved(request, call, calendar, wanted)
    free = None if calendar is None else free_times(code, calendar, wanted, call)
    chosen = _chosen(call, free.starts if free else ())
    return desk_page(
        request,
        "bookings/phone.html",
        status=200 if request.headers.get("HX-Request") else status,
        call=call,
        calendars=calendars,
        calendar=calendar,
        by_sessions=calendar is not None and calendar.kind is CalendarKind.SESSIONS,
        events=list(pack.events.values()),
        shortcuts=_SHORTCUTS,
        offered=[one for one in procedures_of(pack, call.event) if one.key not in call.procedures],
        hits=_hits(pack, call.search),
        chosen_procedures=[pack.procedures[key] for key in call.procedures],
        wanted=wanted,
        free=free,
        start=chosen,
        told=None if chosen is None or calendar is None else told(calendar, chosen),
        gone=call.start is not None and chosen is None and refused is None and not problem,
        errors=errors or {},
        refused=refused,
        problem=problem,
        moved=moved,
        age=age_of(code),
    )


def _moved(
    request: HttpRequest, call: Call, calendar: BookingCalendar | None, wanted: WantedVisits
) -> tuple[Any, WantedVisits]:
    """The booking that gets another time, with who comes; its minutes stay as they were agreed."""
    context = working(request)
    try:
        row = booked(context.municipality_code, call.moved or UUID(int=0))
    except BookedNotFoundError:
        raise Http404 from None
    with tenancy.municipality(context.municipality_code):
        contact = open_contacts(context, [row], "contact")[row.pk]
    lines = {} if calendar is None else calendar.lines
    visits = tuple(
        CounterVisit(need.line, lines[need.line].label if need.line in lines else need.line, need.minutes)
        for need in map(Need.from_payload, row.needs)
    )
    return (row, contact), WantedVisits(visits, wanted.walk_in)


def _chosen(call: Call, starts: Any) -> Start | None:
    return next((one for one in starts if one.at == call.start), None)


def _hits(pack: MunicipalityPack, text: str) -> list[tuple[str, str, str]]:
    """What fits a search: which button, its label, its kind."""
    if not text:
        return []
    found = Finder.of(pack).find(text, most=_MOST_HITS)
    return [
        ("event" if one.kind is Kind.EVENT else "add", one.key, one.label)
        for one in found
        if one.kind is Kind.EVENT
        or (one.kind is Kind.PROCEDURE and pack.procedures[one.key].desk in pack.desks)
    ]
