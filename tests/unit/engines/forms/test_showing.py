"""The choice on a page that decides whether another field of it is asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.engines.forms.small_pack import HEAD, VOCABULARY, WIFE, facts

from madoguchi.core.vocabulary import Vocabulary
from madoguchi.engines.forms.domain.fields import FormField, field_id
from madoguchi.engines.forms.domain.showing import ShownWith, shown_with


def asking(condition: str, key: str = "household.head_name") -> Vocabulary:
    """The small vocabulary with a condition for one of its items."""
    return Vocabulary(
        replace(one, options={"visible_when": condition}) if one.key == key else one
        for one in VOCABULARY.values()
    )


def a_field(vocabulary: Vocabulary, key: str, person: int | None = None) -> FormField:
    name = field_id(key, None if person is None else str(person))
    return FormField(name, vocabulary[key], person, "", None, optional=False, answered_before=False)


@pytest.mark.parametrize(
    ("condition", "answers"),
    [
        ('household.joining == "join"', ("join", "dont_know")),
        ('household.joining != "join"', ("new", "dont_know")),
        ('household.joining == "join" and move.kind == "move_in"', ("join", "dont_know")),
    ],
    ids=["one answer", "all but one", "with what is known from elsewhere"],
)
def test_a_choice_on_the_page_says_with_which_answers_the_field_is_asked(
    condition: str, answers: tuple[str, ...]
) -> None:
    vocabulary = asking(condition)
    page = [a_field(vocabulary, "household.joining"), a_field(vocabulary, "household.head_name")]
    found = shown_with(page[1], page, facts({}, HEAD), vocabulary)
    assert found == ShownWith("household-joining", answers)


def test_yes_and_no_are_those_of_the_same_person() -> None:
    keys = ("person.has_card", "person.card_pin_forgotten")
    page = [a_field(VOCABULARY, key, person) for person in (0, 1) for key in keys]
    found = shown_with(page[3], page, facts({}, HEAD, WIFE), VOCABULARY)
    assert found == ShownWith("person-1-has_card", ("yes", "dont_know"))


@pytest.mark.parametrize(
    ("condition", "page"),
    [
        ('household.joining == "join"', ()),
        ('household.joining == "join" or move.kind == "move_in"', ("household.joining",)),
        ("household.dogs > 0", ("household.dogs",)),
        ('household.joining == "join" or move.kind == "move_out"', ("household.joining", "move.kind")),
    ],
    ids=["on another page", "every answer shows it", "a number is typed", "two choices decide together"],
)
def test_without_one_choice_that_decides_the_field_simply_stands_there(
    condition: str, page: tuple[str, ...]
) -> None:
    vocabulary = asking(condition)
    field = a_field(vocabulary, "household.head_name")
    others = [a_field(vocabulary, key) for key in page]
    assert shown_with(field, [*others, field], facts({}, HEAD), vocabulary) is None


def test_a_field_that_is_always_asked_depends_on_nothing() -> None:
    field = a_field(VOCABULARY, "household.head_name")
    assert shown_with(field, [field], facts({}, HEAD), VOCABULARY) is None
