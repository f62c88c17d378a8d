"""Who must not judge whom: the doctor who treats the person, whoever works where the person is cared for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from madoguchi.core.packs import BoardRules
from madoguchi.core.vocabulary import MEMBERS, PERSON_PREFIX
from madoguchi.lib.japanese.kanji import search_key

LEAST_LETTERS = 2
"""A name of one letter says nothing: it stands in half of all others."""


@dataclass(frozen=True, slots=True)
class JudgingMember:
    """A member as far as it matters here: reference, name, where the member works."""

    key: str
    name: str = field(repr=False)
    facilities: tuple[str, ...] = field(default=(), repr=False)


def conflict_of(rules: BoardRules, items: Mapping[str, Any], member: JudgingMember) -> str:
    """Why the member must not judge (Japanese), empty where nothing speaks against it.

    Names are compared folded, without spaces, old letters reduced; one that contains the other counts: the
    flag is a question to people, and one too many costs a minute.
    """
    if any(_same(member.name, told, whole=True) for told in told_in(items, rules.conflict_people)):
        return "この人の主治医です。"
    for facility in member.facilities:
        if any(_same(facility, told) for told in told_in(items, rules.conflict_facilities)):
            return f"勤め先「{facility}」を、この人が使っています。"
    return ""


def told_in(items: Mapping[str, Any], keys: Iterable[str]) -> Sequence[str]:
    """The texts of these items, of the case and of its people."""
    members = items.get(MEMBERS)
    people = [one for one in members if isinstance(one, Mapping)] if isinstance(members, list) else []
    found: list[str] = []
    for key in keys:
        holders = people if key.startswith(PERSON_PREFIX) else [items]
        found += [value for one in holders if isinstance(value := one.get(key), str) and value]
    return found


def _same(own: str, told: str, *, whole: bool = False) -> bool:
    one, other = _folded(own), _folded(told)
    if min(len(one), len(other)) < LEAST_LETTERS:
        return False
    return one == other if whole else one in other or other in one


def _folded(text: str) -> str:
    return "".join(search_key(text).split())
