"""The papers of a case in the order of their forms: by section, each item with its number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from madoguchi.core.packs import AssessmentForm, BoardRules, FormItem, Packs
from madoguchi.engines.assessments.api import answer_text
from madoguchi.journeys.certification_board.domain.contents import OPINION, SURVEY
from madoguchi.lib.japanese.dates import format_both

Part = tuple[str, list[tuple[str, str]]]
"""A document's label and its lines of label and text."""

Lines = Callable[[Any], list[tuple[str, str]]]
"""What makes lines of anything that no form knows."""

_LAST: Final = 10_000
"""The place of what no form knows: after everything that it does."""


def form_of(key: str, rules: BoardRules, packs: Packs) -> AssessmentForm | None:
    """The form that a document of a board's request was filled in on; None for one without a form."""
    kind = packs.assessments.get(rules.key)
    if kind is None:
        return None
    return {SURVEY: kind.survey, OPINION: kind.opinion.form}.get(key)


def in_form_order(label: str, part: Mapping[str, Any], form: AssessmentForm, others: Lines) -> list[Part]:
    """A document that was filled in on a form: what it has of no item first, then its sections, then what is
    nested (the notes), each under a label of its own.

    A document comes out of the database with its keys by length, so that nothing may rest on their order.
    """
    plain = {key: one for key, one in part.items() if key not in form.items}
    nested = {key: plain.pop(key) for key in sorted(plain) if isinstance(plain[key], Mapping)}
    found: list[Part] = [(label, others({key: _day(one) for key, one in plain.items()}))] if plain else []
    for section in form.sections:
        lines = [
            (f"{one.number} {one.item.label}", _said(one, part[one.item.key], others))
            for one in section.items
            if one.item.key in part
        ]
        if lines:
            found.append((f"{label}　{section.number} {section.label}", lines))
    for key, inner in nested.items():
        found.append((f"{label}　{key}", others(_by_item(inner, form))))
    return found


def _said(one: FormItem, value: Any, others: Lines) -> str:
    """An answer with the number of its choice; dates and free text as everywhere, and so what another
    authority sent that no form holds.
    """
    codes = value if isinstance(value, list) else [value]
    if one.item.choices and all(isinstance(code, str) for code in codes):
        return answer_text(one, value)
    lines = others({one.item.key: value})
    return lines[0][1] if lines else ""


def _day(value: Any) -> Any:
    """A day as people write it; anything else as it is."""
    try:
        return format_both(date.fromisoformat(value)) if isinstance(value, str) else value
    except ValueError:
        return value


def _by_item(inner: Mapping[str, Any], form: AssessmentForm) -> dict[str, Any]:
    """What stands by the number and name of an item, in the order of the form."""
    places = {f"{one.number} {one.item.label}": place for place, one in enumerate(form)}
    return {key: inner[key] for key in sorted(inner, key=lambda key: (places.get(key, _LAST), key))}
