"""Five faces on a device of the hall: one press is an answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from madoguchi.core.actions import Context, run
from madoguchi.engines.reception.api import (
    FACES,
    DeviceKind,
    NewRating,
    RateVisit,
    RatingRefusedError,
    Source,
    actor_of,
)
from madoguchi.surfaces.shared_web.faces import face_svg
from madoguchi.surfaces.staff_web.devices import device_of, devices_only
from madoguchi.surfaces.staff_web.site import bare_desk_page, pack_or_404
from madoguchi.surfaces.staff_web.waits.presentation import FACE_WORDS

THANKS_SECONDS = 4
"""After so long the next visitor is asked."""


@devices_only(DeviceKind.FACES, DeviceKind.KIOSK)
@require_http_methods(["GET", "HEAD", "POST"])
def faces_page(request: HttpRequest, municipality_code: str, hall: str) -> HttpResponse:
    """Without script: a page that asks, a page that thanks and goes back by itself."""
    pack = pack_or_404(municipality_code)
    if request.method == "POST":
        context = Context(municipality_code, actor_of(device_of(request)), purpose="満足度")
        given = NewRating(hall, request.POST.get("face", "")[:10], source=Source.DEVICE)
        try:
            run(RateVisit(), context, given)
        except RatingRefusedError:
            return HttpResponseRedirect(reverse("waits:faces", args=[municipality_code, hall]))
        there = reverse("waits:faces", args=[municipality_code, hall])
        return HttpResponseRedirect(f"{there}?thanks=1")
    return bare_desk_page(
        request,
        "waits/faces.html",
        municipality=pack.municipality,
        hall=hall,
        code=municipality_code,
        thanks="thanks" in request.GET,
        seconds=THANKS_SECONDS,
        faces=[(face, FACE_WORDS[face], face_svg(face)) for face in FACES],
    )
