"""What is to be typed into a core system's input screen: field by field, in the form that the screen takes.

The same entries are shown to a clerk with a button for copying, typed by the robot, and written into the code
that an input screen reads: what people and machines enter cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from madoguchi.core.packs import EntryField, Procedure, WrittenAs
from madoguchi.core.vocabulary import (
    DONT_KNOW,
    MEMBERS,
    PERSON_PREFIX,
    UNKNOWN,
    AnswersError,
    Item,
    PartialDate,
    Sensitivity,
    Value,
    Vocabulary,
    value_from_json,
)
from madoguchi.lib.japanese.dates import format_digits, format_wareki
from madoguchi.lib.japanese.text import digits_of, to_half_width_kana

HOUSEHOLD = "世帯"
ROW = "{row}"


class NotEnterableError(ValueError):
    """この内容は、入力画面の形では入れられません。職員が画面に転記してください。"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One value for one field. `key` is stable: `move.date`, `1.person.name` (the person's number from 0).

    `value` is what is typed, `shown` what people read; `input` is the field's name on the screen.
    """

    key: str
    item: str
    label: str
    value: str
    shown: str
    input: str
    sensitive: bool = False
    exact: bool = True


@dataclass(frozen=True, slots=True)
class EntryGroup:
    """The entries of the household, or of one person; `blank` are labels of fields that stay empty."""

    label: str
    entries: tuple[Entry, ...]
    blank: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EntrySheet:
    """Everything of one record. `rows` is how many people one screen takes (None: as many as there are)."""

    title: str
    groups: tuple[EntryGroup, ...]
    people: int = 0
    rows: int | None = None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries in the order in which they are typed."""
        return tuple(entry for group in self.groups for entry in group.entries)

    def check_enterable(self) -> None:
        """Raises NotEnterableError for what a machine cannot type: too many people, a partial date."""
        if self.rows is not None and self.people > self.rows:
            raise NotEnterableError(
                f"入力画面は{self.rows}人分ですが、{self.people}人います。職員が画面に転記してください。"
            )
        inexact = [entry.label for entry in self.entries if not entry.exact]
        if inexact:
            raise NotEnterableError(
                f"「{'」「'.join(dict.fromkeys(inexact))}」は一部が分からないため、入力画面の形では入れられません。"
                "職員が画面に転記してください。"
            )


def entry_sheet(
    payload: Mapping[str, Any], procedure: Procedure | None, vocabulary: Vocabulary
) -> EntrySheet:
    """The entries of a record's payload; without an input screen, what the procedure asks, as it is read.

    Of a procedure that is there no longer (None), everything that was answered.
    """
    screen = procedure.entry_screen if procedure is not None else None
    fields = screen.fields if screen is not None else tuple(_plain_fields(procedure, vocabulary))
    answers: Mapping[str, Any] = payload.get("answers") or {}
    members: Sequence[Mapping[str, Any]] = answers.get(MEMBERS) or []
    wanted = payload.get("persons")
    indexes = range(len(members)) if wanted is None else [i for i in wanted if 0 <= i < len(members)]
    of_people = [field for field in fields if field.item.startswith(PERSON_PREFIX)]
    groups = [_group(HOUSEHOLD, "", answers, [f for f in fields if f not in of_people], vocabulary, 0)]
    for row, index in enumerate(indexes, start=1):
        answered = {
            key if key.startswith(PERSON_PREFIX) else PERSON_PREFIX + key: value
            for key, value in members[index].items()
        }
        name = answered.get("person.name")
        label = name if isinstance(name, str) else f"{row}人目"
        groups.append(_group(label, f"{index}.", answered, of_people, vocabulary, row))
    return EntrySheet(
        screen.label if screen is not None else procedure.label if procedure is not None else "",
        tuple(group for group in groups if group.entries or group.blank),
        people=len(indexes) if of_people else 0,
        rows=None if screen is None else screen.rows,
    )


def _plain_fields(procedure: Procedure | None, vocabulary: Vocabulary) -> Iterator[EntryField]:
    asked = set(vocabulary) if procedure is None else set(procedure.asks)
    for item in vocabulary.values():
        if item.key in asked and item.key != MEMBERS:
            yield EntryField(item.key, item.label, input=item.label)


def _group(
    label: str,
    prefix: str,
    answers: Mapping[str, Any],
    fields: Sequence[EntryField],
    vocabulary: Vocabulary,
    row: int,
) -> EntryGroup:
    entries, blank = [], []
    for field in fields:
        item = vocabulary.get(field.item)
        value = _value(item, answers.get(field.item))
        if item is None or value is None:
            blank.append(field.label)
            continue
        written, exact = _written(item, value, field.written_as)
        entries.append(
            Entry(
                key=prefix + field.item,
                item=field.item,
                label=field.label,
                value=written,
                shown=_shown(item, value),
                input=field.input.replace(ROW, str(row)),
                sensitive=item.sensitivity is Sensitivity.SENSITIVE,
                exact=exact,
            )
        )
    return EntryGroup(label, tuple(entries), tuple(blank))


def _value(item: Item | None, given: object) -> Value | None:
    """What was answered; None for nothing, for 「わからない」 and for what the vocabulary no longer takes."""
    if item is None or given is None:
        return None
    try:
        value = value_from_json(item, given)
    except AnswersError:
        return None
    return None if value is DONT_KNOW or value is UNKNOWN or value == "" else value


def _written(item: Item, value: Value, form: WrittenAs) -> tuple[str, bool]:
    """The value in the form of the screen, and whether it is exactly the value."""
    match form, value:
        case WrittenAs.DIGITS, date():
            return value.strftime("%Y%m%d"), True
        case WrittenAs.ERA_DIGITS, date():
            return format_digits(value), True
        case ((WrittenAs.DIGITS | WrittenAs.ERA_DIGITS), PartialDate()):
            return _shown(item, value), False
        case WrittenAs.DIGITS, _:
            return digits_of(str(value)), True
        case WrittenAs.HALF_WIDTH_KANA, str():
            return to_half_width_kana(value), True
        case WrittenAs.CODE, bool():
            return str(int(value)), True
        case WrittenAs.CODE, tuple():
            return " ".join(str(one) for one in value), True
        case WrittenAs.CODE, str():
            return value, True
    return _shown(item, value), True


def _shown(item: Item, value: Value) -> str:
    if isinstance(value, date | PartialDate):
        return format_wareki(value)
    return item.label_of(value)
