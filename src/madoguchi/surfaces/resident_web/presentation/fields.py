"""A field of a form as the template shows it: which control, with what in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from madoguchi.core.languages import say, spoken, translatable, without_readings
from madoguchi.core.vocabulary import DONT_KNOW, ItemType, PartialDate, Value
from madoguchi.engines.forms.api import (
    DATE_PARTS,
    NO,
    UNSURE,
    YES,
    FormField,
    ShownWith,
    can_be_unsure,
    cell_name,
    cell_names,
    cells_of,
    choice_name,
    is_consent,
    most_rows,
)
from madoguchi.lib.japanese.dates import era_of

FEWEST_ROWS = 2
MOST_CARDS = 5
"""A choice of more than this is a list to open, not a page of cards."""
LONGEST_SHORT_LABEL = 4

# Nobody needs 「わからない」 for these, and a box beside each of them would be noise.
_ALWAYS_KNOWN = frozenset(
    {ItemType.NAME, ItemType.KANA, ItemType.PHONE, ItemType.EMAIL, ItemType.POSTAL_CODE}
)

# A choice is understood by its question: 「引越すのは、前の世帯の全員ですか」.
_ASKED_IN_WORDS = frozenset({ItemType.BOOLEAN, ItemType.CODE})

_WIDTHS = {
    ItemType.POSTAL_CODE: "postal",
    ItemType.PHONE: "phone",
    ItemType.INTEGER: "number",
    ItemType.NAME: "medium",
    ItemType.KANA: "medium",
}
_INPUT_MODES = {
    ItemType.POSTAL_CODE: "numeric",
    ItemType.PHONE: "tel",
    ItemType.INTEGER: "numeric",
    ItemType.EMAIL: "email",
}
_YEAR = "-year"
_YEAR_OF_FOUR_DIGITS = re.compile(r"\s*[0-9０-９]{4}\s*")
_WHOLE_DATE = re.compile(r"\s*(?:[0-9０-９]{7,8}|.*[./年\-－・].*)\s*")


@dataclass(frozen=True, slots=True)
class Choice:
    """One card or option."""

    id: str
    value: str
    label: str
    checked: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One input of a row that repeats."""

    id: str
    label: str
    value: str
    inputmode: str
    unit: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field. `kind`: date, choices, select, consent, rows or text.

    `shown_with` is the choice that asks for it.
    """

    id: str
    kind: str
    label: str
    help: str = ""
    error: str = ""
    optional: bool = False
    value: str = ""
    parts: Mapping[str, str] | None = None
    choices: tuple[Choice, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    multiple: bool = False
    short: bool = False
    width: str = ""
    inputmode: str = "text"
    autocomplete: str = "off"
    unit: str = ""
    note: str = ""
    looks_up: bool = False
    towns: tuple[Choice, ...] = ()
    can_not_know: bool = False
    unsure: bool = False
    shown_with: ShownWith | None = None

    @property
    def input_type(self) -> str:
        """The type of the inputs of a choice."""
        return "checkbox" if self.multiple else "radio"

    @property
    def focus_id(self) -> str:
        """The element that the error summary jumps to."""
        if self.kind == "date":
            return f"{self.id}-year"
        if self.kind == "choices" and self.choices:
            return self.choices[0].id
        if self.kind == "rows":
            return self.rows[0][0].id
        return self.id


def field_view(
    field: FormField,
    *,
    raw: Mapping[str, str] | None = None,
    error: str = "",
    note: str = "",
    towns: Sequence[str] = (),
    in_form: bool = True,
    shown: ShownWith | None = None,
) -> FieldView:
    """The field with what was typed (`raw`) or else what is stored.

    `in_form` is False on a question page, where 「わからない」 is offered by the page itself.
    """
    item = field.item
    typed = raw if raw is not None and _mentions(field, raw) else None
    unsure = field.unsure if typed is None else _says_unsure(field, typed)
    offers_unsure = in_form and not field.optional and can_be_unsure(item) and item.type not in _ALWAYS_KNOWN
    view = FieldView(
        id=field.id,
        kind="text",
        label=item.question if item.type in _ASKED_IN_WORDS and item.question else field.label,
        help=_help(field),
        error=error,
        optional=field.optional,
        value="" if unsure else _text(field, typed),
        width="medium" if "digits" in item.options else _WIDTHS.get(item.type, ""),
        inputmode="numeric" if "digits" in item.options else _INPUT_MODES.get(item.type, "text"),
        autocomplete=str(item.options.get("autocomplete", "off")),
        unit=item.unit,
        note=note or (spoken().say(_PROPOSED) if field.proposed and typed is None else ""),
        looks_up=item.type is ItemType.POSTAL_CODE and in_form,
        towns=tuple(
            Choice(f"{choice_name(field)}-{number}", town, town) for number, town in enumerate(towns)
        ),
        can_not_know=offers_unsure,
        unsure=unsure,
        shown_with=shown,
    )
    if item.type is ItemType.ROWS:
        return replace(view, kind="rows", rows=_rows(field, typed), can_not_know=False)
    if is_consent(item):
        return replace(view, kind="consent", label=item.question or item.label, value=view.value)
    if item.type is ItemType.DATE:
        return replace(view, kind="date", parts=_date_parts(field, typed))
    if item.type in (ItemType.BOOLEAN, ItemType.CODE):
        return _choice_view(view, field, typed, offers_unsure)
    return view


_PROPOSED = translatable("お名前から入れました。違うときは直してください。")


def _rows(field: FormField, typed: Mapping[str, str] | None) -> tuple[tuple[Cell, ...], ...]:
    """The rows with something in them and one that is empty, at least as many as most people need."""
    cells = {} if typed is None else dict(typed)
    if typed is None:
        for row, texts in enumerate(cells_of(field.item, field.as_input())):
            for column, text in zip(field.item.columns, texts, strict=True):
                cells[cell_name(field.id, row, column)] = text
    filled = [row for row, _, name in cell_names(field.id, field.item) if cells.get(name, "").strip()]
    count = min(most_rows(field.item), max(FEWEST_ROWS, max(filled, default=-1) + 2))
    return tuple(
        tuple(
            Cell(
                name := cell_name(field.id, row, key),
                column.label,
                cells.get(name, ""),
                _INPUT_MODES.get(column.type, "text"),
                column.unit,
            )
            for key, column in field.item.columns.items()
        )
        for row in range(count)
    )


def _help(field: FormField) -> str:
    parts = [field.item.help] if field.item.help else []
    if field.item.example and field.item.type is not ItemType.DATE:
        parts.append(say("例：{example}", example=field.item.example))
    return "\n".join(parts)


def _mentions(field: FormField, raw: Mapping[str, str]) -> bool:
    return any(name == field.id or name.startswith(f"{field.id}-") for name in raw)


def _says_unsure(field: FormField, typed: Mapping[str, str]) -> bool:
    return bool(typed.get(f"{field.id}-unsure", "").strip()) or typed.get(field.id, "") == UNSURE


def _text(field: FormField, typed: Mapping[str, str] | None) -> str:
    if typed is not None:
        return typed.get(field.id, "")
    return field.as_input()


def _date_parts(field: FormField, typed: Mapping[str, str] | None) -> Mapping[str, str]:
    if typed is not None:
        parts = {part: typed.get(f"{field.id}-{part}", "") for part in DATE_PARTS}
        whole = typed.get(field.id, "")
        return {**parts, "year": whole} if whole and not any(parts.values()) else parts
    return parts_of(field.value)


def parts_of(value: Value | None) -> Mapping[str, str]:
    """Era, year, month and day of a stored date; those that are not known are empty."""
    if isinstance(value, PartialDate):
        era = era_of(value.latest)
        month = "" if value.month is None else str(value.month)
        return {"era": era.name, "year": str(era.year_of(value.year)), "month": month, "day": ""}
    if isinstance(value, date):
        era = era_of(value)
        return {
            "era": era.name,
            "year": str(era.year_of(value.year)),
            "month": str(value.month),
            "day": str(value.day),
        }
    return dict.fromkeys(DATE_PARTS, "")


def _choice_view(
    view: FieldView, field: FormField, typed: Mapping[str, str] | None, offers_unsure: bool
) -> FieldView:
    item = field.item
    labels = {YES: say("はい"), NO: say("いいえ")} if item.type is ItemType.BOOLEAN else dict(item.choices)
    chosen = _chosen(field, typed)
    if offers_unsure:
        labels[UNSURE] = say("わからない")
        if view.unsure:
            chosen = frozenset({UNSURE})
    choices = tuple(
        Choice(f"{field.id}-{number}", value, label, value in chosen)
        for number, (value, label) in enumerate(labels.items())
    )
    own = [choice for choice in choices if choice.value != UNSURE]
    return replace(
        view,
        kind="choices" if item.multiple or len(own) <= MOST_CARDS else "select",
        choices=choices,
        multiple=item.multiple,
        short=all(len(without_readings(choice.label)) <= LONGEST_SHORT_LABEL for choice in own),
        can_not_know=False,
    )


def _chosen(field: FormField, typed: Mapping[str, str] | None) -> frozenset[str]:
    if typed is not None:
        return frozenset(re.split(r"[,、]", typed.get(field.id, "")))
    if isinstance(field.value, tuple):
        return frozenset(map(str, field.value))
    return frozenset() if field.value is None or field.value is DONT_KNOW else frozenset({field.as_input()})


def forgiving_dates(posted: Mapping[str, str]) -> dict[str, str]:
    """Posted parts of dates as they are meant, under the names to be read instead.

    A year of four digits is a western year whatever the list of eras says, and a whole date typed into the
    box of the year (19660403, S41.4.3) is that date.
    """
    meant: dict[str, str] = {}
    for name in posted:
        if not name.endswith(_YEAR):
            continue
        stem, year = name.removesuffix(_YEAR), posted.get(name, "")
        rest = posted.get(f"{stem}-month", "").strip() or posted.get(f"{stem}-day", "").strip()
        if _YEAR_OF_FOUR_DIGITS.fullmatch(year):
            meant[f"{stem}-era"] = "西暦"
        elif not rest and _WHOLE_DATE.fullmatch(year):
            meant[stem] = year
    return meant
