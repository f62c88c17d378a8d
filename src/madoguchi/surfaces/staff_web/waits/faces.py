"""Five faces on a device of the hall: one press is an answer, in the language that the visitor chose."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from madoguchi.core.actions import Context, run
from madoguchi.core.languages import SOURCE, spoken, without_readings
from madoguchi.engines.reception.api import (
    FACES,
    DeviceKind,
    NewRating,
    RateVisit,
    RatingRefusedError,
    Source,
    actor_of,
)
from madoguchi.journeys.visiting.api import words
from madoguchi.surfaces.shared_web.faces import face_svg
from madoguchi.surfaces.staff_web.devices import device_of, devices_only
from madoguchi.surfaces.staff_web.kiosk.speaking import PARAMETER, Visit, in_its_script, visit
from madoguchi.surfaces.staff_web.site import bare_desk_page, packs
from madoguchi.surfaces.staff_web.waits.presentation import FACE_WORDS

THANKS_SECONDS = 6
"""After so long the next visitor is asked."""

JAPANESE_SECONDS = 45
"""After so long without a face the page speaks Japanese again: whoever chose another language has gone."""

_SAID: Final = {
    "question": "きょうの窓口はいかがでしたか",
    "what": "あてはまる顔を1つ選んでください",
    "thanks": "ありがとうございました",
    "use": "いただいた感想は、窓口をよくするために使います。だれが答えたかは残しません。",
}
"""As the page on the phone says it, and in its translations (`interface/thanks.po`)."""


@devices_only(DeviceKind.FACES, DeviceKind.KIOSK)
@require_http_methods(["GET", "HEAD", "POST"])
def faces_page(request: HttpRequest, municipality_code: str, hall: str) -> HttpResponse:
    """Without script: a page that asks, a page that thanks and goes back by itself."""
    with visit(request, municipality_code, hall) as here:
        if request.method != "POST":
            return _page(request, here)
        context = Context(municipality_code, actor_of(device_of(request)), purpose="満足度")
        face = request.POST.get("face", "")[:10]
        given = NewRating(hall, face, source=Source.DEVICE, language=here.language.code)
        query = {PARAMETER: here.language.code}
        try:
            run(RateVisit(), context, given)
        except RatingRefusedError:
            pass
        else:
            query |= {"thanks": "1"}
        there = reverse("waits:faces", args=[municipality_code, hall])
        return HttpResponseRedirect(f"{there}?{urlencode(query)}")


def _page(request: HttpRequest, here: Visit) -> HttpResponse:
    thanks, say = "thanks" in request.GET, spoken().say
    page = bare_desk_page(
        request,
        "waits/faces.html",
        municipality=here.pack.municipality,
        hall=here.hall,
        code=here.code,
        language=here.language,
        languages=[
            (one, without_readings(one.label))
            for one in here.languages
            if not packs().texts(one.code).missing((*_SAID.values(), *FACE_WORDS.values()))
        ],
        w=words() | {name: say(text) for name, text in _SAID.items()},
        thanks=thanks,
        again_after=THANKS_SECONDS if thanks else 0 if here.language.code == SOURCE else JAPANESE_SECONDS,
        faces=[(face, say(FACE_WORDS[face]), face_svg(face)) for face in FACES],
    )
    return in_its_script(page, here.language)
