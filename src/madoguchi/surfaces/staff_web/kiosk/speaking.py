"""In which language the kiosk speaks to whoever stands before it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from madoguchi.core.languages import SOURCE, Language, html_with_readings, speaking, without_readings
from madoguchi.core.packs import Hall, MunicipalityPack
from madoguchi.journeys.visiting.api import is_spoken, words
from madoguchi.surfaces.staff_web.devices import device_of
from madoguchi.surfaces.staff_web.site import pack_or_404, packs
from madoguchi.surfaces.staff_web.templating import ENGINE

PARAMETER = "language"
"""In which a page is asked for another language."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page of the kiosk is about: hall and pack in the language of the visitor."""

    code: str
    hall: Hall
    pack: MunicipalityPack
    language: Language
    languages: tuple[Language, ...]


@contextmanager
def visit(request: HttpRequest, municipality_code: str, hall: str) -> Iterator[Visit]:
    """Speak the language that was chosen on this page (`?language=`, or a field of the form) inside the
    block.

    Languages are those of the hall into which everything that the kiosk says is translated. Http404 for a
    hall that is not there (any more).
    """
    japanese, known = pack_or_404(municipality_code), packs()
    declared = japanese.halls.get(hall)
    if declared is None:
        raise Http404
    offered = tuple(
        one
        for one in known.languages
        if one.code in declared.languages and is_spoken(known.texts(one.code), declared)
    )
    asked = request.POST.get(PARAMETER) or request.GET.get(PARAMETER) or SOURCE
    chosen = next((one for one in offered if one.code == asked), known.texts(SOURCE).language)
    with speaking(known.texts(chosen.code)):
        pack = japanese.in_language(chosen.code)
        yield Visit(municipality_code, pack.halls[hall], pack, chosen, offered)


def screen(
    request: HttpRequest, here: Visit, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of the kiosk, inside `with visit(...)`; `template` is the file name below `staff_web/kiosk/`."""
    device = device_of(request)
    values = {
        "municipality": here.pack.municipality,
        "code": here.code,
        "hall": here.hall,
        "language": here.language,
        "languages": [(one, without_readings(one.label)) for one in here.languages],
        "w": words(),
        "device": device,
        "printer": device.own_printer,
        "paper": paper_of(request),
        **context,
    }
    page = render(request, f"staff_web/kiosk/{template}", values, status=status, using=ENGINE)
    return in_its_script(page, here.language)


def in_its_script(page: HttpResponse, language: Language) -> HttpResponse:
    """The page with the readings of its language written over the words, where it has some."""
    if language.readings:
        page.content = html_with_readings(page.content.decode()).encode()
    return page


def paper_of(request: HttpRequest) -> str:
    """How paper comes out here: `driven` by the server, `browser`, `none`, or `stuck` for now."""
    device = device_of(request)
    if device.own_printer.way.is_driven:
        return "driven" if device.state_of_printer.prints else "stuck"
    return device.own_printer.way.value
