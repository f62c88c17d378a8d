"""The page on the wall, and what it asks for while it cannot follow."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from madoguchi.core import clock
from madoguchi.engines.reception.api import DeviceKind
from madoguchi.journeys.waiting import api as waiting
from madoguchi.surfaces.staff_web.devices import devices_only, offline_worker
from madoguchi.surfaces.staff_web.site import pack_or_404
from madoguchi.surfaces.staff_web.templating import ENGINE

_OFFLINE = (
    (
        "ja",
        "いまは番号を表示できません",
        "番号は、職員がお呼びします。つながると、この画面は自動で元に戻ります。",
    ),
    ("en", "Numbers cannot be shown now", "Staff will call your number. This screen comes back by itself."),
)


@devices_only(DeviceKind.DISPLAY)
@require_safe
def display(request: HttpRequest, municipality_code: str, hall: str) -> HttpResponse:
    """The frame, with what is to be shown at once; its script follows."""
    shown = _shown(municipality_code, hall)
    context = {
        "municipality": pack_or_404(municipality_code).municipality,
        "hall": waiting.hall_in(municipality_code, hall),
        "shown": shown,
        "moment": clock.now().isoformat(timespec="milliseconds"),
        "stream_url": waiting.stream_of(municipality_code, hall),
        "now_url": reverse("display:now", args=[municipality_code, hall]),
    }
    return render(request, "staff_web/display/display.html", context, using=ENGINE)


@devices_only(DeviceKind.DISPLAY)
@require_safe
def now(request: HttpRequest, municipality_code: str, hall: str) -> HttpResponse:
    """The same as a `state` of the stream."""
    return JsonResponse(_shown(municipality_code, hall), json_dumps_params={"ensure_ascii": False})


@devices_only(DeviceKind.DISPLAY)
@require_safe
def worker(request: HttpRequest, municipality_code: str, hall: str) -> HttpResponse:
    """What the display says when it is loaded while the network is away."""
    del request, municipality_code, hall
    return offline_worker(_OFFLINE)


def _shown(code: str, hall: str) -> dict[str, Any]:
    found = waiting.hall_in(code, hall)
    if found is None:
        raise Http404
    seen = waiting.seen(code, hall, public=False)
    return waiting.display_view(
        seen.payload if seen else None,
        found,
        clock.now(),
        in_language=lambda language: waiting.hall_in(code, hall, language),
    )
