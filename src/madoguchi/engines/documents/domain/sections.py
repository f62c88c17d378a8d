"""The whole form of a procedure, section by section, as the general layout prints it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from madoguchi.core.packs import MunicipalityPack, Procedure
from madoguchi.core.packs.showing import shown_when
from madoguchi.core.vocabulary import CELL_MARK, UNKNOWN, Facts, Item, ItemType, Scope, person_label
from madoguchi.engines.documents.domain.values import printable, printed_value
from madoguchi.lib.japanese.dates import format_wareki

_FEWEST_ROWS = 3
"""A table that repeats has at least so many lines: what is not known is written by hand."""

_WIDE = frozenset({ItemType.ADDRESS, ItemType.ROWS})
_LONG = 40
"""An answer that may be longer than this takes a whole line."""


def whole_form(
    pack: MunicipalityPack,
    procedures: Sequence[Procedure],
    persons: Sequence[int],
    facts: Facts,
    printed_above: frozenset[str],
) -> list[dict[str, Any]]:
    """The sections: `{label, fields}`. First those of the household by group, then those of each person.

    Empty when no procedure has a whole form (`asks_online`). `printed_above` are the items that the layout
    prints in places of its own. Items that certainly do not matter for these facts are left out; what nobody
    knows yet keeps its empty place.
    """
    asked = (
        frozenset(key for one in procedures if one.asks_online for key in one.asked(online=True))
        - printed_above
    )
    items = [
        item for item in pack.vocabulary.values() if item.key in asked and not _told_otherwise(item, facts)
    ]
    sections = [
        *_of(pack, [item for item in items if item.scope is Scope.CASE], None, facts),
        *(
            section
            for person in persons
            for section in _of(pack, [item for item in items if item.scope is Scope.PERSON], person, facts)
        ),
    ]
    return sorted(sections, key=lambda section: all(field["consent"] for field in section["fields"]))


def _told_otherwise(item: Item, facts: Facts) -> bool:
    """Who files is ticked beside the signature; a further way to reach them is told when they gave one."""
    if item.key == "person.is_applicant":
        return True
    optional = item.options.get("required", True) is False
    return (
        item.group == "contact" and optional and item.scope is Scope.CASE and facts.get(item.key) is UNKNOWN
    )


def _of(
    pack: MunicipalityPack, items: Sequence[Item], person: int | None, facts: Facts
) -> Iterator[dict[str, Any]]:
    by_group: dict[str, list[dict[str, Any]]] = {}
    for item in items:
        condition = shown_when(item, pack.vocabulary)
        if condition is None or condition.evaluate(facts, person) is not False:
            by_group.setdefault(item.group or "", []).append(_field(item, facts, person))
    whose = "" if person is None else f"（{printable(person_label(facts, person))}）"
    ranked = sorted(by_group, key=lambda key: pack.groups[key].order if key in pack.groups else 0)
    for key in ranked:
        label = pack.groups[key].label if key in pack.groups else "申請の内容"
        yield {"label": f"{label}{whose}", "fields": by_group[key]}


def _field(item: Item, facts: Facts, person: int | None) -> dict[str, Any]:
    longest = item.options.get("max_length")
    return {
        "label": item.label,
        "statement": item.question,
        "slot": _slot(item, facts, person),
        "consent": item.options.get("consent") is True,
        "multiple": item.multiple,
        "unit": item.unit,
        "wide": item.type in _WIDE or (isinstance(longest, int) and longest > _LONG) or bool(item.choices),
        "table": _table(item, facts.get(item.key, person)) if item.type is ItemType.ROWS else None,
    }


def _slot(item: Item, facts: Facts, person: int | None) -> Mapping[str, Any]:
    if item.type is ItemType.ROWS:
        return {"text": "", "code": None, "choices": []}
    value = facts.get(item.key, person)
    slot = printed_value(item, value)
    if item.type is ItemType.INTEGER and isinstance(value, int):
        return {**slot, "text": f"{value:,}{item.unit}"}
    if item.type is not ItemType.BOOLEAN or item.options.get("consent") is True:
        return slot
    yes_no = [{"value": "true", "label": "はい"}, {"value": "false", "label": "いいえ"}]
    return {**slot, "choices": yes_no}


def _table(item: Item, value: object) -> dict[str, Any]:
    rows = [row.split(CELL_MARK) for row in value] if isinstance(value, tuple) else []
    columns = list(item.columns.values())
    said = [
        [_cell(column.type, column.unit, cell) for column, cell in zip(columns, row, strict=False)]
        for row in rows
    ]
    empty = [[""] * len(columns)] * max(0, _FEWEST_ROWS - len(said))
    return {"columns": [column.label for column in columns], "rows": said + empty}


def _cell(kind: ItemType, unit: str, cell: str) -> str:
    if kind is ItemType.DATE:
        return format_wareki(date.fromisoformat(cell))
    return printable(f"{int(cell):,}{unit}" if kind is ItemType.INTEGER else cell)
