from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from madoguchi.core.packs import Packs, facts_of, load_packs, person_number
from madoguchi_testing.broken_packs import lay_out

CORPUS = Path(__file__).parents[4] / "packs" / "_broken"


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Packs:
    root = lay_out(CORPUS, None, tmp_path_factory.mktemp("base"))
    return load_packs(root, schemas=CORPUS.parent / "_schema")


def test_the_facts_of_a_scenario_hold_what_its_event_sets(packs: Packs) -> None:
    facts = facts_of(packs.scenarios[0], packs)
    assert facts.case == {"move.kind": "move_in", "move.date": date(2026, 3, 11)}
    assert facts.today == date(2026, 3, 25)
    assert facts.members is not None
    assert facts.members[1]["person.birth_date"] == date(1950, 2, 12)


def test_a_person_is_named_by_name_or_number(packs: Packs) -> None:
    scenario = packs.scenarios[0]
    assert person_number(scenario, "母") == 1
    assert person_number(scenario, 0) == 0
    assert person_number(scenario, 2) is None
    assert person_number(scenario, "祖母") is None


def test_a_scenario_knows_where_it_stands(packs: Packs) -> None:
    assert packs.scenarios[0].file == "packs/hill/scenarios/mother.yaml"
    assert packs.scenarios[0].line == 1


def test_a_check_is_found_only_when_the_facts_certainly_break_it(packs: Packs) -> None:
    check = packs.for_municipality("990019").procedures["move_in_notification"].checks[0]
    facts = facts_of(packs.scenarios[0], packs)
    assert not check.found(facts)
    assert check.found(facts.with_value("move.date", date(2026, 3, 26)))
    unknown = type(facts)(case={}, members=None, today=facts.today)
    assert not check.found(unknown)
