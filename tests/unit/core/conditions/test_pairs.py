"""Why something holds, in another language: the answers that decided, each with its label."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from madoguchi.core.conditions.pairs import told_in_pairs
from madoguchi.core.languages import Language, Message, Texts, speaking
from madoguchi.core.vocabulary import DONT_KNOW, Facts, Item, ItemType

TODAY = date(2026, 3, 19)
ENGLISH = Texts(
    Language("en", "English", "en", "en"),
    [
        Message("{label}：{value}", ("{label}: {value}",), 1),
        Message("{person}：{reasons}", ("{person}: {reasons}",), 2),
        Message("{date}（{age}歳）", ("{date} (age {age})",), 3),
        Message("犬", ("Dogs",), 4),
        Message("頭", ("dog(s)",), 5),
        Message("生年月日", ("Date of birth",), 6),
        Message("外国から来た方のこと", ("About coming from abroad",), 7),
        Message("どれも当てはまらない", ("None of these",), 8),
        Message("わからない", ("I don’t know",), 9),
    ],
)
DOGS = Item(key="household.dogs", type=ItemType.INTEGER, label="犬", unit="頭")
BORN = Item(key="person.birth_date", type=ItemType.DATE, label="生年月日")
ABROAD = Item(
    key="abroad.situations",
    type=ItemType.CODE,
    label="外国から来た方のこと",
    multiple=True,
    choices={"dog": "犬を連れてきた", "none": "どれも当てはまらない"},
)
YOU, CHILD = {"person.birth_date": date(1980, 5, 5)}, {"person.birth_date": date(2015, 7, 7)}


@dataclass(frozen=True)
class Decided:
    """What a leaf of an explanation tells."""

    asked: tuple[Item, ...]
    person: int | None = None


def told(leaves: list[Decided], case: dict[str, Any], *members: dict[str, Any]) -> str:
    with speaking(ENGLISH):
        return told_in_pairs(leaves, Facts(case, members, TODAY), ["You", "Child"])


@pytest.mark.parametrize(
    ("item", "value", "said"),
    [
        pytest.param(DOGS, 1, "Dogs: 1 dog(s)", id="a number with its unit"),
        pytest.param(DOGS, DONT_KNOW, "Dogs: I don’t know", id="not known"),
        pytest.param(ABROAD, (), "About coming from abroad: None of these", id="nothing ticked"),
        pytest.param(ABROAD, ("none",), "About coming from abroad: None of these", id="none ticked"),
    ],
)
def test_an_answer_is_told_with_its_label(item: Item, value: Any, said: str) -> None:
    assert told([Decided((item,))], {item.key: value}) == said


def test_a_birthday_is_told_without_its_weekday() -> None:
    assert told([Decided((BORN,), 0)], {}, YOU) == "You: Date of birth: May 5, 1980 (age 45)"


def test_what_the_household_answered_is_not_said_of_each_person_again() -> None:
    leaves = [Decided((BORN, DOGS), 0), Decided((BORN, DOGS), 1)]
    assert told(leaves, {DOGS.key: 2}, YOU, CHILD) == (
        "You: Date of birth: May 5, 1980 (age 45) / Dogs: 2 dog(s)"
        " / Child: Date of birth: July 7, 2015 (age 10)"
    )
