"""How long it takes, so that one sees whether the counter got faster."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.access import who_may_call
from madoguchi.surfaces.staff_web.presentation.durations import measure
from madoguchi.surfaces.staff_web.site import page

_SPANS = {"7": "この7日", "30": "この30日", "all": "すべて"}


@who_may_call("measuring.read")
@require_safe
def times(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Medians between the steps; nobody's name, only random numbers of journeys."""
    span = request.GET.get("span", "30")
    span = span if span in _SPANS else "30"
    since = None if span == "all" else clock.now() - timedelta(days=int(span))
    with tenancy.municipality(municipality_code):
        measured = measure(since)
    return page(request, "times.html", measured=measured, spans=_SPANS, span=span)
