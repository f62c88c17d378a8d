"""Weights learned without labels, and weights as a file."""

from __future__ import annotations

import json
from typing import Any

import pytest

from madoguchi.engines.matching.domain.first_guess import first_weights
from madoguchi.engines.matching.domain.learning import TooFewRecordsError, learn
from madoguchi.engines.matching.domain.levels import LEVELS
from madoguchi.engines.matching.domain.model import Field, Person
from madoguchi.engines.matching.domain.register import Register
from madoguchi.engines.matching.domain.weights import Commonness, Weights, WeightsError, default_weights
from madoguchi_testing.matching import SyntheticRegister, incoming, judge, synthetic_register
from madoguchi_testing.population import PopulationPlan, TownOfDemo

TOWNS = {"072010": [TownOfDemo("五老内町", ""), TownOfDemo("本町", ""), TownOfDemo("森合", "")]}
PLAN = PopulationPlan("072010", total=2500, aged=750, moved_out=50, deceased=30, removed=2)


@pytest.fixture(scope="module")
def synthetic() -> SyntheticRegister:
    return synthetic_register([PLAN], seed=21, towns=TOWNS)


def test_what_is_learned_without_labels_is_what_was_done(synthetic: SyntheticRegister) -> None:
    register = Register(synthetic.people)
    asked = list(incoming(synthetic, 1500, seed=22))
    learned = learn(register, [one.person for one in asked], random_pairs=30_000)
    known = sum(one.truth is not None for one in asked)
    assert learned.found == pytest.approx(known, rel=0.05)
    shares = learned.weights.shares
    assert shares[Field.BIRTH]["exact"].m == pytest.approx(0.97, abs=0.02)
    assert shares[Field.GIVEN]["exact"].m == pytest.approx(0.94, abs=0.04)
    assert shares[Field.GIVEN]["different"].weight < -4
    assert shares[Field.SEX]["same"].u == pytest.approx(0.5, abs=0.05)
    judged = judge(incoming(synthetic, 800, seed=23), Register(synthetic.people, learned.weights).answer)
    assert judged.wrong == []
    assert judged.all.recall > 0.75


def test_the_same_data_give_the_same_weights(synthetic: SyntheticRegister) -> None:
    records = [one.person for one in incoming(synthetic, 200, seed=24)]
    one, other = (learn(Register(synthetic.people), records, random_pairs=2_000) for _ in range(2))
    assert one.weights.dumps() == other.weights.dumps()


def test_too_few_records_teach_nothing(synthetic: SyntheticRegister) -> None:
    with pytest.raises(TooFewRecordsError):
        learn(Register(synthetic.people), [Person("1", "会津 誠")])
    with pytest.raises(TooFewRecordsError):
        learn(Register([]), [one.person for one in incoming(synthetic, 60, seed=1)])


def test_learned_weights_name_nobody_who_is_rare(synthetic: SyntheticRegister) -> None:
    rare = Person("rare", "勅使河原 唯一", "テシガワラ タダイチ")
    records = [one.person for one in incoming(synthetic, 100, seed=25)]
    learned = learn(Register([*synthetic.people, rare]), records, random_pairs=1_000)
    assert "勅使河原" not in learned.weights.dumps()


def test_the_weights_that_come_with_the_engine_say_how_they_were_made() -> None:
    weights = default_weights()
    assert weights.made.startswith("madoguchi matching learn --synthetic")
    for field, levels in LEVELS.items():
        assert set(weights.shares[field]) == {level.key for level in levels}
        assert weights.bits[field][levels[0].key] > 0 > weights.bits[field][levels[-1].key]


def test_weights_are_read_as_they_were_written() -> None:
    for weights in (first_weights(), default_weights()):
        assert Weights.loads(weights.dumps()).dumps() == weights.dumps()


def _without(path: str) -> str:
    read: Any = json.loads(first_weights().dumps())
    place = read
    *way, last = path.split(".")
    for step in way:
        place = place[step]
    del place[last]
    return json.dumps(read)


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", '{"version": 2}', _without("fields"), _without("fields.birth"),
        _without("fields.birth.exact"), first_weights().dumps().replace("0.84", "1.84"),
        first_weights().dumps().replace("0.84", "NaN"), first_weights().dumps().replace("0.84", '"x"'),
        first_weights().dumps().replace('"sure"', '"surest"'),
    ],
)  # fmt: skip
def test_a_file_that_is_no_weights_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(WeightsError) as refused:
        Weights.loads(text)
    assert "重みのファイル" in refused.value.message


def test_commonness_counts_people_and_says_more_of_rare_values() -> None:
    names = Commonness.of({"佐藤": 90, "鈴木": 9, "星": 1})
    assert names.typical == pytest.approx(0.8182)
    assert names.bits("星") > names.bits("鈴木") > 0 > names.bits("佐藤")
    assert names.bits("はじめて") == names.bits("星")
    assert Commonness.of({}).bits("佐藤") == 0
