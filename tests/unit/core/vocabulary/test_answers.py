"""Facts as JSON: what is read, and how everything else is refused."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from madoguchi.core.vocabulary import (
    DONT_KNOW,
    AnswersError,
    Facts,
    Item,
    ItemType,
    PartialDate,
    Vocabulary,
    facts_from_json,
    facts_to_json,
)
from madoguchi_testing.conditions import TODAY, households
from madoguchi_testing.conditions import VOCABULARY as RANDOM_VOCABULARY

VOCABULARY = Vocabulary(
    [
        Item(
            key="move.kind", type=ItemType.CODE, label="種類", choices={"move_in": "転入", "move_out": "転出"}
        ),
        Item(key="move.date", type=ItemType.DATE, label="引越しの日"),
        Item(key="move.one_stop", type=ItemType.BOOLEAN, label="オンライン転出"),
        Item(key="household.dogs", type=ItemType.INTEGER, label="犬の数", minimum=0, maximum=99),
        Item(key="person.name", type=ItemType.NAME, label="氏名"),
        Item(key="person.birth_date", type=ItemType.DATE, label="生年月日"),
        Item(key="person.age", type=ItemType.INTEGER, label="年齢", derived="age(person.birth_date)"),
    ]
)


def read(**answers: Any) -> Facts:
    return facts_from_json(
        {key.replace("__", "."): value for key, value in answers.items()}, VOCABULARY, TODAY
    )


def refusal(answers: Any) -> str:
    with pytest.raises(AnswersError) as caught:
        facts_from_json(answers, VOCABULARY, TODAY)
    return str(caught.value)


def test_the_prefix_may_be_left_out_inside_members() -> None:
    facts = read(members=[{"name": "会津 花子", "person.birth_date": "1943-05-00"}])
    assert facts.members == ({"person.name": "会津 花子", "person.birth_date": PartialDate(1943, 5)},)


def test_null_is_an_answer_of_not_knowing_and_a_missing_key_is_not() -> None:
    facts = read(move__date=None)
    assert facts.is_answered("move.date")
    assert facts.get("move.date") is DONT_KNOW
    assert not facts.is_answered("move.kind")


def test_a_household_that_was_not_told_differs_from_one_without_members() -> None:
    assert read().members is None
    assert read(members=[]).members == ()


@settings(max_examples=100, deadline=None)
@given(households())
def test_facts_survive_the_way_through_json(facts: Facts) -> None:
    text = json.dumps(facts_to_json(facts))
    assert facts_from_json(json.loads(text), RANDOM_VOCABULARY, TODAY) == facts


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], "「項目: 値」の組"),
        ({"move.kidn": "move_in"}, "「move.kind」ではありませんか"),
        ({"move.kind": "move_im"}, "「move_in」ではありませんか"),
        ({"move.kind": ["move_in"]}, "選択肢にない値"),
        ({"move.date": "2026-02-30"}, "暦にない日付"),
        ({"move.date": "2026-13-00"}, "暦にない日付"),
        ({"move.date": "令和8年3月11日"}, "「2026-03-11」のように"),
        ({"move.date": "0001-01-01"}, "年は1868から"),
        ({"move.date": 20260311}, "文字列で"),
        ({"move.one_stop": "はい"}, "true か false"),
        ({"move.one_stop": 1}, "true か false"),
        ({"household.dogs": True}, "整数で"),
        ({"household.dogs": 1.5}, "整数で"),
        ({"household.dogs": -1}, "0から99まで"),
        ({"household.dogs": 10**30}, "0から99まで"),
        ({"person.name": "会津"}, "members の中に"),
        ({"members": {}}, "並び（配列）"),
        ({"members": ["会津"]}, "「項目: 値」の組"),
        ({"members": [{}] * 100}, "99人まで"),
        ({"members": [{"move.date": "2026-03-11"}]}, "members の外に"),
        ({"members": [{"name": "一", "person.name": "二"}]}, "二度"),
        ({"members": [{"age": 76}]}, "計算される項目"),
        ({"members": [{"name": "一\n二"}]}, "制御文字"),
        ({"members": [{"name": "\ud800"}]}, "制御文字"),
        ({"members": [{"name": "あ" * 1001}]}, "長すぎます"),
        ({"members": [{"name": {"$gt": ""}}]}, "文字列で"),
    ],
)
def test_wrong_answers_are_refused_in_plain_japanese(answers: Any, expected: str) -> None:
    assert expected in refusal(answers)


def test_the_message_names_the_member_but_never_repeats_the_value() -> None:
    message = refusal({"members": [{}, {"birth_date": "トメ1950"}]})
    assert "2人目の「person.birth_date」" in message
    assert "トメ" not in message


def test_a_hostile_key_cannot_reach_the_terminal() -> None:
    message = refusal({"\x1b[2J" + "x" * 500: 1})
    assert "\x1b" not in message
    assert len(message) < 200


def test_adding_an_answer_leaves_the_earlier_facts_as_they_were() -> None:
    before = read(members=[{"name": "会津 花子"}])
    after = before.with_value("person.birth_date", date(1950, 2, 12), 0)
    assert not before.is_answered("person.birth_date", 0)
    assert after.get("person.birth_date", 0) == date(1950, 2, 12)
