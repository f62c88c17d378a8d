"""Why something holds or does not, in a sentence."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.core.conditions import ConditionError, Scope, compile_expression, sentences
from madoguchi.core.vocabulary import Facts, Item, ItemType, PartialDate, Vocabulary
from madoguchi_testing.conditions import VOCABULARY as RANDOM_VOCABULARY
from madoguchi_testing.conditions import conditions, households

VOCABULARY = Vocabulary(
    [
        Item(
            key="move.kind",
            type=ItemType.CODE,
            label="引越しの種類",
            choices={"move_in": "転入", "move_out": "転出"},
            says="{value}",
        ),
        Item(key="move.date", type=ItemType.DATE, label="引越しの日"),
        Item(key="person.birth_date", type=ItemType.DATE, label="生年月日"),
        Item(
            key="person.age",
            type=ItemType.INTEGER,
            label="年齢",
            unit="歳",
            derived="age(person.birth_date, on=today)",
        ),
        Item(
            key="person.age_at_move",
            type=ItemType.INTEGER,
            label="引越しの日の年齢",
            unit="歳",
            derived="age(person.birth_date, on=move.date)",
        ),
        Item(
            key="household.dogs", type=ItemType.INTEGER, label="犬", unit="頭", says="犬を{value}飼っている"
        ),
        Item(
            key="person.care_level",
            type=ItemType.CODE,
            label="要介護認定",
            choices={"none": "認定なし", "applying": "申し込み中", "care_2": "要介護2"},
            says_of={"applying": "介護の認定を申し込んでいる"},
        ),
        Item(
            key="person.card",
            type=ItemType.BOOLEAN,
            label="マイナンバーカード",
            says="マイナンバーカードを持っている",
            says_not="マイナンバーカードを持っていない",
        ),
    ]
)

MOTHER = {
    "person.relation": "parent",
    "person.sex": "female",
    "person.birth_date": date(1950, 2, 12),
    "person.care_level": "care_2",
    "person.card": False,
}
CHILD = {"person.relation": "child", "person.birth_date": date(2015, 7, 7), "person.card": True}
FACTS = Facts(
    {"move.kind": "move_in", "move.date": date(2026, 3, 11), "household.dogs": 2},
    (MOTHER, CHILD),
    date(2026, 3, 19),
)


def why(source: str, person: int | None = None, facts: Facts = FACTS) -> str:
    scope = Scope.CASE if person is None else Scope.PERSON
    return compile_expression(source, VOCABULARY, scope=scope).explain(facts, person).sentence


@pytest.mark.parametrize(
    ("source", "person", "sentence"),
    [
        (
            'person.age >= 75 and person.care_level != "none"',
            0,
            "お母さまは76歳（75歳以上）で、要介護2のため",
        ),
        ("person.age >= 80", 0, "お母さまは76歳（80歳未満）のため"),
        ("6 <= person.age < 15", 1, "お子さまは10歳（6歳以上15歳未満）のため"),
        ('move.kind == "move_in"', None, "転入のため"),
        ('move.kind == "move_in" and person.card', 1, "転入で、お子さまはマイナンバーカードを持っているため"),
        ("not person.card", 0, "お母さまはマイナンバーカードを持っていないため"),
        (
            "person.card and person.age < 15",
            1,
            "お子さまはマイナンバーカードを持っていて、10歳（15歳未満）のため",
        ),
        ("any(members, age >= 75)", None, "お母さまは76歳（75歳以上）のため"),
        ("any(members, age < 6)", None, "年齢が6歳未満の方が世帯にいないため"),
        ("person.card or person.age >= 75", 0, "お母さまは76歳（75歳以上）のため"),
        ("move.date + days(14) < today", None, "引越しの日の14日後（3月25日）がきょう以後のため"),
        ("true", None, "どなたにも当てはまるため"),
        ("person.age_at_move < 75", 1, "お子さまは引越しの日に10歳（75歳未満）のため"),
        ("household.dogs >= 1", None, "犬を2頭飼っているため"),
        ('person.age >= 75 and person.care_level != "applying"', 0, "お母さまは76歳（75歳以上）のため"),
        ('person.care_level != "applying"', 0, "お母さまは要介護2のため"),
        ("any(members, age >= 10)", None, "お母さま、お子さまは10歳以上のため"),
    ],
)
def test_the_leaves_that_decided_are_told(source: str, person: int | None, sentence: str) -> None:
    assert why(source, person) == sentence


def test_a_code_may_have_a_phrase_of_its_own() -> None:
    facts = Facts({}, ({"person.care_level": "applying"},), date(2026, 3, 19))
    assert why('person.care_level != "none"', 0, facts) == "ご家族の方は介護の認定を申し込んでいるため"


def test_what_goes_without_saying_is_told_only_where_nothing_else_is_a_reason() -> None:
    kind = compile_expression('move.kind == "move_in"', VOCABULARY, scope=Scope.CASE)
    both = compile_expression('move.kind == "move_in" and person.card', VOCABULARY, scope=Scope.PERSON)
    granted = {"move.kind"}
    assert kind.explain(FACTS, granted=granted).sentence == "転入のため"
    told = both.explain(FACTS, 1, granted=granted).sentence
    assert told == "お子さまはマイナンバーカードを持っているため"


def test_persons_with_the_same_reasons_stand_in_one_sentence() -> None:
    expression = compile_expression("person.age >= 10", VOCABULARY, scope=Scope.PERSON)
    found = [expression.explain(FACTS, person) for person in FACTS.persons()]
    assert sentences(found, FACTS) == ("お母さま、お子さまは10歳以上のため",)
    assert sentences(found[:1], FACTS) == ("お母さまは76歳（10歳以上）のため",)


def test_persons_with_other_reasons_stand_in_sentences_of_their_own() -> None:
    expression = compile_expression("person.card or person.age >= 75", VOCABULARY, scope=Scope.PERSON)
    found = [expression.explain(FACTS, person) for person in FACTS.persons()]
    assert sentences(found, FACTS) == (
        "お母さまは76歳（75歳以上）のため",
        "お子さまはマイナンバーカードを持っているため",
    )


def test_a_partly_known_age_is_told_as_a_range() -> None:
    facts = Facts({}, ({"person.birth_date": PartialDate(1943)},), date(2026, 3, 19))
    assert why("person.age >= 75", 0, facts) == "ご家族の方は82〜83歳（75歳以上）のため"


def test_what_is_open_says_what_is_missing() -> None:
    facts = Facts({}, ({},), date(2026, 3, 19))
    assert why("person.card", 0, facts) == "ご家族の方は「マイナンバーカード」がまだ分からないため"


def test_the_leaves_name_their_items() -> None:
    expression = compile_expression("person.age >= 75 and person.card", VOCABULARY, scope=Scope.PERSON)
    leaves = expression.explain(FACTS, 0).leaves
    assert [(leaf.items, leaf.holds, leaf.person) for leaf in leaves] == [(("person.card",), False, 0)]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_every_condition_of_every_household_has_a_sentence(data: st.DataObject) -> None:
    source = data.draw(conditions("case", 3))
    facts = data.draw(households())
    try:
        expression = compile_expression(source, RANDOM_VOCABULARY, scope=Scope.CASE)
    except ConditionError:  # too deep, or questions to all members inside each other
        return
    explanation: Any = expression.explain(facts)
    assert explanation.sentence.endswith("ため")
    assert "UNKNOWN" not in explanation.sentence
    assert "Span" not in explanation.sentence
