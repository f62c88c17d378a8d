"""A register in memory: whoever is in it is found, and weighed as one pair would be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from madoguchi.engines.matching.domain.deciding import Comparer
from madoguchi.engines.matching.domain.model import Person, Reason, Verdict
from madoguchi.engines.matching.domain.register import MOST_COMPARED, Register
from madoguchi_testing.matching import SyntheticRegister, ask_for, incoming, judge, synthetic_register
from madoguchi_testing.population import PopulationPlan, TownOfDemo

TOWNS = {"072010": [TownOfDemo("五老内町", ""), TownOfDemo("本町", ""), TownOfDemo("森合", "")]}
PLAN = PopulationPlan("072010", total=6000, aged=1800, moved_out=100, deceased=60, removed=5)


@pytest.fixture(scope="module")
def synthetic() -> SyntheticRegister:
    return synthetic_register([PLAN], seed=5, towns=TOWNS)


@pytest.fixture(scope="module")
def register(synthetic: SyntheticRegister) -> Register:
    return Register(synthetic.people)


def test_no_answer_is_surely_wrong(synthetic: SyntheticRegister, register: Register) -> None:
    judged = judge(ask_for(synthetic, 6000, seed=11), register.answer)
    assert judged.wrong == []
    assert judged.all.asked > 5500
    assert judged.all.recall > 0.85
    assert judged.all.reached > 0.99
    for kind in ("plain", "other_kanji", "joined", "kana_only", "address_otherwise", "moved_saying_whence"):
        assert judged.kinds[kind].recall > 0.97, kind
    assert judged.kinds["moved"].sure == 0


def test_a_mixed_pile_of_papers_is_sorted_right(synthetic: SyntheticRegister, register: Register) -> None:
    judged = judge(incoming(synthetic, 3000, seed=12), register.answer)
    assert judged.wrong == []
    assert judged.all.recall > 0.8


def test_a_register_weighs_as_a_pair_is_weighed(synthetic: SyntheticRegister, register: Register) -> None:
    comparer = Comparer(register.weights, preparer=register.preparer, among=len(register))
    by_key = {person.key: person for person in synthetic.people}
    for asked in incoming(synthetic, 300, seed=13):
        for match in register.answer(asked.person).matches:
            pair = comparer.compare(asked.person, by_key[match.key])
            assert pair.weight == pytest.approx(match.weight)
            assert pair.evidence == match.evidence


def test_values_weighed_once_give_the_order_of_pairs(
    register: Register, synthetic: SyntheticRegister
) -> None:
    person = register.preparer.person(replace(synthetic.people[0], key="?"))
    rows = register.candidates(person)
    weights = dict(zip(rows.tolist(), register._weigh(person, rows).tolist(), strict=True))
    for scored in register._scored(person, rows):
        row = register.keys.index(scored.person.key)
        assert weights[row] == pytest.approx(scored.weight)


def test_people_of_the_register_do_not_find_themselves_when_left_out(register: Register) -> None:
    person = register.person(0)
    assert register.answer_prepared(person).matches[0].key == person.key
    assert all(one.key != person.key for one in register.answer_prepared(person, without=0).matches)


def test_an_empty_register_has_nobody() -> None:
    found = Register([]).answer(Person("?", "会津 誠"))
    assert (found.verdict, found.reason) == (Verdict.NONE, Reason.NOBODY)


def test_a_hundred_namesakes_are_for_a_human() -> None:
    crowd = [Person(str(number), "佐藤 誠", "サトウ マコト", date(1960, 4, 3)) for number in range(100)]
    found = Register(crowd).answer(Person("?", "佐藤 誠", "サトウ マコト", date(1960, 4, 3)))
    assert found.verdict is Verdict.HUMAN
    assert found.reason is Reason.SEVERAL
    assert len(found.matches) < MOST_COMPARED


def test_people_are_found_by_their_former_name_and_address() -> None:
    old = Person("1", "見本 花子", birth_date=date(1980, 2, 3), address="福島市本町8-2",
                 former_families=("会津",), former_addresses=("福島市五老内町3-1",))  # fmt: skip
    register = Register([old])
    assert register.answer(Person("?", "会津花子", address="福島市五老内町3-1")).sure_key == "1"


def test_corporations_and_people_of_one_name_stay_apart() -> None:
    here = "福島市五老内町3-1"
    register = Register(
        [Person("p", "見本 建設", address=here), Person("c", corporate="㈱見本建設", address=here)]
    )
    assert register.answer(Person("?", corporate="株式会社見本建設", address=here)).sure_key == "c"
    assert register.answer(Person("?", "見本建設", address=here)).sure_key == "p"
