"""Many bookings from one network: whether they are people, released in one go, and brought back."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from madoguchi.core.accounts.access import who_may_call
from madoguchi.core.actions import run
from madoguchi.engines.booking.api import bookings_of
from madoguchi.journeys.appointments.office.api import (
    Burst,
    BurstGoneError,
    DecideBurst,
    Release,
    TakeBackDecision,
    bursts,
    chosen,
    decisions,
    looked_at,
)
from madoguchi.surfaces.staff_web.bookings.views.common import uuid_of, working
from madoguchi.surfaces.staff_web.site import desk_page


@who_may_call("booking.work")
@require_http_methods(["GET", "HEAD", "POST"])
def bursts_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """What is to be looked at, and what was decided; taking a decision back."""
    problem = ""
    if request.method == "POST":
        which = uuid_of(request.POST.get("uuid", ""))
        try:
            run(TakeBackDecision(), working(request), which)
        except BurstGoneError as error:
            problem = str(error)
        else:
            return HttpResponseRedirect(reverse("bookings:bursts", args=[municipality_code]))
    context = working(request)
    decided = decisions(context)
    newest = uuid_of(request.GET.get("decided", ""))
    return desk_page(
        request,
        "bookings/bursts.html",
        status=409 if problem else 200,
        problem=problem,
        found=bursts(context),
        decided=decided,
        newest=next((one for one in decided if one.uuid == newest), None),
        labels=_labels(municipality_code),
    )


@who_may_call("booking.work")
@require_http_methods(["GET", "HEAD", "POST"])
def burst_page(request: HttpRequest, municipality_code: str, source: str, calendar: str) -> HttpResponse:
    """The bookings of one with who is to come; those that are chosen are given back."""
    context = working(request)
    burst = next(
        (one for one in bursts(context) if (one.source_mark, one.calendar) == (source, calendar)), None
    )
    here = reverse("bookings:bursts", args=[municipality_code])
    if burst is None:
        return HttpResponseRedirect(here)
    problem = ""
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"{here}?decided={_decide(request, burst)}")
        except BurstGoneError as error:
            problem = str(error)
    return desk_page(
        request,
        "bookings/burst.html",
        status=409 if problem else 200,
        problem=problem,
        burst=burst,
        looked=looked_at(context, burst),
        labels=_labels(municipality_code),
    )


def _decide(request: HttpRequest, burst: Burst) -> UUID:
    """Raises BurstGoneError, also where nothing was chosen."""
    match request.POST.get("step", ""):
        case "release":
            wanted = chosen(burst, request.POST.getlist("booking"))
            if not wanted:
                raise BurstGoneError("取り消す予約が選ばれていません。選んでから押してください。")
        case "fine":
            wanted = ()
        case _:
            raise Http404
    return run(DecideBurst(), working(request), Release(burst.source_mark, burst.calendar, wanted)).uuid


def _labels(code: str) -> dict[str, str]:
    return {key: one.label for key, one in bookings_of(code).calendars.items()}
