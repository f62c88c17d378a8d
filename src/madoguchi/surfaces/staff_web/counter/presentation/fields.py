"""A field as the clerk fills it in: one line to type into, or a row of choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from madoguchi.core.vocabulary import DONT_KNOW, Item, ItemType
from madoguchi.engines.forms.api import NO, UNSURE, YES, FormField, can_be_unsure

MOST_IN_A_ROW = 6
"""A choice of more than this is a list to open."""

_NUMERIC = frozenset({ItemType.INTEGER, ItemType.POSTAL_CODE})
_ALWAYS_KNOWN = frozenset(
    {ItemType.NAME, ItemType.KANA, ItemType.PHONE, ItemType.EMAIL, ItemType.POSTAL_CODE, ItemType.ADDRESS}
)
_HINTS = {
    ItemType.DATE: "S41.4.3、410403、19660403 のようにも入力できます。",
    ItemType.POSTAL_CODE: "7桁の数字",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several answers."""

    id: str
    value: str
    label: str
    checked: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field. `kind`: choices, select or text. `seen` is what stood there when the page was made."""

    id: str
    kind: str
    label: str
    person: str
    value: str
    seen: str
    help: str
    error: str
    choices: tuple[Choice, ...]
    multiple: bool
    inputmode: str
    unit: str
    offers_unsure: bool
    unsure: bool
    optional: bool

    @property
    def described_by(self) -> str:
        """Ids of help and error for assistive technology."""
        return " ".join(f"{self.id}-{part}" for part in ("help", "error") if getattr(self, part))


def field_view(
    field: FormField, *, person: str = "", typed: Mapping[str, str] | None = None, error: str = ""
) -> FieldView:
    """The field with what was typed, else with what is stored. `typed` is the post of the page, if any."""
    item = field.item
    choosing = item.type in (ItemType.CODE, ItemType.BOOLEAN)
    mentioned = typed is not None and (field.id in typed or f"{field.id}-unsure" in typed)
    text = typed.get(field.id, "") if typed is not None and mentioned else field.as_input()
    unsure = (
        bool(typed.get(f"{field.id}-unsure")) or text == UNSURE
        if typed is not None and mentioned
        else field.value is DONT_KNOW
    )
    may_be_unsure = can_be_unsure(item) and item.type not in _ALWAYS_KNOWN
    choices = _choices(field, text, unsure=unsure, offered=may_be_unsure) if choosing else ()
    kind = "text"
    if choosing:
        kind = "choices" if item.multiple or len(choices) <= MOST_IN_A_ROW else "select"
    return FieldView(
        id=field.id,
        kind=kind,
        label=field.label,
        person=person,
        value="" if text == UNSURE else text,
        seen=field.as_input() if field.value is not None else "",
        help="" if choosing else _HINTS.get(item.type, ""),
        error=error,
        choices=choices,
        multiple=item.multiple,
        inputmode="numeric" if item.type in _NUMERIC else "tel" if item.type is ItemType.PHONE else "text",
        unit=item.unit,
        offers_unsure=may_be_unsure and not choosing,
        unsure=unsure,
        optional=field.optional,
    )


def _choices(field: FormField, text: str, *, unsure: bool, offered: bool) -> tuple[Choice, ...]:
    item = field.item
    labels = {YES: "はい", NO: "いいえ"} if item.type is ItemType.BOOLEAN else dict(item.choices)
    if offered:
        labels[UNSURE] = "わからない"
    chosen = {UNSURE} if unsure else set(text.split(","))
    return tuple(
        Choice(f"{field.id}-{number}", value, label, value in chosen)
        for number, (value, label) in enumerate(labels.items())
    )


def the_rest(item: Item, persons: int) -> tuple[str, str]:
    """Value and label of the answer that a clerk gives for everybody who is left; empty without one."""
    if persons < 2:
        return "", ""
    if item.type is ItemType.BOOLEAN:
        return NO, "残りの人は「いいえ」"
    if item.type is ItemType.CODE and "none" in item.choices:
        return "none", f"残りの人は「{item.choices['none']}」"
    return "", ""
