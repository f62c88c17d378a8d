"""What was typed into the form of a draft, as values and as it was."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.http import QueryDict

from madoguchi.core.packs import ApprovalKind, MunicipalityPack
from madoguchi.core.vocabulary import Item, ItemType
from madoguchi.engines.approvals.api import Document, Draft
from madoguchi.lib.japanese.dates import DateError, PartialDate, parse_date

_NUMBER = re.compile(r"-?[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class ItemField:
    """One item that the drafter is asked for. `value` is as it was typed."""

    item: Item
    name: str
    value: str
    choices: tuple[tuple[str, str], ...] = ()
    error: str = ""


@dataclass(slots=True)
class DraftForm:
    """The form: what was typed, and what is wrong with it by field."""

    kind: ApprovalKind
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    confidential: bool = False
    wait_for_paper: bool = False
    items: dict[str, Any] = field(default_factory=dict)
    subject: str = ""

    def fields(self, pack: MunicipalityPack) -> list[ItemField]:
        """The items of the kind."""
        found = []
        for key in self.kind.items:
            item, name = pack.vocabulary[key], field_name(key)
            choices: tuple[tuple[str, str], ...] = ()
            if item.type is ItemType.BOOLEAN:
                choices = (("yes", "はい"), ("no", "いいえ"))
            elif item.type is ItemType.CODE:
                choices = tuple(item.choices.items())
            found.append(ItemField(item, name, self.values.get(name, ""), choices, self.errors.get(name, "")))
        return found

    def draft(self, uuid: UUID | None = None) -> Draft:
        """As the engine takes it."""
        return Draft(
            self.kind.key,
            self.values.get("title", ""),
            self.values.get("text", ""),
            self.values.get("desk", ""),
            self.items,
            self.values.get("retention", ""),
            self.confidential,
            self.wait_for_paper,
            self.subject,
            uuid,
        )


def posted(kind: ApprovalKind, given: QueryDict, pack: MunicipalityPack) -> DraftForm:
    """The form as it was sent; values that cannot be read are errors of their field."""
    names = ("title", "text", "desk", "retention", "decided_on", "decided_by", "sheets")
    form = DraftForm(kind, {name: given.get(name, "")[:40_000] for name in names})
    form.confidential = given.get("confidential") == "1"
    form.wait_for_paper = given.get("wait_for_paper") == "1"
    for key in kind.items:
        name, typed = field_name(key), given.get(field_name(key), "").strip()[:40]
        form.values[name] = typed
        if not typed:
            continue
        try:
            form.items[key] = _value(pack.vocabulary[key], typed)
        except ValueError as wrong:
            form.errors[name] = str(wrong)
    return form


def of_document(document: Document, kind: ApprovalKind) -> DraftForm:
    """The form of a draft that is there already."""
    values = {
        "title": document.title,
        "text": document.text,
        "desk": document.desk_role,
        "retention": document.retention,
    }
    for key, value in document.items.items():
        words = {True: "yes", False: "no"}
        values[field_name(key)] = words[value] if isinstance(value, bool) else str(value)
    return DraftForm(
        kind,
        values,
        {},
        document.confidential,
        document.wait_for_paper,
        dict(document.items),
    )


def field_name(key: str) -> str:
    """What the field of an item is called."""
    return f"item-{key}"


def whole_number(text: str) -> int:
    """A typed number: any width, with or without commas and unit. Raises ValueError with what to do."""
    digits = unicodedata.normalize("NFKC", text).replace(",", "").strip("円枚 ")
    if not _NUMBER.fullmatch(digits):
        raise ValueError("数だけで入力してください（例：1200000）。")
    return int(digits)


def whole_day(text: str) -> date:
    """A typed or picked day. Raises ValueError with what to do."""
    try:
        found = parse_date(text)
    except DateError as wrong:
        raise ValueError(str(wrong)) from None
    if isinstance(found, PartialDate):
        raise ValueError("年月日をすべて入力してください（例：2026-11-21、R8.11.21）。")
    return found


def _value(item: Item, typed: str) -> Any:
    if item.type is ItemType.INTEGER:
        number = whole_number(typed)
        least, most = item.minimum, item.maximum
        if (least is not None and number < least) or (most is not None and number > most):
            raise ValueError(f"{least or 0:,}から{most or 0:,}までの数で入力してください。")
        return number
    known: Mapping[str, Any] = (
        {"yes": True, "no": False} if item.type is ItemType.BOOLEAN else {key: key for key in item.choices}
    )
    if typed not in known:
        raise ValueError("選び直してください。")
    return known[typed]
