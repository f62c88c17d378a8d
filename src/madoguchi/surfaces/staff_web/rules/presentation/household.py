"""The small form with an event's questions: what it shows, and the facts that were typed into it.

Nothing of it is kept: the answers come by POST and go back into the fields of the page that they make.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from madoguchi.core.packs import LifeEvent, MunicipalityPack
from madoguchi.core.vocabulary import (
    MEMBERS,
    PERSON_PREFIX,
    AnswersError,
    Facts,
    Item,
    ItemType,
    PartialDate,
    Unknown,
    Value,
    facts_from_json,
)
from madoguchi.lib.japanese.dates import DateError, format_wareki, parse_date

MOST_PEOPLE = 8
"""A picture of more people says no more about the rules."""
_LONGEST = 200
_DONT_KNOW = "?"
_YES_NO = (("true", "はい"), ("false", "いいえ"))


class Posted(Protocol):
    """What a form sent: as of Django's QueryDict."""

    def getlist(self, key: str) -> list[str]:
        """All values of a field."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a select."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One item of the case or of one person; `choices` empty: a text field."""

    name: str
    label: str
    value: str
    choices: tuple[Choice, ...] = ()
    multiple: bool = False
    is_date: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """All fields; `people` has those of each person."""

    case: tuple[Field, ...]
    people: tuple[tuple[Field, ...], ...]
    problems: tuple[Field, ...] = ()


@dataclass(slots=True)
class Typed:
    """What was typed, by the names of the fields, and what could not be read."""

    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    people: int = 1


def items_of(event: LifeEvent, pack: MunicipalityPack) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """The items that the event's questions ask: of the case, and of each person."""
    keys: dict[str, None] = {}
    for question in event.questions:
        keys.update(dict.fromkeys(question.roster or (question.item,)))
    keys.pop(MEMBERS, None)
    items = [pack.vocabulary[key] for key in keys]
    return (
        tuple(item for item in items if not item.key.startswith(PERSON_PREFIX)),
        tuple(item for item in items if item.key.startswith(PERSON_PREFIX)),
    )


def typed_by(posted: Posted, event: LifeEvent, pack: MunicipalityPack) -> Typed:
    """What the form sent. Fields that the event does not ask for are not looked at."""
    of_case, of_person = items_of(event, pack)
    count = "".join(posted.getlist("people")[:1])
    typed = Typed(people=min(int(count), MOST_PEOPLE) if count in map(str, range(100)) else 1)
    names = [_name(item) for item in of_case]
    names += [_name(item, person) for person in range(typed.people) for item in of_person]
    for name in names:
        texts = tuple(text.strip()[:_LONGEST] for text in posted.getlist(name)[:50] if text.strip())
        if texts:
            typed.texts[name] = texts
    return typed


def typed_from(facts: Facts) -> Typed:
    """The facts as if they had been typed: a scenario that somebody wants to change."""
    found: list[tuple[str, Value]] = list(facts.case.items())
    members = (facts.members or ())[:MOST_PEOPLE]
    for number, member in enumerate(members):
        found += [(f"{number}:{key}", value) for key, value in member.items()]
    return Typed({name: _texts(value) for name, value in found}, people=len(members))


def _texts(value: Value) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if isinstance(value, date | PartialDate):
        return (format_wareki(value),)
    return (_DONT_KNOW,) if isinstance(value, Unknown) else (str(value),)


def facts_of_typed(typed: Typed, event: LifeEvent, pack: MunicipalityPack, today: date) -> Facts:
    """The facts; what cannot be read is left out and stands in `problems`."""
    of_case, of_person = items_of(event, pack)
    answers: dict[str, object] = {}
    for item in of_case:
        _read(item, _name(item), typed, answers, pack, today)
    members: list[dict[str, object]] = [{} for _ in range(typed.people)]
    for person, member in enumerate(members):
        for item in of_person:
            _read(item, _name(item, person), typed, member, pack, today)
    if of_person and typed.people:
        answers[MEMBERS] = members
    return facts_from_json(answers, pack.vocabulary, today)


def _read(
    item: Item, name: str, typed: Typed, into: dict[str, object], pack: MunicipalityPack, today: date
) -> None:
    """Read one field into the answers, checked alone, so that one mistake does not lose the others."""
    texts = typed.texts.get(name)
    if not texts:
        return
    try:
        value = _value(item, texts, today)
        alone = {item.key: value}
        of_person = item.key.startswith(PERSON_PREFIX)
        facts_from_json({MEMBERS: [alone]} if of_person else alone, pack.vocabulary, today)
    except DateError as error:
        typed.problems[name] = error.message
    except AnswersError as error:
        typed.problems[name] = error.message
    else:
        into[item.key] = value


def _value(item: Item, texts: Sequence[str], today: date) -> object:
    if texts[0] == _DONT_KNOW:
        return None
    match item.type:
        case ItemType.BOOLEAN:
            return {"true": True, "false": False}.get(texts[0], texts[0])
        case ItemType.INTEGER:
            return int(texts[0]) if texts[0].isascii() and texts[0].isdigit() else texts[0]
        case ItemType.DATE:
            return parse_date(texts[0], today=today).isoformat()
        case ItemType.CODE:
            return list(texts) if item.multiple else texts[0]
    return texts[0]


def form_of(typed: Typed, event: LifeEvent, pack: MunicipalityPack) -> Form:
    """The form with what was typed."""
    of_case, of_person = items_of(event, pack)
    case = tuple(_field(item, _name(item), typed) for item in of_case)
    people = tuple(
        tuple(_field(item, _name(item, person), typed) for item in of_person)
        for person in range(typed.people if of_person else 0)
    )
    every = (*case, *(one for fields in people for one in fields))
    return Form(case, people, tuple(one for one in every if one.problem))


def _field(item: Item, name: str, typed: Typed) -> Field:
    texts = typed.texts.get(name, ())
    options: Mapping[str, str] = dict(_YES_NO) if item.type is ItemType.BOOLEAN else item.choices
    choices: list[Choice] = []
    if options:
        if not item.multiple:
            choices.append(Choice("", "（まだ）", not texts))
        choices += [Choice(value, label, value in texts) for value, label in options.items()]
        choices.append(Choice(_DONT_KNOW, "わからない", _DONT_KNOW in texts))
    return Field(
        name=name,
        label=item.label,
        value=texts[0] if texts else "",
        choices=tuple(choices),
        multiple=item.multiple,
        is_date=item.type is ItemType.DATE,
        problem=typed.problems.get(name, ""),
    )


def _name(item: Item, person: int | None = None) -> str:
    return item.key if person is None else f"{person}:{item.key}"
