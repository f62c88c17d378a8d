"""The household as a list of people: the first thing that is asked about them, on one page.

Every row has a key that stays with the person for as long as the draft lives. A page that is sent twice
carries the same keys and changes nothing the second time; two windows that add different people carry
different keys and keep both. Nobody leaves the list by being absent from a page: only the button that says so
takes a person away.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from madoguchi.core.languages import say
from madoguchi.core.vocabulary import (
    ACTING,
    FROM_OUTSIDE,
    Facts,
    Item,
    Value,
    Vocabulary,
    person_label,
)
from madoguchi.core.vocabulary.answers import MOST_MEMBERS
from madoguchi.engines.forms.domain.fields import FieldReference, FormField, FormGroup, field_id
from madoguchi.engines.forms.domain.parsing import Posted, parse_group

ROSTER_KEYS = "person"
"""The name of the hidden inputs that list the rows of the page, one key each or several with commas."""

_RELATION, _HEAD = "person.relation", "head"
_KEY = re.compile(r"[a-z0-9]{1,8}", re.ASCII)


def new_key() -> str:
    """A key for a new row; with eight hexadecimal digits no two rows of a household have the same: with four
    one household of forty in eighty lost somebody.
    """
    return secrets.token_hex(4)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person of the roster page: the key of the row, what to call the person, the fields."""

    key: str
    label: str
    group: FormGroup


@dataclass(frozen=True, slots=True)
class Roster:
    """The roster page: the people who are known, then empty rows."""

    items: tuple[Item, ...]
    rows: tuple[RosterRow, ...]


@dataclass(frozen=True, slots=True)
class ParsedRoster:
    """What the roster page said: values by row key (in order), messages by field id, and the raw input."""

    rows: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    raw: Mapping[str, str] = field(default_factory=dict)
    message: str = ""
    """What is wrong with the page as a whole, or empty."""
    problems: Mapping[str, str] = field(default_factory=dict)
    """The errors without whose they are, for pages that show them beside the person."""

    @property
    def is_clean(self) -> bool:
        """Whether everything could be read and at least one person is there."""
        return not self.errors and not self.message


def roster_page(
    items: Sequence[Item],
    facts: Facts,
    keys: Sequence[str],
    *,
    empty_rows: int = 1,
) -> Roster:
    """The roster with the people of `facts` (whose row keys are `keys`) and some empty rows.

    `items` are what is asked of each, as the event asks it.
    """
    rows = [
        _row(items, key, person_label(facts, person, with_age=False), facts, person)
        for person, key in enumerate(keys)
    ]
    for number in range(min(empty_rows, MOST_MEMBERS - len(rows))):
        oneself = not rows and facts.get(ACTING) not in FROM_OUTSIDE
        label = say("あなた") if oneself else _nth(len(keys) + number + 1)
        rows.append(_row(items, new_key(), label, facts, None))
    return Roster(tuple(items), tuple(rows))


def _row(items: Sequence[Item], key: str, label: str, facts: Facts, person: int | None) -> RosterRow:
    fields = tuple(
        FormField(
            id=field_id(item.key, key),
            item=item,
            person=person,
            label=item.label,
            value=_value(facts, item.key, person),
            optional=False,
            answered_before=False,
        )
        for item in items
    )
    return RosterRow(key, label, FormGroup(f"person-{key}", label, person, fields))


def _nth(number: int) -> str:
    return say("{number}人目", number=number)


def _value(facts: Facts, key: str, person: int | None) -> Value | None:
    if person is None or not facts.is_answered(key, person):
        return None
    return facts.get(key, person)


def posted_keys(posted: Posted) -> list[str]:
    """The row keys that a post names, each once, in order; what does not look like a key is left out."""
    getlist = getattr(posted, "getlist", None)
    texts = list(getlist(ROSTER_KEYS)) if callable(getlist) else [str(posted.get(ROSTER_KEYS) or "")]
    found = [key for text in texts for key in str(text)[:2_000].split(",") if _KEY.fullmatch(key)]
    return list(dict.fromkeys(found))


def parse_roster(
    vocabulary: Vocabulary, item_keys: Sequence[str], posted: Posted, facts: Facts, known: Sequence[str]
) -> ParsedRoster:
    """What the roster page said; never raises.

    `known` are the keys of the people who are already on the list: one of them whose fields are empty is an
    error, an empty new row is nobody. Every field of a person who is there must be answered (「わからない」
    is an answer).
    """
    items = tuple(vocabulary[key] for key in item_keys)
    rows: dict[str, Mapping[str, Value]] = {}
    errors: dict[str, str] = {}
    problems: dict[str, str] = {}
    raw: dict[str, str] = {}
    for number, key in enumerate(posted_keys(posted)):
        group = _row(items, key, _nth(number + 1), facts, None).group
        parsed = parse_group(group, posted, facts, vocabulary, demand=True)
        said_something = any(text.strip() for name, text in parsed.raw.items() if not name.endswith("-era"))
        if not said_something and key not in known:
            continue
        raw.update(parsed.raw)
        problems.update(parsed.errors)
        errors.update(
            {
                identifier: say("{person}：{problem}", person=_nth(number + 1), problem=text)
                for identifier, text in parsed.errors.items()
            }
        )
        rows[key] = {reference.item: value for reference, value in parsed.values.items()}
    for key in () if facts.may_live_apart() else _second_heads(rows):
        number = posted_keys(posted).index(key) + 1
        identifier = field_id(_RELATION, key)
        problems[identifier] = say(
            "世帯主は1人だけです。この方は、世帯主から見た続柄（夫・妻、子など）を選んでください。"
        )
        errors[identifier] = say("{person}：{problem}", person=_nth(number), problem=problems[identifier])
        rows[key] = {item: value for item, value in rows[key].items() if item != _RELATION}
    return ParsedRoster(rows, errors, raw, _whole_page_message(rows, known), problems)


def _second_heads(rows: Mapping[str, Mapping[str, Value]]) -> list[str]:
    """The rows after the first one whose person is called head: told here, where it is chosen, and not pages
    later.
    """
    return [key for key, row in rows.items() if row.get(_RELATION) == _HEAD][1:]


def _whole_page_message(rows: Mapping[str, object], known: Sequence[str]) -> str:
    total = len({*rows, *known})
    if total == 0:
        return say("ご家族が一人も入力されていません。手続きをする方を、お一人以上入力してください。")
    if total > MOST_MEMBERS:
        return say(
            "一度に入力できるのは{most}人までです。施設などの方は、窓口にご相談ください。", most=MOST_MEMBERS
        )
    return ""


__all__ = [
    "ROSTER_KEYS",
    "FieldReference",
    "ParsedRoster",
    "Roster",
    "RosterRow",
    "new_key",
    "parse_roster",
    "posted_keys",
    "roster_page",
]
