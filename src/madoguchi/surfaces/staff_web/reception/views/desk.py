"""The page of a desk, and its parts that follow what others do."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.backends.utils import csrf_input
from django.urls import reverse
from django.views.decorators.http import require_safe

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.clock import TOKYO
from madoguchi.engines.reception.api import (
    TRANSFER_REASONS,
    DeskNotFoundError,
    DeskView,
    HallNotFoundError,
    desk_view,
    hall_version,
    homes_of,
)
from madoguchi.journeys.hall_box.api import troubles_here
from madoguchi.surfaces.staff_web.kiosk.presentation import silent_devices, troubled_printers
from madoguchi.surfaces.staff_web.reception.presentation import (
    QUESTIONS,
    STATUS_BADGES,
    aside_words,
    hours_words,
    language_label,
    late_words,
    minutes_since,
    then_words,
    undo_words,
)
from madoguchi.surfaces.staff_web.reception.views.choosing import PURPOSE, REMEMBERED, REMEMBERED_SECONDS
from madoguchi.surfaces.staff_web.site import context_of, desk_page, pack_or_404, packs, signed_in
from madoguchi.surfaces.staff_web.templating import ENGINE


@who_may_call("reception.call")
@require_safe
def show(request: HttpRequest, municipality_code: str, hall: str, desk: str) -> HttpResponse:
    """Who is here, who waits, and what can be done with one key."""
    return show_desk(request, municipality_code, hall, desk)


@who_may_call("reception.call")
@require_safe
def now(request: HttpRequest, municipality_code: str, hall: str, desk: str) -> HttpResponse:
    """The parts that change; nothing (204) where `?version=` is still what there is. With every minute they
    change as well: how long people wait, who comes too late to be called today, a machine that went off.

    A page that asks by itself is no sign of life: the session ends as if nobody looked.
    """
    request.session.modified = False
    context = context_of(request, PURPOSE)
    try:
        if request.GET.get("version", "") == _version(hall_version(context, hall), context.now):
            return HttpResponse(status=204)
        view = desk_view(context, hall, desk)
    except (HallNotFoundError, DeskNotFoundError):
        raise Http404 from None
    values = _values(request, municipality_code, view)
    values |= {"municipality": pack_or_404(municipality_code).municipality, "csrf": csrf_input(request)}
    return render(request, "staff_web/reception/now.html", values, using=ENGINE)


def show_desk(
    request: HttpRequest,
    municipality_code: str,
    hall: str,
    desk: str,
    status: int = 200,
    *,
    problem: str = "",
) -> HttpResponse:
    """The page, also after something could not be done; Http404 for a desk that there is not."""
    try:
        view = desk_view(context_of(request, PURPOSE), hall, desk)
    except (HallNotFoundError, DeskNotFoundError):
        raise Http404 from None
    response = desk_page(
        request,
        "reception/desk.html",
        status=status,
        problem=problem,
        home=next((one for one in homes_of(municipality_code) if one.hall == hall), None),
        **_values(request, municipality_code, view),
    )
    response.set_cookie(
        REMEMBERED,
        f"{hall}/{desk}",
        max_age=REMEMBERED_SECONDS,
        path=reverse("reception:choose", args=[municipality_code]),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _version(changes: int, now: datetime) -> str:
    return f"{changes}.{now.astimezone(TOKYO):%H%M}"


def _values(request: HttpRequest, municipality_code: str, view: DeskView) -> dict[str, Any]:
    actor = signed_in(request).as_actor()
    place = [municipality_code, view.hall.key, view.desk.key]
    line = view.current
    # A key at a colleague's desk ends with a person whom they are talking to: first it is taken over.
    mine = view.session is not None and view.session.opened_by == actor.id
    return {
        "view": view,
        "version": _version(view.version, view.at),
        "hall": view.hall,
        "line": line,
        "ticket": line.ticket if line else None,
        "mine": mine,
        "free": mine and line is None,
        "called_minutes": minutes_since(line.ticket.called_at, view.at) if line else 0,
        "language": {
            one.ticket.uuid: language_label(packs(), one.ticket.language)
            for one in (*view.queue, *view.aside, *([line] if line else []))
        },
        "then": then_words(view.hall, line) if line else "",
        "asides": [(one, aside_words(one)) for one in view.aside],
        "badges": STATUS_BADGES,
        "undo": undo_words(view.last) if view.last else "",
        "closed": hours_words(view),
        "late": late_words(view),
        "questions": QUESTIONS,
        "asked": request.GET.get("ask", ""),
        "transfer_reasons": TRANSFER_REASONS.items(),
        "others": [one for one in view.hall.counters.values() if one.key != view.counter.key],
        "purposes": view.hall.purposes_at(view.counter.key),
        "own": actor.id,
        "may_visit": actor.may("counter_visit.open"),
        "do": reverse("reception:desk-do", args=place),
        "now": reverse("reception:desk-now", args=place),
        "silent": silent_devices(municipality_code, view.hall, view.at),
        "may_manage": actor.may("reception.manage"),
        "troubled": troubled_printers(municipality_code, view.hall.key),
        "machine": troubles_here(municipality_code, view.hall.key),
        "live": f"{settings.MADOGUCHI_LIVE_URL}/live/{municipality_code}/{view.hall.key}/hall",
    }
