"""One screen for the telephone: what for, when, what is said, booked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.core.packs import BookingCalendar, CalendarKind, Desk, MunicipalityPack
from madoguchi.engines.booking.api import BookingError, Need, Start, TooManyError, WaitsAlreadyError
from madoguchi.engines.navigator.api import Finder, Kind
from madoguchi.journeys.appointments.office.api import (
    BookedNotFoundError,
    Booker,
    BookForCaller,
    CallerBooking,
    CallerWaiting,
    ChangeForCaller,
    CounterVisit,
    DeskAwayError,
    Found,
    Offered,
    ToAnotherTime,
    WaitForCaller,
    WantedVisits,
    age_of,
    bookable_calendars,
    booked,
    bookings_of,
    bursts,
    number_unanswered,
    open_contacts,
    procedures_of,
    read_person,
    visits_for,
    what_is_booked,
)
from madoguchi.lib.sealing import KeyUnusable
from madoguchi.surfaces.staff_web.bookings.call import Call, calendar_for, new_call, read_call
from madoguchi.surfaces.staff_web.bookings.free_times import free_times, told
from madoguchi.surfaces.staff_web.bookings.views.common import working
from madoguchi.surfaces.staff_web.bookings.waiting_words import waiting_sentence
from madoguchi.surfaces.staff_web.site import desk_page, pack_or_404

_SHORTCUTS = 8
_MOST_HITS = 8
_MOST_SEARCHED = 40


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
    if pressed == "book" and (call.start is not None or call.wait_from is not None):
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
    if calendar is None:
        return _show(request, pack, calendars, call)
    booker = Booker()
    try:
        if call.moved is not None and call.start is not None:
            wish = ToAnotherTime(call.moved, call.version, call.start)
            return _done(request, pack, run(ChangeForCaller(), working(request), wish).uuid, "changed")
        booker, errors = _booker(call)
        if errors:
            return _show(request, pack, calendars, call, errors=errors, status=422)
        wanted = visits_for(pack, calendar, call.procedures, call.people, call.service)
        return _asked(request, pack, calendar, call, wanted, booker)
    except TooManyError as error:
        others = bookings_of(working(request), booker)
        return _show(request, pack, calendars, call, refused=error, others=others, status=409)
    except BookingError as error:
        return _show(request, pack, calendars, call, refused=error, status=409)
    except DeskAwayError as error:
        return _show(request, pack, calendars, call, problem=str(error), unsure=True, status=503)
    except KeyUnusable as error:
        return _show(request, pack, calendars, call, problem=f"予約の鍵を使えません。{error}", status=503)


def _booker(call: Call) -> tuple[Booker, dict[str, str]]:
    """Who calls and what for, and by field what is wrong."""
    person, found = read_person(call.typed, ("name", "contact"))
    errors = dict(found)
    first, last = call.wait_from, call.wait_until
    if call.start is None and first is not None and last is not None:
        if first < clock.today():
            errors["wait"] = "もう過ぎた日です。きょうか、これからの日を選んでください。"
        elif last < first:
            errors["wait"] = "終わりの日が、始まりの日より前です。同じ日か、後の日にしてください。"
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
    return booker, errors


def _asked(
    request: HttpRequest,
    pack: MunicipalityPack,
    calendar: BookingCalendar,
    call: Call,
    wanted: WantedVisits,
    booker: Booker,
) -> HttpResponse:
    """Book, or put on the waiting list."""
    context, key, needs = working(request), call.key, wanted.needs
    if call.start is not None:
        given = CallerBooking(key, calendar.key, needs, call.start, booker, call.reason)
        row = run(BookForCaller(), context, given)
        # The answer of an earlier press was lost, and another time was chosen since.
        done = "booked" if row.begins == call.start else "booked_before"
        return _done(request, pack, row.uuid, done)
    first, last = call.wait_from or clock.today(), call.wait_until or clock.today()
    run(WaitForCaller(), context, CallerWaiting(key, calendar.key, needs, first, last, booker, call.reason))
    return _to(request, f"{reverse('bookings:waiting', args=[pack.municipality.code])}?joined={key}")


def _done(request: HttpRequest, pack: MunicipalityPack, uuid: UUID, what: str) -> HttpResponse:
    return _to(request, f"{reverse('bookings:booking', args=[pack.municipality.code, uuid])}?done={what}")


def _to(request: HttpRequest, address: str) -> HttpResponse:
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
    others: Sequence[Found] = (),
    problem: str = "",
    unsure: bool = False,
    status: int = 200,
) -> HttpResponse:
    code = pack.municipality.code
    calendar = calendar_for(call, calendars)
    moved, own = None, None
    wanted = WantedVisits(())
    if calendar is not None:
        wanted = visits_for(pack, calendar, call.procedures, call.people, call.service)
    if call.moved is not None:
        moved, wanted = _moved(request, call, calendar, wanted)
        own = moved[0].begins
    free = None if calendar is None else free_times(code, calendar, wanted, call, own)
    chosen = None if call.start == own else _chosen(call, free.starts if free else ())
    offered = procedures_of(pack, call.event)
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
        offered=_by_desk(pack, [one for one in offered if one.key not in call.procedures]),
        hits=_hits(pack, call.search, {one.key for one in offered}),
        chosen_procedures=[pack.procedures[key] for key in call.procedures],
        wanted=wanted,
        free=free,
        start=chosen,
        told=None if chosen is None or calendar is None else told(calendar, chosen),
        gone=call.start not in (None, own) and chosen is None and refused is None and not problem,
        errors=errors or {},
        refused=refused,
        too_many=isinstance(refused, TooManyError) and not isinstance(refused, WaitsAlreadyError),
        others=[(one.booked, what_is_booked(pack, one.booked, one.contact.booker)[0]) for one in others],
        own=own,
        waiting=_waiting(call, calendar),
        may_wait=calendar is not None and calendar.waiting_list and call.moved is None,
        today=clock.today(),
        problem=problem,
        unsure=unsure,
        unanswered=0 if unsure else number_unanswered(working(request)),
        bursts=len(bursts(working(request))),
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


def _waiting(call: Call, calendar: BookingCalendar | None) -> str:
    """What is said to who waits; empty where nobody does."""
    first, last = call.wait_from, call.wait_until
    if calendar is None or call.moved is not None or first is None or last is None:
        return ""
    return waiting_sentence(calendar, first, last, by_mail=bool(call.typed.get("email")))


def _chosen(call: Call, starts: Any) -> Start | None:
    return next((one for one in starts if one.at == call.start), None)


def _by_desk(pack: MunicipalityPack, offered: Sequence[Offered]) -> list[tuple[Desk, list[Offered]]]:
    """What may be added, with the desk that does it: whoever asks "children?", "care?" goes desk by desk."""
    places: dict[tuple[str, str, str], tuple[Desk, list[Offered]]] = {}
    for one in offered:
        desk = pack.desks[pack.procedures[one.key].desk]
        places.setdefault(desk.place, (desk, []))[1].append(one)
    return sorted(places.values(), key=lambda pair: pair[0].order)


def _hits(pack: MunicipalityPack, text: str, likely: Collection[str]) -> list[tuple[str, str, str]]:
    """What fits a search: which button, its key, its label. `likely`: what the life event may need comes
    first: "care" of somebody who moved here is not the care of somebody who died.
    """
    if not text:
        return []
    found = [
        one
        for one in Finder.of(pack).find(text, most=_MOST_SEARCHED)
        if one.kind is Kind.EVENT
        or (one.kind is Kind.PROCEDURE and pack.procedures[one.key].desk in pack.desks)
    ]
    fits_well = max((one.score for one in found), default=0.0) / 2
    first = sorted(
        found,
        key=lambda one: one.kind is Kind.EVENT or one.key not in likely or one.score < fits_well,
    )
    return [("event" if one.kind is Kind.EVENT else "add", one.key, one.label) for one in first[:_MOST_HITS]]
