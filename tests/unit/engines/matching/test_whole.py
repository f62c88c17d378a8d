"""Whole registers with Splink: its levels are ours, pair by pair, and so are its answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from madoguchi.engines.matching.domain.comparing import compare
from madoguchi.engines.matching.domain.levels import LEVELS, MISSING
from madoguchi.engines.matching.domain.levels_in_sql import LEVELS_IN_SQL
from madoguchi.engines.matching.domain.model import Field, Person, Verdict
from madoguchi.engines.matching.domain.register import Register
from madoguchi.engines.matching.domain.whole import Whole
from madoguchi.lib.japanese.dates import PartialDate
from madoguchi_testing.matching import SyntheticRegister, incoming, synthetic_register
from madoguchi_testing.population import PopulationPlan, TownOfDemo

TOWNS = {"072010": [TownOfDemo("五老内町", ""), TownOfDemo("本町", ""), TownOfDemo("森合", "")]}
PLAN = PopulationPlan("072010", total=900, aged=270, moved_out=20, deceased=10, removed=1)
HERE = "福島市五老内町3-1"
AWKWARD = [
    Person("佐藤 誠", "佐藤 誠", "サトウ マコト", date(1960, 4, 3), HERE, "male"),
    Person("joined", "佐藤誠", "", date(1960, 3, 4), HERE + " 見本コーポ101"),
    Person("kana", "", "さとうまこと", PartialDate(1960, 4), HERE + " 見本コーポ102", "male"),
    Person("swapped", "誠 佐藤", "マコト サトウ", date(1961, 4, 3), "福島市五老内町3"),
    Person(
        "wrong split", "佐 藤誠", "サ トウマコト", date(1960, 4, 8), "五老内町3-1", municipality_code="072010"
    ),
    Person("one off", "佐籐 真", "サトウ マコト", PartialDate(1960), "福島市本町8-2", "female"),
    Person(
        "former", "鈴木 誠", "スズキ マコト", date(1960, 4, 3), "福島市本町8-2", "male", ("佐藤",), (HERE,)
    ),
    Person("latin", "SMITH JOHN", "スミス ジョン", date(1989, 1, 8), "東京都世田谷区北沢二丁目1番"),
    Person("family", "佐藤 花子", "サトウ ハナコ", date(1930, 4, 3), HERE, "female"),
    Person("era", "佐藤 桜", "サトウ サクラ", date(1993, 4, 3), HERE, "female"),
    Person("bare", "佐藤"),
    Person("nothing", "", "", None, "", ""),
    Person("strange", "\ue000〓", "ー", None, "福島市どこか"),
]


@pytest.fixture(scope="module")
def synthetic() -> SyntheticRegister:
    return synthetic_register([PLAN], seed=9, towns=TOWNS)


def test_sql_and_python_find_the_same_levels(synthetic: SyntheticRegister) -> None:
    asked = [one.person for one in incoming(synthetic, 25, seed=2)]
    people = [replace(one, key=str(number)) for number, one in enumerate([*AWKWARD, *asked])]
    whole = Whole(people)
    levels = whole.levels_of_all_pairs()
    assert len(levels) == len(people) * (len(people) - 1) // 2
    for (one, other), found in levels.items():
        left, right = whole.people[one], whole.people[other]
        expected = compare(left, right)
        if expected[Field.ADDRESS] == "home":
            expected[Field.FAMILY] = MISSING  # counted with the house
        assert found == expected, (left, right)


def test_every_level_has_its_condition() -> None:
    for field, conditions in LEVELS_IN_SQL.items():
        assert set(conditions) == {level.key for level in LEVELS[field]} | {MISSING}
        assert conditions[LEVELS[field][-1].key] == "ELSE"


def test_a_register_answers_the_same_at_once_and_one_by_one(synthetic: SyntheticRegister) -> None:
    asked = [
        replace(one.person, key=str(number)) for number, one in enumerate(incoming(synthetic, 300, seed=4))
    ]
    one_by_one = Register(synthetic.people)
    at_once = dict(Whole(synthetic.people, asked).answers())
    assert len(at_once) == len(asked)
    for person in asked:
        answer = one_by_one.answer(person)
        assert (at_once[person.key].verdict, at_once[person.key].sure_key) == (
            answer.verdict,
            answer.sure_key,
        )


def test_who_is_in_a_register_twice_is_found(synthetic: SyntheticRegister) -> None:
    twice = [replace(one, key=f"{one.key}-again") for one in synthetic.people[:20]]
    found = Whole([*synthetic.people, *twice]).duplicates()
    sure = {frozenset((pair.left, pair.right)) for pair in found if pair.verdict is Verdict.SURE}
    assert {frozenset((one.key, f"{one.key}-again")) for one in synthetic.people[:20]} == sure
    assert [pair.match.weight for pair in found] == sorted(
        (pair.match.weight for pair in found), reverse=True
    )


def test_splink_learns_weights_like_ours(synthetic: SyntheticRegister) -> None:
    asked = [
        replace(one.person, key=str(number)) for number, one in enumerate(incoming(synthetic, 600, seed=4))
    ]
    weights = Whole(synthetic.people, asked).learn(made="test", random_pairs=2e5)
    assert weights.made == "test"
    assert weights.bits[Field.BIRTH]["exact"] > 8
    assert weights.bits[Field.GIVEN]["exact"] > 4
    assert weights.bits[Field.GIVEN]["different"] < -3
    assert weights.bits[Field.ADDRESS]["home"] > 4


def test_a_register_without_anybody_has_no_duplicates() -> None:
    assert Whole([]).duplicates() == []
    assert Whole([Person("1", "会津 誠")]).duplicates() == []
    assert list(Whole([], []).answers()) == []
