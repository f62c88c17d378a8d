"""Before anything is asked: which municipality, what happened, help. The same for everybody."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from madoguchi.core.accounts.access import ANYONE, who_may_call
from madoguchi.core.languages import say, say_mistake
from madoguchi.core.packs import Municipality
from madoguchi.journeys.appointments.api import open_calendars
from madoguchi.lib.japanese.postal import PostalCodeError, municipalities_of
from madoguchi.surfaces.resident_web.addresses import address
from madoguchi.surfaces.resident_web.presentation.errors import FieldProblem
from madoguchi.surfaces.resident_web.presentation.tiles import tile_groups
from madoguchi.surfaces.resident_web.site import hiragana, pack_or_404, packs, page
from madoguchi.surfaces.resident_web.views.waiting import at_the_counters
from madoguchi.surfaces.shared_web.security import the_same_for_everybody
from madoguchi.surfaces.shared_web.theme import style_sheet

_ONE_MINUTE, _FIVE_MINUTES, _ONE_DAY = 60, 300, 86_400


@dataclass(frozen=True, slots=True)
class Place:
    """One municipality in the list."""

    code: str
    name: str
    kana: str


@dataclass(frozen=True, slots=True)
class PlacesOfRegion:
    """The municipalities of one region."""

    label: str
    municipalities: tuple[Place, ...]


def _place(municipality: Municipality) -> Place:
    return Place(municipality.code, municipality.name, hiragana(municipality.kana))


def _places() -> list[PlacesOfRegion]:
    known = packs().municipalities
    return [
        PlacesOfRegion(
            region.label, tuple(_place(known[code]) for code in region.municipalities if code in known)
        )
        for region in packs().regions.values()
    ]


@who_may_call(ANYONE)
@require_safe
def municipalities(request: HttpRequest) -> HttpResponse:
    """The municipalities by name; with `?postal_code=` those that the code reaches."""
    typed = request.GET.get("postal_code", "")[:40]
    if not typed.strip():
        return page(
            request, "municipalities.html", regions=_places(), postal_code="", postal_error="", found=()
        )
    found: list[Place] = []
    problem = ""
    try:
        known = packs().municipalities
        found = [_place(known[code]) for code in sorted(municipalities_of(typed)) if code in known]
        if not found:
            problem = say("この郵便番号の市町村は、このページを使っていません。上の一覧から選んでください。")
    except PostalCodeError as error:
        problem = say_mistake(error)
    if len(found) == 1:
        return HttpResponseRedirect(address("home", found[0].code))
    return page(
        request,
        "municipalities.html",
        regions=_places(),
        postal_code=typed,
        postal_error=problem,
        found=found,
        errors=[FieldProblem("postal_code", problem)] if problem else [],
    )


@who_may_call(ANYONE)
@require_safe
@the_same_for_everybody(_ONE_MINUTE)
def home(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """What happened? Only the events that can be done here."""
    pack = pack_or_404(municipality_code)
    return page(
        request,
        "home.html",
        pack.municipality,
        groups=tile_groups(pack),
        booking_url=_booking_url(municipality_code),
        waiting_told=at_the_counters(pack),
        has_halls=bool(pack.halls),
    )


def _booking_url(code: str) -> str:
    """Where times are booked; empty where nothing can be booked without a plan."""
    return address("booking-calendars", code) if open_calendars(code) else ""


@who_may_call(ANYONE)
@require_safe
@the_same_for_everybody(_FIVE_MINUTES)
def help_page(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """Where to ask, what happens to what one types."""
    return page(request, "help.html", pack_or_404(municipality_code).municipality)


@who_may_call(ANYONE)
@require_safe
@the_same_for_everybody(_ONE_DAY)
def theme(request: HttpRequest, municipality_code: str) -> HttpResponse:
    """The municipality's key colour as a style sheet."""
    colour = pack_or_404(municipality_code).municipality.key_colour
    return HttpResponse(style_sheet(colour), content_type="text/css; charset=utf-8")


@who_may_call(ANYONE)
@require_safe
def reachable(request: HttpRequest) -> HttpResponse:
    """Whether the site can be reached: asked by the forms' script before it lets a form go."""
    return HttpResponse(status=204)
