"""A reservation by its link: shown, moved, cancelled. Nothing else is needed, and nothing else helps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from madoguchi.core import clock
from madoguchi.core.accounts.access import ANYONE, who_may_call
from madoguchi.core.languages import say, say_error, spoken, without_readings
from madoguchi.core.packs import CalendarKind, MunicipalityPack
from madoguchi.engines.booking.api import (
    BookingError,
    CalendarUnknownError,
    ChangedMeanwhileError,
    NotFoundError,
    PastError,
    ReservationView,
    Status,
    TakenError,
)
from madoguchi.journeys.appointments.api import (
    CalendarEntry,
    Wish,
    calendar_entry,
    cancel,
    change,
    found,
    waited,
    wish_again,
)
from madoguchi.surfaces.resident_web.addresses import address
from madoguchi.surfaces.resident_web.caller import forget_booked
from madoguchi.surfaces.resident_web.choosing import (
    Choosing,
    day_or_404,
    days_page,
    moment_or_404,
    over_page,
    start_at,
    times_page,
)
from madoguchi.surfaces.resident_web.presentation.booking import (
    FormView,
    booking_steps,
    slip_view,
    what_view,
)
from madoguchi.surfaces.resident_web.presentation.booking_days import say_moment_of
from madoguchi.surfaces.resident_web.presentation.procedures import things_to_bring
from madoguchi.surfaces.resident_web.site import pack_or_404, page
from madoguchi.surfaces.resident_web.views.booking import GONE_MEANWHILE
from madoguchi.surfaces.shared_web.sent import number_sent

View = Callable[..., HttpResponse]
_DONE = 3
"""The last step of booking."""
_OFFERED = (Status.HELD, Status.LAPSED)


def _by_link(*methods: str) -> Callable[[View], View]:
    """A view of the reservation in the address: `view(request, pack, secret, booked, …)`.

    A link that opens nothing, and a reservation that is over, are explained.
    """

    def decorate(view: View) -> View:
        @who_may_call(ANYONE)
        @require_http_methods(list(methods))
        @wraps(view)
        def guarded(
            request: HttpRequest, municipality_code: str, secret: str, **arguments: str
        ) -> HttpResponse:
            pack = pack_or_404(municipality_code)
            try:
                booked = found(municipality_code, secret)
                if booked.status in _OFFERED and _is_waited_for(municipality_code, secret):
                    # The mail about a place that became free leads here, and so does what was booked then.
                    return HttpResponseRedirect(address("waited", municipality_code, secret))
                if booked.status is not Status.BOOKED or booked.ends < clock.now():
                    return _over(request, pack, booked)
                return view(request, pack, secret, booked, **arguments)
            except NotFoundError:
                return _unknown(request, pack)
            except CalendarUnknownError as gone:
                return over_page(request, pack, say("予約の受付が終わりました"), [say_error(gone)], 410)

        return guarded

    return decorate


@_by_link("GET", "HEAD")
def reservation(
    request: HttpRequest, pack: MunicipalityPack, secret: str, booked: ReservationView
) -> HttpResponse:
    """What is booked; right after booking, what to keep of it."""
    return _shown(request, pack, secret, booked)


def _shown(
    request: HttpRequest,
    pack: MunicipalityPack,
    secret: str,
    booked: ReservationView,
    *,
    problem: str = "",
) -> HttpResponse:
    code, wish = pack.municipality.code, wish_again(pack, booked)
    made = request.GET.get("made", "")
    here = address("reservation", code, secret)
    return page(
        request,
        "booking/reservation.html",
        pack.municipality,
        status=409 if problem else 200,
        problem=problem,
        made=made if made in ("new", "changed") else "",
        line=booking_steps(_DONE, changing=made == "changed") if made in ("new", "changed") else (),
        reached="mail" in request.GET,
        has_contact="contact" in request.GET,
        one=slip_view(booked),
        entrance=bool(wish.calendar.hall),
        comes=wish.at_counters,
        what=what_view(pack, wish, booked.steps),
        bring=_bring(pack, wish),
        calendar_url=f"{here}yoyaku.ics",
        picture_url=f"{here}yoyaku.png",
        change_url=f"{here}change/",
        cancel_url=f"{here}cancel/",
        page_url=request.build_absolute_uri(here),
        plan_url=_plan_url(request, pack),
    )


def _plan_url(request: HttpRequest, pack: MunicipalityPack) -> str:
    """The list of whoever has just booked from it, with exactly what to bring."""
    event = request.GET.get("event", "")
    return address("plan", pack.municipality.code, event) if event in pack.events else ""


def _bring(pack: MunicipalityPack, wish: Wish) -> object:
    known = [pack.procedures[key] for key in wish.told if key in pack.procedures]
    return things_to_bring(pack, known) if known else ()


@_by_link("GET", "HEAD")
def calendar_file(
    request: HttpRequest, pack: MunicipalityPack, secret: str, booked: ReservationView
) -> HttpResponse:
    """For the resident's calendar: no name and no procedure."""
    wish = wish_again(pack, booked)
    entry = CalendarEntry(
        uuid=booked.uuid,
        version=booked.version,
        begins=booked.begins,
        ends=booked.ends,
        title=_title(wish),
        where=wish.calendar.place,
        code=booked.code,
        note=_covers(booked),
        address=request.build_absolute_uri(address("reservation", pack.municipality.code, secret)),
    )
    content = calendar_entry(entry, now=clock.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="yoyaku.ics"'
    return response


def _title(wish: Wish) -> str:
    """Not even the municipality: calendars are shared, and somebody may not want to be found. What anybody
    can book by its name (a vaccination day, a talk by video) has that.
    """
    if wish.calendar.kind is CalendarKind.SESSIONS or not wish.at_counters:
        return without_readings(spoken().say(wish.calendar.label))
    return without_readings(say("窓口の予約"))


def _covers(booked: ReservationView) -> str:
    number = len(booked.procedures) + booked.sealed_count
    return (
        without_readings(say("手続き{count}件が、全部この予約に入っています。", count=number))
        if number
        else ""
    )


@_by_link("GET", "HEAD")
def picture(
    request: HttpRequest, pack: MunicipalityPack, secret: str, booked: ReservationView
) -> HttpResponse:
    """The square for the machine at the entrance."""
    del request, pack, secret
    response = HttpResponse(slip_view(booked).png(), content_type="image/png")
    response["Content-Disposition"] = f'attachment; filename="yoyaku-{booked.code}.png"'
    return response


@_by_link("GET", "HEAD", "POST")
def cancel_page(
    request: HttpRequest, pack: MunicipalityPack, secret: str, booked: ReservationView
) -> HttpResponse:
    """Ask, then give the place back."""
    code = pack.municipality.code
    if request.method == "POST":
        try:
            response = _over(request, pack, cancel(code, secret, _version(request)))
        except BookingError as refused:
            return _shown(request, pack, secret, booked, problem=say_error(refused))
        forget_booked(response, code)
        return response
    return page(
        request,
        "booking/cancel.html",
        pack.municipality,
        one=slip_view(booked),
        seen=booked.version,
        back_url=address("reservation", code, secret),
    )


# --- another time -------------------------------------------------------------------------------------------
def _moving(request: HttpRequest, pack: MunicipalityPack, secret: str, booked: ReservationView) -> Choosing:
    here = address("reservation", pack.municipality.code, secret)
    return Choosing(request, pack, wish_again(pack, booked), f"{here}change/", here, changing=booked)


@_by_link("GET", "HEAD")
def change_days(
    request: HttpRequest, pack: MunicipalityPack, secret: str, booked: ReservationView
) -> HttpResponse:
    """The day."""
    return days_page(_moving(request, pack, secret, booked))


@_by_link("GET", "HEAD")
def change_times(
    request: HttpRequest, pack: MunicipalityPack, secret: str, booked: ReservationView, day: str
) -> HttpResponse:
    """The time."""
    return times_page(_moving(request, pack, secret, booked), day_or_404(day))


@_by_link("GET", "HEAD", "POST")
def change_confirm(
    request: HttpRequest, pack: MunicipalityPack, secret: str, booked: ReservationView, day: str, at: str
) -> HttpResponse:
    """Confirm; the old time is kept until the new one is certain."""
    code, moment = pack.municipality.code, moment_or_404(day_or_404(day), at)
    choosing = _moving(request, pack, secret, booked)
    if moment == booked.begins:
        return _as_it_is(choosing, moment, secret)
    if request.method != "POST":
        return _confirm(choosing, moment)
    try:
        change(code, secret, moment, _version(request))
    except ChangedMeanwhileError as refused:
        return _shown(request, pack, secret, found(code, secret), problem=say_error(refused))
    except GONE_MEANWHILE as gone:
        return times_page(choosing, moment.date(), problem=say_error(gone), status=409)
    except BookingError as refused:
        return _shown(request, pack, secret, booked, problem=say_error(refused))
    response = HttpResponseRedirect(f"{address('reservation', code, secret)}?made=changed")
    forget_booked(response, code)
    return response


def _as_it_is(choosing: Choosing, moment: datetime, secret: str) -> HttpResponse:
    """It is booked for that time already: by the same press before, or because nothing else was chosen."""
    booked = choosing.changing
    if booked and choosing.request.method == "POST" and _version(choosing.request) == booked.version - 1:
        return HttpResponseRedirect(f"{address('reservation', choosing.code, secret)}?made=changed")
    same = say("いまの予約と同じ時間です。ほかの時間を選んでください。")
    return times_page(choosing, moment.date(), problem=same, status=409)


def _confirm(choosing: Choosing, moment: datetime) -> HttpResponse:
    try:
        start = start_at(choosing, moment)
    except BookingError as refused:
        return days_page(choosing, problem=say_error(refused), status=409)
    if start is None:
        taken = say_error(TakenError() if moment > clock.now() else PastError())
        return times_page(choosing, moment.date(), problem=taken, status=409)
    version = choosing.changing.version if choosing.changing else 0
    return choosing.page(
        "confirm.html",
        2,
        errors=[],
        form=FormView("", seen=str(version)),
        taken=False,
        others=[],
        moment=say_moment_of(moment),
        what=what_view(choosing.pack, choosing.wish, start.steps),
        waiting_url="",
        back_url=choosing.url_of_day(moment.date()),
    )


def _version(request: HttpRequest) -> int:
    """What the page had shown; nothing that anybody could have seen for what is no number."""
    seen = number_sent(request.POST.get("seen", ""))
    return -1 if seen is None else seen


def _is_waited_for(code: str, secret: str) -> bool:
    try:
        waited(code, secret)
    except NotFoundError:
        return False
    return True


# --- over ---------------------------------------------------------------------------------------------------
def _over(request: HttpRequest, pack: MunicipalityPack, booked: ReservationView) -> HttpResponse:
    when = say("{moment}の予約でした。", moment=say_moment_of(booked.begins))
    match booked.status:
        case Status.CANCELLED if request.method == "POST":
            heading = say("予約を取り消しました")
        case Status.CANCELLED:
            heading = say("この予約は取り消されています")
        case Status.ARRIVED:
            heading = say("この予約は受付が済んでいます")
        case Status.HELD | Status.LAPSED:
            heading = say("この予約は、まだ決まっていません")
        case _:
            heading = say("この予約の時間は過ぎました")
    return over_page(request, pack, heading, [when], 200 if request.method == "POST" else 410)


def _unknown(request: HttpRequest, pack: MunicipalityPack) -> HttpResponse:
    lines = [
        say("アドレスが途中で切れているか、予約の日が過ぎて消されています。"),
        say("予約番号があれば、そのまま窓口にお越しください。"),
    ]
    return over_page(request, pack, say("予約が見つかりません"), lines, 404)
