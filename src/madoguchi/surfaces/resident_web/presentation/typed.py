"""What a browser sent, with labels: shown again when the draft that it belongs to is gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.core.languages import spoken, translatable
from madoguchi.core.vocabulary import PERSON_PREFIX, Item, Vocabulary
from madoguchi.engines.forms.api import DATE_PARTS, NO, UNSURE, YES
from madoguchi.surfaces.resident_web.presentation.discretion import overview_label, overview_text

_MOST_SHOWN = 200
_LONGEST_SHOWN = 300
_WORDS = {YES: translatable("はい"), NO: translatable("いいえ"), UNSURE: translatable("わからない")}
_PART_ENDINGS = {"era": "", "year": "年", "month": "月", "day": "日"}


@dataclass(frozen=True, slots=True)
class TypedValue:
    """One field: its label and what was in it."""

    label: str
    text: str


def typed_values(posted: Mapping[str, str], vocabulary: Vocabulary) -> list[TypedValue]:
    """The fields of a post that carry something; dates in one piece, in the order of the page."""
    texts: dict[str, str] = {}
    for name, text in posted.items():
        stem, _, part = name.rpartition("-")
        if part in DATE_PARTS and text.strip():
            texts[stem] = texts.get(stem, "") + text.strip() + _PART_ENDINGS[part]
        elif text.strip():
            texts[name] = text.strip()
    shown: list[TypedValue] = []
    for name, text in texts.items():
        item = vocabulary.get(_item_key(name))
        if item is not None and len(shown) < _MOST_SHOWN:
            text = overview_text(item, _in_words(item, text))
            shown.append(TypedValue(overview_label(item), text[:_LONGEST_SHOWN]))
    return shown


def _in_words(item: Item, text: str) -> str:
    return spoken().say(_WORDS[text]) if text in _WORDS else item.choices.get(text, text)


def _item_key(name: str) -> str:
    """The key of the item that a field belongs to: `person-1f-name` is `person.name`."""
    first, _, rest = name.partition("-")
    if f"{first}." == PERSON_PREFIX:
        rest = rest.partition("-")[2]
    return f"{first}.{rest}"
