"""What every page of the site needs: the packs, the municipality in the address, the frame of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from madoguchi.core.languages import SOURCE, Language, Texts, spoken, translatable
from madoguchi.core.packs import (
    LifeEvent,
    Municipality,
    MunicipalityPack,
    Packs,
    UnknownMunicipalityError,
    load_packs_or_refuse,
)
from madoguchi.surfaces.resident_web.interface import is_whole

ONLY_IN_JAPANESE = translatable("このページは日本語だけです。わからないときは、窓口か電話で聞いてください。")
KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}


def packs() -> Packs:
    """The packs of this installation, loaded once per process."""
    return load_packs_or_refuse(settings.MADOGUCHI_PACKS)


def offered_languages() -> tuple[Language, ...]:
    """The languages that residents can choose: those into which the whole interface is translated."""
    known = packs()
    return tuple(one for one in known.languages if one.code == SOURCE or is_whole(known.texts(one.code)))


def pack_or_404(municipality_code: str) -> MunicipalityPack:
    """What holds in the municipality today, in the language that is spoken; Http404 when it is not here."""
    try:
        return packs().for_municipality(municipality_code).in_language(spoken().language.code)
    except UnknownMunicipalityError:
        raise Http404 from None


def event_or_404(pack: MunicipalityPack, event_key: str) -> LifeEvent:
    """The life event in the address; Http404 when there is none."""
    event = pack.events.get(event_key)
    if event is None:
        raise Http404
    return event


@dataclass(frozen=True, slots=True)
class Town:
    """What header and footer show of a municipality."""

    code: str
    name: str
    telephone: str
    telephone_is_example: bool
    hours: str
    hours_is_example: bool


def frame(municipality: Municipality) -> dict[str, Any]:
    """The part of the context that pages of a municipality share."""
    return {
        "municipality": municipality,
        "town": Town(
            code=municipality.code,
            name=municipality.name,
            telephone=municipality.telephone,
            telephone_is_example=municipality.is_example("telephone"),
            hours=municipality.hours,
            hours_is_example=municipality.is_example("hours"),
        ),
        "kept_days": settings.MADOGUCHI_DRAFT_DAYS,
    }


def page(
    request: HttpRequest,
    template: str,
    municipality: Municipality | None = None,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page of the site; `template` is the file name below `resident_web/`."""
    chosen: Texts = getattr(request, "chosen_texts", spoken())
    whole = {
        "municipality": None,
        "town": None,
        "errors": (),
        "language": spoken().language,
        "languages": offered_languages(),
        "only_in_japanese": "" if chosen is spoken() else chosen.say(ONLY_IN_JAPANESE),
        "chosen_language": chosen.language,
        **(frame(municipality) if municipality else {}),
        **context,
    }
    return render(request, f"resident_web/{template}", whole, status=status)


def hiragana(katakana: str) -> str:
    """The reading as people read it: アイヅ becomes あいづ."""
    return katakana.translate(KATAKANA_TO_HIRAGANA)
