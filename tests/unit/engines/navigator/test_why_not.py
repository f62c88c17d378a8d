"""What is not needed says why; answers that cannot be true together are refused."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from madoguchi.core.packs import MunicipalityPack, Packs, load_packs_or_refuse
from madoguchi.core.vocabulary import DONT_KNOW, AnswersError, Facts, PartialDate
from madoguchi.engines.navigator.api import Plan, RuledOut, check_answers, make_plan
from madoguchi.engines.navigator.domain.rules import rules_of
from madoguchi_testing.asking import households_for

TODAY = date(2026, 3, 19)
HEAD = {"person.relation": "head", "person.birth_date": date(1980, 5, 5)}
CHILD = {"person.relation": "child", "person.birth_date": date(2015, 7, 7)}
MOTHER = {"person.relation": "parent", "person.birth_date": date(1950, 2, 12)}


@cache
def packs() -> Packs:
    return load_packs_or_refuse(Path(__file__).resolve().parents[4] / "packs")


def pack() -> MunicipalityPack:
    return packs().for_municipality("072028", TODAY)


def facts(case: dict[str, Any], *members: dict[str, Any]) -> Facts:
    return Facts(
        {"move.date": date(2026, 3, 11), "move.from_kind": "other_prefecture"} | case, members, TODAY
    )


def ruled_out(found: Facts, key: str, event: str = "moving_in") -> RuledOut:
    return next(one for one in make_plan(pack(), event, found).ruled_out if one.procedure.key == key)


@pytest.mark.parametrize(
    ("key", "found", "why"),
    [
        pytest.param(
            "care_certification_transfer",
            facts({}, MOTHER | {"person.care_level": "none"}, HEAD | {"person.care_level": "none"}),
            "どなたも介護の認定を受けていないため、必要ありません。",
            id="nobody has it",
        ),
        pytest.param(
            "care_certification_transfer",
            facts({}, MOTHER | {"person.care_level": "none"}, CHILD),
            "親御さまは介護の認定を受けておらず、お子さまは10歳（40歳未満）のため、必要ありません。",
            id="each for another reason",
        ),
        pytest.param(
            "residence_card_address",
            facts({"household.situations": ("foreign",)}, HEAD | {"person.nationality_kind": "japanese"}),
            "世帯主の方は日本の国籍を持っているため、必要ありません。",
            id="one person",
        ),
        pytest.param(
            "dog_registration_change",
            facts({"household.situations": ("water",)}, HEAD),
            "犬を飼っていないため、必要ありません。",
            id="not ticked",
        ),
        pytest.param(
            "severe_disability_medical",
            facts({"household.situations": ("none",)}, HEAD, CHILD),
            "障がいの手帳などを持つ方はいないため、必要ありません。",
            id="what holds for the household is said alone",
        ),
        pytest.param(
            "late_elderly_join",
            facts({}, HEAD),
            "世帯主の方は45歳（65歳未満）のため、必要ありません。",
            id="the stricter of two bounds",
        ),
    ],
)
def test_a_procedure_that_is_not_needed_says_why(key: str, found: Facts, why: str) -> None:
    keys = [one.procedure.key for one in make_plan(pack(), "moving_in", found).ruled_out]
    assert key in keys, keys
    assert ruled_out(found, key).why == why


def test_whoever_is_not_concerned_while_others_are_is_named() -> None:
    found = facts(
        {}, HEAD | {"person.has_my_number_card": True}, CHILD | {"person.has_my_number_card": False}
    )
    card = ruled_out(found, "my_number_card_continuation")
    assert card.persons == (1,)
    assert card.why == "お子さまはマイナンバーカードを持っていないため、必要ありません。"


def test_before_the_household_is_known_only_what_rules_everybody_out_is_told() -> None:
    unknown = Facts({"move.from_kind": "other_prefecture"}, None, TODAY)
    found = make_plan(pack(), "moving_in", unknown).ruled_out
    assert {one.procedure.key for one in found} >= {"late_elderly_transfer_in_prefecture"}
    assert all(one.why == "ほかの都道府県からの引越しのため、必要ありません。" for one in found)


def in_words(plan: Plan) -> list[str]:
    return [*(entry.why for entry in plan.entries), *(one.why for one in plan.ruled_out)]


def test_every_procedure_of_an_event_is_on_the_plan_or_says_why_not() -> None:
    for event in packs().events:
        candidates = {one.procedure.key for one in rules_of(pack(), event).rules}
        for told in households_for(pack(), event, count=15, seed=7, today=TODAY):
            plan = make_plan(pack(), event, told.facts)
            planned = {(entry.key, entry.person) for entry in plan.entries}
            assert candidates == {key for key, _ in planned} | {one.procedure.key for one in plan.ruled_out}
            for one in plan.ruled_out:
                assert not any((one.procedure.key, person) in planned for person in one.persons)
            for sentence in in_words(plan):
                assert sentence.count("。") == 1
                assert "ため" in sentence
                assert "None" not in sentence
                assert "." not in sentence, "a key of an item stands in a sentence for people"


@pytest.mark.parametrize(
    ("found", "item", "person", "words"),
    [
        pytest.param(facts({"move.kind": "move_out"}), "move.kind", None, "できごと", id="against the event"),
        pytest.param(
            facts({"household.change_kind": "head"}), "household.change_kind", None, "たずねない", id="case"
        ),
        pytest.param(
            facts({}, HEAD, CHILD | {"person.has_seal_registration": True}),
            "person.has_seal_registration",
            1,
            "たずねない",
            id="person",
        ),
        pytest.param(facts({}, HEAD, HEAD), "person.relation", 1, "世帯主が2人", id="two heads"),
        pytest.param(
            facts({}, HEAD, MOTHER | {"person.relation": "spouse"}, MOTHER | {"person.relation": "spouse"}),
            "person.relation",
            2,
            "夫・妻が2人",
            id="two spouses",
        ),
        pytest.param(
            facts({}, HEAD | {"person.is_applicant": True}, CHILD | {"person.is_applicant": True}),
            "person.is_applicant",
            1,
            "手続きをする人が2人",
            id="two applicants",
        ),
        pytest.param(
            facts({}, HEAD, CHILD | {"person.birth_date": date(2026, 3, 20)}),
            "person.birth_date",
            1,
            "きょうより後",
            id="born tomorrow",
        ),
        pytest.param(
            facts({}, CHILD | {"person.birth_date": PartialDate(2026, 4)}),
            "person.birth_date",
            0,
            "きょうより後",
            id="born next month",
        ),
    ],
)
def test_answers_that_cannot_be_are_refused(found: Facts, item: str, person: int | None, words: str) -> None:
    with pytest.raises(AnswersError, match=words) as caught:
        check_answers(pack(), "moving_in", found)
    assert (caught.value.item, caught.value.person) == (item, person)


def test_what_may_be_true_is_accepted() -> None:
    unknown = {"person.relation": DONT_KNOW, "person.birth_date": PartialDate(2026, 3)}
    check_answers(
        pack(), "moving_in", facts({"move.kind": "move_in", "move.date": DONT_KNOW}, HEAD, unknown, unknown)
    )
