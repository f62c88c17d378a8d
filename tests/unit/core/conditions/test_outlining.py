"""A rule as an outline: all of these, one of these, single phrases."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from madoguchi.core.conditions import Joined, Kind, Outline, Scope, compile_expression, outline, term_words
from madoguchi.core.vocabulary import Item, ItemType, Vocabulary
from madoguchi_testing.conditions import VOCABULARY as RANDOM_VOCABULARY
from madoguchi_testing.conditions import conditions

VOCABULARY = Vocabulary(
    [
        Item(key="move.date", type=ItemType.DATE, label="引越しの日"),
        Item(key="move.one_stop", type=ItemType.BOOLEAN, label="ワンストップ", says="ネットで届け出た"),
        Item(key="person.age", type=ItemType.INTEGER, label="年齢", unit="歳"),
        Item(key="person.card", type=ItemType.BOOLEAN, label="札", says="札がある", says_not="札がない"),
        Item(key="person.student", type=ItemType.BOOLEAN, label="学生", says="学生だ", says_not="学生でない"),
    ]
)


def outlined(source: str, vocabulary: Vocabulary = VOCABULARY, scope: Scope = Scope.PERSON) -> Outline:
    return outline(compile_expression(source, vocabulary, scope=scope))


def drawn(one: Outline) -> str:
    if one.joined is None:
        return one.phrase
    return (
        f"({(' かつ ' if one.joined is Joined.ALL else ' または ').join(drawn(part) for part in one.parts)})"
    )


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("person.card", "札がある"),
        ("not person.card", "札がない"),
        ("person.card and (person.age >= 75 or person.age >= 65 and person.student)",
         "(札がある かつ (年齢が75歳以上 または (年齢が65歳以上 かつ 学生だ)))"),
        ("20 <= person.age < 60", "(年齢が20歳以上 かつ 年齢が60歳未満)"),
        ("not (person.card and person.student)", "(札がない または 学生でない)"),
        ("person.card if person.student else person.age < 20",
         "((学生だ かつ 札がある) または (学生でない かつ 年齢が20歳未満))"),
    ],
    ids=["one", "negated", "nested", "between", "neither-nor", "choice"],
)  # fmt: skip
def test_a_condition_is_said_in_parts_that_can_be_read_in_one_way_only(source: str, said: str) -> None:
    assert drawn(outlined(source)) == said


def test_the_leaves_name_the_items_that_they_read() -> None:
    found = outlined("person.card and person.age >= 75")
    assert [leaf.items for leaf in found.leaves] == [("person.card",), ("person.age",)]
    assert found.items == ("person.card", "person.age")


def test_a_date_that_depends_on_something_names_both_days() -> None:
    after = compile_expression(
        "move.date + days(14) if move.one_stop else move.date",
        VOCABULARY,
        scope=Scope.CASE,
        expects=Kind.DATE,
    )
    assert term_words(after) == "ネットで届け出たときは引越しの日の14日後、そうでなければ引越しの日"


@given(conditions(Scope.PERSON))
@settings(max_examples=150)
def test_every_condition_has_an_outline_with_all_its_items(source: str) -> None:
    expression = compile_expression(source, RANDOM_VOCABULARY, scope=Scope.PERSON)
    found = outline(expression)
    assert set(found.items) == expression.depends_on - {"members"}
    assert all(leaf.phrase for leaf in found.leaves)


@given(conditions(Scope.PERSON))
@settings(max_examples=100)
def test_not_not_is_nothing(source: str) -> None:
    assert outlined(f"not (not ({source}))", RANDOM_VOCABULARY) == outlined(source, RANDOM_VOCABULARY)
