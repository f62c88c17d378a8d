"""Waiting for a place: joined where all are taken, offered by mail from the office, taken by the link."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from madoguchi.core import clock
from madoguchi.core.accounts.access import ANYONE, who_may_call
from madoguchi.core.languages import say, say_error
from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.booking.api import BookingError, NotFoundError, WaitingStatus, WaitingView
from madoguchi.journeys.appointments.api import (
    NO_CONTACT,
    AppointmentError,
    FormTooOldError,
    Person,
    TooQuickError,
    leave,
    new_form,
    read_form,
    read_person,
    take_offer,
    wait,
    waited,
    wish_again,
)
from madoguchi.lib.sealing import KeyUnusable
from madoguchi.surfaces.resident_web.addresses import address
from madoguchi.surfaces.resident_web.caller import caller_of, know_again
from madoguchi.surfaces.resident_web.choosing import Choosing, over_page
from madoguchi.surfaces.resident_web.presentation.booking import FormView, booker_fields, what_view
from madoguchi.surfaces.resident_web.presentation.booking_days import say_moment_of
from madoguchi.surfaces.resident_web.site import pack_or_404, page
from madoguchi.surfaces.resident_web.templating import said
from madoguchi.surfaces.resident_web.views.booking import (
    NOT_NOW,
    NOTHING_WRONG,
    TRAP,
    for_plan,
    known_person,
    open_choosing,
)
from madoguchi.surfaces.resident_web.way import Way, on_the_way

logger = logging.getLogger(__name__)

_NEEDED = ("name", "contact")
"""Whom nobody can reach, nobody can offer anything."""


@who_may_call(ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, municipality_code: str, calendar: str, service: str) -> HttpResponse:
    """Who waits; then they are on the list."""
    return _join(open_choosing(request, municipality_code, calendar, service), Person())


@on_the_way("GET", "HEAD", "POST")
def join_for_plan(way: Way) -> HttpResponse:
    """The same for everything that a plan needs."""
    choosing, application = for_plan(way)
    if choosing is None or not choosing.waiting_url:
        return HttpResponseRedirect(way.url("plan"))
    return _join(choosing, known_person(application))


def _join(choosing: Choosing, known: Person) -> HttpResponse:
    request = choosing.request
    response = _joined(choosing) if request.method == "POST" else _form_page(choosing, known)
    know_again(request, response, choosing.code)
    return response


def _joined(choosing: Choosing) -> HttpResponse:
    posted = choosing.request.POST
    person, errors = read_person({name: posted.get(name, "") for name in ("name", "email", "phone")}, _NEEDED)
    token = posted.get("form", "")
    form = read_form(token, choosing.code)
    try:
        if form is None:
            raise FormTooOldError
        if posted.get(TRAP):
            raise TooQuickError
        if errors:
            return _form_page(choosing, person, token=token, errors=errors, status=422)
        wait(choosing.wish, _days(choosing), person, form, caller_of(choosing.request))
    except FormTooOldError as old:
        return _form_page(choosing, person, problem=say_error(old), status=409)
    except (BookingError, AppointmentError) as refused:
        return _form_page(choosing, person, token=token, problem=say_error(refused), status=409)
    except KeyUnusable:
        logger.exception("the municipality has no key to seal to")
        return _form_page(choosing, person, token=token, problem=said(NOT_NOW), status=503)
    return HttpResponseRedirect(address("waited", choosing.code, form.secret))


def _days(choosing: Choosing) -> tuple[date, date]:
    """The day that was full, or any that can be booked."""
    today, calendar = clock.today(), choosing.wish.calendar
    last = today + timedelta(days=calendar.limits.days_ahead)
    if calendar.last_day is not None:
        last = min(last, calendar.last_day)
    try:
        day = date.fromisoformat(choosing.request.GET.get("day", ""))
    except ValueError:
        return today, last
    return (day, day) if today <= day <= last else (today, last)


def _form_page(
    choosing: Choosing,
    person: Person,
    *,
    token: str = "",
    errors: Mapping[str, str] = NOTHING_WRONG,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    told = {name: said(text) for name, text in errors.items()}
    fields = booker_fields(person, told, needed=_NEEDED)
    form = FormView(token or new_form(choosing.code, clock.now()), fields, hint=said(NO_CONTACT))
    return choosing.page(
        "waiting.html",
        0,
        status=status,
        problem=problem,
        errors=form.problems,
        form=form,
        back_url=choosing.days_url,
    )


@who_may_call(ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def waited_page(request: HttpRequest, municipality_code: str, secret: str) -> HttpResponse:
    """The place on the list by its link: the offer is taken here, or waiting ends."""
    pack = pack_or_404(municipality_code)
    try:
        waiting = waited(municipality_code, secret)
    except NotFoundError:
        lines = [say("アドレスが途中で切れているか、日が過ぎて消されています。")]
        return over_page(request, pack, say("空き待ちの登録が見つかりません"), lines, 404)
    problem = ""
    if request.method == "POST":
        try:
            if request.POST.get("do") == "take":
                take_offer(municipality_code, secret)
                return HttpResponseRedirect(f"{address('reservation', municipality_code, secret)}?made=new")
            waiting = leave(municipality_code, secret)
        except BookingError as refused:
            problem, waiting = say_error(refused), waited(municipality_code, secret)
    return _standing(request, pack, secret, waiting, problem)


def _standing(
    request: HttpRequest, pack: MunicipalityPack, secret: str, waiting: WaitingView, problem: str
) -> HttpResponse:
    if waiting.status is WaitingStatus.TAKEN:
        return HttpResponseRedirect(address("reservation", pack.municipality.code, secret))
    if waiting.status is WaitingStatus.LEFT:
        return over_page(request, pack, say("待つのをやめました"), [], 200)
    if waiting.status is WaitingStatus.LAPSED:
        return over_page(request, pack, say("空き待ちは終わりました"), [problem] if problem else [], 410)
    offer = waiting.offer if waiting.status is WaitingStatus.OFFERED else None
    return page(
        request,
        "booking/waited.html",
        pack.municipality,
        status=409 if problem else 200,
        problem=problem,
        heading=say("時間が空きました") if offer else say("空きを待っています"),
        lead=say("あなたの前に{count}人が待っています。空いたらお知らせします。", count=waiting.before)
        if waiting.before
        else say("あなたがいちばん前です。空いたらお知らせします。"),
        offer=None
        if offer is None
        else {
            "moment": say_moment_of(offer.begins),
            "until": say_moment_of(offer.held_until) if offer.held_until else "",
        },
        what=what_view(pack, wish_again(pack, waiting), offer.steps if offer else ()),
        page_url=request.build_absolute_uri(address("waited", pack.municipality.code, secret)),
    )
