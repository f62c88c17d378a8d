"""A scenario that expects something wrong is told so: the scenarios really look at the plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from madoguchi.core.packs import ExpectedEntry, Packs, Scenario, load_packs
from madoguchi_testing.broken_packs import lay_out
from madoguchi_testing.scenarios import differences

PACKS = Path(__file__).parents[2] / "packs"


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Packs:
    root = lay_out(PACKS / "_broken", None, tmp_path_factory.mktemp("base"))
    return load_packs(root, schemas=PACKS / "_schema")


@pytest.fixture
def scenario(packs: Packs) -> Scenario:
    return packs.scenarios[0]


def test_the_base_of_the_corpus_says_what_its_scenario_expects(scenario: Scenario, packs: Packs) -> None:
    assert differences(scenario, packs) == []


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        (
            ExpectedEntry("move_in_notification", deadline=date(2026, 3, 26)),
            "「転入届」（move_in_notification）の期限は 2026-03-26 のはずですが、2026-03-25 です。",
        ),
        (
            ExpectedEntry("move_in_notification", late=True),
            "「転入届」（move_in_notification）の期限切れは はい のはずですが、いいえ です。",
        ),
        (
            ExpectedEntry("move_in_notification", desk="care"),
            "「転入届」（move_in_notification）の窓口は care のはずですが、resident_register です。",
        ),
        (
            ExpectedEntry("care_transfer", person="子"),
            "「介護認定の引きつぎ」（care_transfer、子）が計画にありません（子さんは59歳（65歳未満）のため）。",
        ),
    ],
)
def test_what_differs_is_said_in_one_sentence(
    expected: ExpectedEntry, told: str, scenario: Scenario, packs: Packs
) -> None:
    assert differences(replace(scenario, includes=(expected,)), packs) == [told]


def test_a_procedure_that_should_not_be_there_is_named_with_why_it_is(
    scenario: Scenario, packs: Packs
) -> None:
    [told] = differences(replace(scenario, includes=(), excludes=("care_transfer",)), packs)
    assert told.startswith(
        "「介護認定の引きつぎ」（care_transfer）は計画に入らないはずですが、入っています（"
    )
    assert told.endswith("ため）。")


def test_a_question_that_should_have_been_left_is_missed(scenario: Scenario, packs: Packs) -> None:
    assert differences(replace(scenario, next_question="move.date"), packs) == [
        "次の質問は move.date のはずですが、なし です。"
    ]


def test_other_counters_than_expected_are_told_with_how_many_there_are(
    scenario: Scenario, packs: Packs
) -> None:
    assert differences(replace(scenario, counters=(2, 2)), packs) == []
    assert differences(replace(scenario, counters=(3, 1)), packs) == [
        "回る窓口は3か所（まとめて受け付けて1か所）のはずですが、2か所（まとめて受け付けて2か所）です。"
    ]
