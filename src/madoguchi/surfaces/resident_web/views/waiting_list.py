"""Waiting for a place: joined where all are taken, offered by mail from the office, taken by the link."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from madoguchi.core import clock
from madoguchi.core.accounts.access import ANYONE, who_may_call
from madoguchi.core.languages import say, say_error
from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.booking.api import BookingError, NotFoundError, WaitingStatus, WaitingView
from madoguchi.journeys.appointments.api import (
    Form,
    Person,
    leave,
    take_offer,
    wait,
    waited,
    wish_again,
)
from madoguchi.surfaces.resident_web.addresses import address
from madoguchi.surfaces.resident_web.booker_form import form_of, take_form
from madoguchi.surfaces.resident_web.caller import caller_of, know_again
from madoguchi.surfaces.resident_web.choosing import Choosing, over_page
from madoguchi.surfaces.resident_web.presentation.booking import FormView, what_view
from madoguchi.surfaces.resident_web.presentation.booking_days import say_moment_of
from madoguchi.surfaces.resident_web.site import pack_or_404, page
from madoguchi.surfaces.resident_web.views.booking import for_plan, known_person, open_choosing
from madoguchi.surfaces.resident_web.way import Way, on_the_way
from madoguchi.surfaces.shared_web.sent import day_sent

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
    if request.method == "POST":
        response = _joined(choosing)
    else:
        response = _form_page(choosing, form_of(choosing, known, _NEEDED))
    know_again(request, response, choosing.code)
    return response


def _joined(choosing: Choosing) -> HttpResponse:
    def do(person: Person, form: Form) -> HttpResponse:
        wait(choosing.wish, _days(choosing), person, form, caller_of(choosing.request))
        return HttpResponseRedirect(address("waited", choosing.code, form.secret))

    def show(form: FormView, problem: str, status: int) -> HttpResponse:
        return _form_page(choosing, form, problem, status)

    return take_form(choosing, _NEEDED, do, show)


def _days(choosing: Choosing) -> tuple[date, date]:
    """The day that was full, or any that can be booked."""
    today, last = clock.today(), choosing.last_day
    day = day_sent(choosing.request.GET.get("day", ""))
    return (day, day) if day is not None and today <= day <= last else (today, last)


def _form_page(choosing: Choosing, form: FormView, problem: str = "", status: int = 200) -> HttpResponse:
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
                return HttpResponseRedirect(
                    f"{address('reservation', municipality_code, secret)}?made=new&contact=1"
                )
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
