"""Questions that people ask again and again, with their answers and where they lead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from madoguchi.core.languages import SOURCE, spoken
from madoguchi.core.packs import Faq, MunicipalityPack
from madoguchi.surfaces.resident_web.addresses import address
from madoguchi.surfaces.resident_web.presentation.plan import SourceView, source_view


@dataclass(frozen=True, slots=True)
class Onward:
    """Where an answer leads: an event or a procedure; `japanese`: its name has no translation."""

    label: str
    url: str
    japanese: bool


@dataclass(frozen=True, slots=True)
class FaqView:
    """One question. `japanese`: question and answer are told in Japanese, because they are not translated."""

    key: str
    question: str
    answer: tuple[str, ...]
    onward: tuple[Onward, ...]
    sources: tuple[SourceView, ...]
    verified: bool
    japanese: bool


def faq_views(pack: MunicipalityPack, faqs: Iterable[Faq], *, here: str = "") -> tuple[FaqView, ...]:
    """The questions, each whole in one language; `here` is the event or procedure that they stand beside."""
    return tuple(_view(pack, faq, here) for faq in faqs)


def _view(pack: MunicipalityPack, faq: Faq, here: str) -> FaqView:
    source = pack.in_language(SOURCE).faqs[faq.key]
    japanese = bool(spoken().missing((source.question, *source.answer)))
    told = source if japanese else pack.faqs[faq.key]
    return FaqView(
        told.key,
        told.question,
        told.answer,
        tuple(_onward(pack, key) for key in told.about if key != here and _is_here(pack, key)),
        tuple(map(source_view, told.sources)),
        all(one.verified for one in told.sources),
        japanese,
    )


def _is_here(pack: MunicipalityPack, key: str) -> bool:
    return key in pack.events or key in pack.procedures


def _onward(pack: MunicipalityPack, key: str) -> Onward:
    code, source = pack.municipality.code, pack.in_language(SOURCE)
    if key in pack.events:
        label, page = source.events[key].label, "start"
    else:
        label, page = source.procedures[key].label, "procedure"
    return Onward(spoken().say(label), address(page, code, key), label not in spoken())
