"""Papers without names: what members of a board see of a person.

Items of the class `personal` are covered; `sensitive` ones are what the board judges, and shown. The rules
of the board name exceptions either way. What people wrote freely may repeat a name or an address: every text
that a covered item holds is covered wherever else it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from madoguchi.core.packs import BoardRules
from madoguchi.core.vocabulary import MEMBERS, PERSON_PREFIX, ItemType, Sensitivity, Vocabulary
from madoguchi.lib.japanese.dates import age_on
from madoguchi.lib.japanese.kanji import reduce_character
from madoguchi.lib.japanese.text import normalise_width

COVER = "■■■"
LEAST_LETTERS = 2
"""Shorter texts are not looked for: a 「一」 of a name stands everywhere."""

_BIRTH, _AGE = f"{PERSON_PREFIX}birth_date", "年齢"
_NAMES = (ItemType.NAME, ItemType.KANA)
_WRITTEN = (*_NAMES, ItemType.TEXT, ItemType.ADDRESS, ItemType.PHONE, ItemType.EMAIL, ItemType.POSTAL_CODE)
_PREFECTURE = re.compile(r"^(?:北海道|東京都|京都府|大阪府|.{2,3}?県)")
_MUNICIPALITY = re.compile(r"^.{1,8}?[市区町村]")
_SECTION = re.compile(r"[大小]?字")
_FIRST_DIGIT = re.compile(r"(?=[0-9])")
_SPACES = re.compile(r"[\s\u3000]+")


def masked_items(
    rules: BoardRules, items: Mapping[str, Any], vocabulary: Vocabulary, on: date
) -> dict[str, Any]:
    """The items as members see them: personal ones left out, the age instead of the birth date.

    The people stand under `members`. An item that the vocabulary does not know is left out.
    """
    covered = covered_texts(rules, items, vocabulary)
    shown = {
        key: mask_text(value, covered)
        for key, value in items.items()
        if key != MEMBERS and _may_be_seen(rules, key, vocabulary)
    }
    people = []
    for one in _people(items):
        seen = {
            key: mask_text(value, covered)
            for key, value in one.items()
            if _may_be_seen(rules, key, vocabulary)
        }
        age = _age(one.get(_BIRTH), on)
        people.append(seen if age is None else seen | {_AGE: age})
    return shown | ({MEMBERS: people} if people else {})


def masked_part(rules: BoardRules, part: Any, items: Mapping[str, Any], vocabulary: Vocabulary) -> Any:
    """A document beside the items, with everything covered that says who it is about."""
    return mask_text(_without_personal(rules, part, vocabulary), covered_texts(rules, items, vocabulary))


def covered_texts(rules: BoardRules, items: Mapping[str, Any], vocabulary: Vocabulary) -> tuple[str, ...]:
    """What is covered wherever it stands, the longest first: names with and without space, family and given
    name, addresses whole and in pieces, numbers.
    """
    found: set[str] = set()
    for key, value in _values(items):
        item = vocabulary.get(key)
        if item is None or item.type not in _WRITTEN or _may_be_seen(rules, key, vocabulary):
            continue
        if isinstance(value, str):
            whole = _folded(value).strip()
            found |= {whole, _SPACES.sub("", whole)}
            if item.type in _NAMES:
                found |= set(_SPACES.split(whole))
            if item.type is ItemType.ADDRESS:
                found |= {_SPACES.sub("", one) for one in _pieces_of(whole)}
    long_enough = (one for one in found if len(one) >= LEAST_LETTERS)
    return tuple(sorted(long_enough, key=lambda one: (-len(one), one)))


def mask_text(value: Any, covered: tuple[str, ...]) -> Any:
    """The value with every covered text replaced, at any depth; other values as they are.

    Old and new forms of a letter are one, and spaces between letters hide nothing.
    """
    if isinstance(value, str):
        text = normalise_width(value)
        folded = _folded(text)
        for one in covered:
            pattern = re.compile(r"[\s\u3000]*".join(map(re.escape, one)))
            spans = [match.span() for match in pattern.finditer(folded)]
            if spans:
                text, folded = _covered(text, spans), _covered(folded, spans)
        return text
    if isinstance(value, Mapping):
        return {key: mask_text(one, covered) for key, one in value.items()}
    if isinstance(value, list):
        return [mask_text(one, covered) for one in value]
    return value


def _covered(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with these places covered, in one pass however many they are: a text may be all name."""
    starts = [0, *(end for _, end in spans)]
    ends = [*(start for start, _ in spans), len(text)]
    return COVER.join(text[start:end] for start, end in zip(starts, ends, strict=True))


def _folded(text: str) -> str:
    """The text letter by letter in its usual form; as long as in half width, so that places stay."""
    return "".join(map(_usual, normalise_width(text)))


def _usual(letter: str) -> str:
    reduced = reduce_character(letter)
    return reduced if len(reduced) == 1 else letter


def _pieces_of(address: str) -> Iterator[str]:
    """An address without its prefecture and municipality, and the names and numbers of which that is made."""
    rest = _PREFECTURE.sub("", address, count=1)
    inside = _MUNICIPALITY.sub("", rest, count=1)
    yield from (rest, inside)
    for name in _SECTION.split(inside):
        yield from _FIRST_DIGIT.split(name, maxsplit=1)


def _without_personal(rules: BoardRules, part: Any, vocabulary: Vocabulary) -> Any:
    if isinstance(part, Mapping):
        return {
            key: _without_personal(rules, value, vocabulary)
            for key, value in part.items()
            if key not in vocabulary or _may_be_seen(rules, str(key), vocabulary)
        }
    if isinstance(part, list):
        return [_without_personal(rules, value, vocabulary) for value in part]
    return part


def _may_be_seen(rules: BoardRules, key: str, vocabulary: Vocabulary) -> bool:
    item = vocabulary.get(key)
    if item is None or key in rules.hidden:
        return False
    return key in rules.shown or item.sensitivity is not Sensitivity.PERSONAL


def _values(items: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield from ((key, value) for key, value in items.items() if key != MEMBERS)
    for one in _people(items):
        yield from one.items()


def _people(items: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    members = items.get(MEMBERS)
    return [one for one in members if isinstance(one, Mapping)] if isinstance(members, list) else []


def _age(birth: object, on: date) -> str | None:
    try:
        return f"{age_on(date.fromisoformat(str(birth)), on)}歳"
    except ValueError:
        return None
