"""What a later answer has hidden is no answer any more."""

from __future__ import annotations

from datetime import date
from typing import Any

from madoguchi.core.packs.showing import without_hidden
from madoguchi.core.vocabulary import DONT_KNOW, Facts, Item, ItemType, Vocabulary

TODAY = date(2026, 3, 25)


def item(key: str, kind: str = "boolean", when: str = "") -> Item:
    options = {"visible_when": when} if when else {}
    return Item(key=key, type=ItemType(kind), label=key, options=options)


VOCABULARY = Vocabulary(
    [
        item("case.first"),
        item("case.second", when="case.first"),
        item("case.third", when="case.second"),
        item("person.ill"),
        item("person.illness", "text", "person.ill"),
    ]
)


def kept(case: dict[str, Any], *members: dict[str, Any]) -> Facts:
    return without_hidden(Facts(case, members or None, TODAY), VOCABULARY)


def test_an_unsure_answer_goes_with_what_led_to_it() -> None:
    given = {"case.first": False, "case.second": DONT_KNOW, "case.third": True}
    assert kept(given).case == {"case.first": False}


def test_what_is_hidden_by_something_hidden_goes_too() -> None:
    given = {"case.first": False, "case.second": True, "case.third": True}
    assert kept(given).case == {"case.first": False}


def test_what_nobody_has_answered_hides_nothing() -> None:
    assert kept({"case.second": DONT_KNOW}).case == {"case.second": DONT_KNOW}
    assert kept({"case.first": DONT_KNOW, "case.second": True}).case["case.second"] is True


def test_of_each_person_for_itself() -> None:
    given = ({"person.ill": False, "person.illness": "x"}, {"person.ill": True, "person.illness": "y"})
    members = kept({}, *given).members
    assert members == ({"person.ill": False}, {"person.ill": True, "person.illness": "y"})
