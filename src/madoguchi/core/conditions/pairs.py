"""Why a condition holds, in languages other than Japanese: the answers that decided, as 「label: value」.

A Japanese reason is one sentence of joined phrases. No translator can translate its pieces, so other
languages name the answers themselves, with labels and choices that the vocabulary has translated anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

from madoguchi.core.languages import say, say_amount, say_date, say_day, say_list, spoken
from madoguchi.core.vocabulary import UNKNOWN, Facts, Item, PartialDate, Scope, Value
from madoguchi.lib.japanese.dates import age_on

BIRTH_DATE = "person.birth_date"
NOTHING = "none"
"""The code that means 「どれでもない」 wherever an item has one: not to have it says what somebody has."""


class Decided(Protocol):
    """What is told of a leaf: whom it is about, and the items that it read."""

    @property
    def person(self) -> int | None:
        """The member of the household, or None for all of it."""

    @property
    def asked(self) -> tuple[Item, ...]:
        """The items, as the Japanese vocabulary has them."""


def told_in_pairs(leaves: Iterable[Decided], facts: Facts, called: Sequence[str]) -> str:
    """The leaves as pairs, persons with the same pairs together; `called` is what each member is called."""
    pairs: dict[int | None, list[str]] = {}
    for leaf in leaves:
        for item in leaf.asked:
            whose = None if item.scope is Scope.CASE else leaf.person
            own, pair = pairs.setdefault(whose, []), _pair(item, facts, leaf.person)
            if pair not in own:
                own.append(pair)
        if not leaf.asked and leaf.person is None and facts.members is not None:
            pairs.setdefault(None, []).append(say("世帯の人数：{count}人", count=len(facts.members)))
    alike: dict[tuple[str, ...], list[int | None]] = {}
    for person, own in pairs.items():
        alike.setdefault(tuple(own), []).append(person)
    told = []
    for own_pairs, persons in alike.items():
        text = " / ".join(own_pairs)
        names = [called[person] for person in persons if person is not None]
        told.append(say("{person}：{reasons}", person=say_list(names), reasons=text) if names else text)
    return " / ".join(one for one in told if one)


def _pair(item: Item, facts: Facts, person: int | None) -> str:
    persons = [None] if item.scope is Scope.CASE else facts.persons() if person is None else [person]
    texts = dict.fromkeys(_answer_text(item, facts, one) for one in persons)
    return say("{label}：{value}", label=spoken().say(item.label), value=say_list(texts))


def _answer_text(item: Item, facts: Facts, person: int | None) -> str:
    value = facts.get(item.key, person)
    if value is UNKNOWN:
        return say("わからない") if facts.is_answered(item.key, person) else say("まだ分かりません")
    return _value_text(item, value, facts)


def _value_text(item: Item, value: Value, facts: Facts) -> str:
    if isinstance(value, date) and item.key == BIRTH_DATE and value <= facts.today:
        return say("{date}（{age}歳）", date=say_day(value), age=age_on(value, facts.today))
    if isinstance(value, date | PartialDate):
        return say_date(value)
    if value == ():
        return spoken().say(item.choices[NOTHING]) if NOTHING in item.choices else say("いいえ")
    if isinstance(value, tuple):
        return say_list(_value_text(item, one, facts) for one in value)
    if isinstance(value, str) and value in item.choices:
        return spoken().say(item.choices[value])
    if isinstance(value, int) and not isinstance(value, bool) and item.unit:
        return say_amount(value, spoken().say(item.unit))
    return item.label_of(value)
