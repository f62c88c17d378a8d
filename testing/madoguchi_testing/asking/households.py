"""Fictional households with an answer to every question that a life event can ask.

Who lives together is drawn as for the register of the region (`population.structures`). The answers are
drawn item by item and are no statistics: "none" and "no" are likelier than the rest, dates lie around today.
What an age makes impossible (a pension at ten) is not sorted out: nobody of that age is asked about it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from madoguchi.core.packs import LifeEvent, MunicipalityPack
from madoguchi.core.vocabulary import (
    DONT_KNOW,
    MEMBERS,
    PERSON_PREFIX,
    Facts,
    Item,
    ItemType,
    PartialDate,
    Value,
    Vocabulary,
)
from madoguchi.engines.navigator.api import make_plan
from madoguchi_testing.population.structures import SHAPES, people_of

NONE = "none"
SHARE_NONE = 0.7
SHARE_YES = 0.3
MOST_DAYS_AWAY = 60
MOST_DRAWS = 30
BIRTH_DATE = ".birth_date"
BIRTH = "birth.date"
SHARE_NEWBORN = 0.8


@dataclass(frozen=True, slots=True)
class Answering:
    """What somebody answers to whatever is asked: `facts` hold all questions of the event and its roster."""

    event: LifeEvent
    facts: Facts


def households_for(
    pack: MunicipalityPack, event_key: str, *, count: int, seed: int, today: date
) -> Iterator[Answering]:
    """The same households for the same seed; each of them has something to do after this event."""
    source = random.Random(f"{seed}/{event_key}")
    for _ in range(count):
        yield household_for(pack, event_key, source, today)


def household_for(
    pack: MunicipalityPack, event_key: str, source: random.Random, today: date, *, unsure: float = 0.0
) -> Answering:
    """One household that has something to do after the event (nothing, if none is found in 30 draws).

    `unsure` is the share of answers that are 「わからない」 or a partly known date, where that is allowed.
    """
    event = pack.events[event_key]
    found = None
    for _ in range(MOST_DRAWS):
        found = _drawn(pack.vocabulary, event, source, today, unsure)
        if make_plan(pack, event_key, found.facts).entries:
            return found
    if found is None:
        raise AssertionError("no draw was made")
    return found


def _drawn(
    vocabulary: Vocabulary, event: LifeEvent, source: random.Random, today: date, unsure: float
) -> Answering:
    (shape,) = source.choices(SHAPES, weights=[shape.weight for shape in SHAPES])
    people = people_of(source, shape)
    items = {
        question.item: vocabulary[question.item] for question in event.questions if question.item != MEMBERS
    }
    for question in event.questions:
        items |= {key: vocabulary[key] for key in question.roster}

    def answer(item: Item) -> Value:
        may_not_know = item.options.get("can_not_know", True) is not False
        doubt = source.random() < unsure
        if doubt and may_not_know and source.random() < 0.5:
            return DONT_KNOW
        return _DRAWN[item.type](item, source, today, doubt)

    case = {key: answer(item) for key, item in items.items() if not key.startswith(PERSON_PREFIX)}
    members: list[Mapping[str, Value]] = []
    for number, person in enumerate(people):
        told: dict[str, Value] = {
            key: answer(item) for key, item in items.items() if key.startswith(PERSON_PREFIX)
        }
        told |= {"person.relation": person.relation, "person.is_applicant": number == 0}
        born = _born(person.age, source, today)
        doubt = source.random() < unsure
        told["person.birth_date"] = PartialDate(born.year, born.month) if doubt else born
        members.append(told)
    if BIRTH in case and len(members) > 1 and source.random() < SHARE_NEWBORN:
        # The child that was born is one of the household.
        members[-1] = {**members[-1], "person.relation": "child", "person.birth_date": case[BIRTH]}
    return Answering(event, Facts(case=case, members=tuple(members), today=today))


def _born(age: int, source: random.Random, today: date) -> date:
    return today - timedelta(days=round(age * 365.25) + source.randrange(1, 365))


def _boolean(item: Item, source: random.Random, today: date, doubt: bool) -> Value:
    return source.random() < SHARE_YES


def _code(item: Item, source: random.Random, today: date, doubt: bool) -> Value:
    choices = [choice for choice in item.choices if choice != NONE] or list(item.choices)
    if item.multiple:
        return tuple(choice for choice in choices if source.random() < SHARE_YES)
    if NONE in item.choices and source.random() < SHARE_NONE:
        return NONE
    return source.choice(choices)


def _integer(item: Item, source: random.Random, today: date, doubt: bool) -> Value:
    low = item.minimum or 0
    if source.random() < SHARE_NONE:
        return low
    return source.randint(low, min(low + 3, item.maximum if item.maximum is not None else low + 3))


def _date(item: Item, source: random.Random, today: date, doubt: bool) -> Value:
    if item.key.endswith(BIRTH_DATE):
        born = _born(source.choice((0, 5, *range(30, 60, 10), *range(60, 100, 5))), source, today)
        return PartialDate(born.year, born.month) if doubt else born
    day = today + timedelta(days=source.randint(-MOST_DAYS_AWAY, MOST_DAYS_AWAY))
    return PartialDate(day.year, day.month) if doubt else day


def _text(item: Item, source: random.Random, today: date, doubt: bool) -> Value:
    return item.example or "例"


_DRAWN: Mapping[ItemType, Callable[[Item, random.Random, date, bool], Value]] = {
    **dict.fromkeys(ItemType, _text),
    ItemType.BOOLEAN: _boolean,
    ItemType.CODE: _code,
    ItemType.INTEGER: _integer,
    ItemType.DATE: _date,
}

__all__ = ["Answering", "household_for", "households_for"]
