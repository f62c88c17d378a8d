"""The content of the packs: what every procedure must carry, and the figures of the region."""

from __future__ import annotations

from pathlib import Path

import pytest

from madoguchi.core.packs import Concerns, Packs, Procedure, facts_of, load_packs_or_refuse, texts_of_event
from madoguchi.core.vocabulary import Facts, ItemType, Sensitivity

ROOT = Path(__file__).parents[2]
PACKS = ROOT / "packs"
SPRITE = ROOT / "src/madoguchi/surfaces/shared_web/static/shared_web/icons.svg"
FOUR_KINDS_OF_MOVE = ("moving_in", "moving_within", "moving_out", "household_change")
MOVES_OVER_THE_BORDER = ("coming_from_abroad", "going_abroad")


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs_or_refuse(PACKS)


def test_the_four_kinds_of_move_have_at_least_28_procedures(packs: Packs) -> None:
    assert set(FOUR_KINDS_OF_MOVE) <= set(packs.events)
    assert len(packs.for_municipality("072028").procedures) >= 28


def test_only_moves_are_moves(packs: Packs) -> None:
    for event in packs.events.values():
        assert event.sets["life.event"]
        is_move = event.key in FOUR_KINDS_OF_MOVE + MOVES_OVER_THE_BORDER
        assert (event.sets["move.kind"] != "none") == is_move, event.key


def test_every_event_has_a_drawing(packs: Packs) -> None:
    sprite = SPRITE.read_text(encoding="utf-8")
    for event in packs.events.values():
        assert f'id="event-{event.icon}"' in sprite, event.icon


def test_the_13_municipalities_have_the_population_of_the_region(packs: Packs) -> None:
    populations = [municipality.population for municipality in packs.municipalities.values()]
    assert len(populations) == 13
    assert sum(population.total for population in populations if population) == 239_190


def test_counters_of_every_municipality_are_shown_as_examples(packs: Packs) -> None:
    for municipality in packs.municipalities.values():
        for name in ("desks", "telephone", "hours"):
            assert municipality.is_example(name), f"{municipality.name} {name}"


def test_every_procedure_says_its_law_and_whether_the_source_was_compared(packs: Packs) -> None:
    for procedure in packs.for_municipality("072028").procedures.values():
        assert procedure.law, procedure.key
        assert procedure.summary, procedure.key
        assert procedure.sources, procedure.key
        for source in procedure.sources:
            assert source.verified or source.note, f"{procedure.key}: an unverified source says what is open"


def test_every_procedure_has_a_family_that_needs_it_and_one_that_does_not(packs: Packs) -> None:
    needed = {entry.procedure for scenario in packs.scenarios for entry in scenario.includes}
    not_needed = {key for scenario in packs.scenarios for key in scenario.excludes}
    procedures = set(packs.for_municipality("072028").procedures)
    assert procedures - needed == set()
    assert procedures - not_needed == set()


def test_every_deadline_says_its_basis_and_what_being_late_means(packs: Packs) -> None:
    for procedure in packs.for_municipality("072028").procedures.values():
        if procedure.deadline is not None:
            assert procedure.deadline.basis, procedure.key
            assert procedure.deadline.if_late, procedure.key


def test_every_item_that_is_asked_says_why(packs: Packs) -> None:
    for item in packs.vocabulary.values():
        if item.question:
            assert item.why, item.key
            assert item.group, item.key


def test_health_care_disability_and_protection_are_sensitive(packs: Packs) -> None:
    sensitive = {item.key for item in packs.vocabulary.values() if item.sensitivity is Sensitivity.SENSITIVE}
    assert {
        "person.care_level",
        "person.disability_certificate",
        "person.self_support_medical",
        "household.pregnancy",
        "household.situations",
        "move.protected",
    } <= sensitive


def test_the_individual_number_is_not_an_item(packs: Packs) -> None:
    for item in packs.vocabulary.values():
        assert "個人番号" not in item.label, item.key
        assert item.register_column != "個人番号", item.key
        assert item.type is ItemType.BOOLEAN or "マイナンバー" not in item.label, item.key


COMPLETE = ("tomizo_moves_in", "marriage", "divorce", "childbirth", "childcare", "school", "bereavement")


@pytest.mark.parametrize("name", COMPLETE)
def test_a_finished_scenario_answers_every_item_that_its_forms_need(packs: Packs, name: str) -> None:
    scenario = next(
        scenario
        for scenario in packs.scenarios
        if scenario.journey and scenario.file.endswith(f"scenarios/{name}.yaml")
    )
    facts = facts_of(scenario, packs)
    pack = packs.for_municipality(scenario.municipality, scenario.today)
    needed = {entry.procedure for entry in scenario.includes}
    for key in needed:
        procedure = pack.procedures[key]
        for item_key in procedure.asks:
            item = pack.vocabulary[item_key]
            if item.options.get("required", True) is False or item.options.get("visible_when"):
                continue
            if item_key.startswith("person."):
                concerned = [person for person in facts.persons() if _concerns(procedure, facts, person)]
                assert all(facts.is_answered(item_key, person) for person in concerned), (key, item_key)
            else:
                assert facts.is_answered(item_key), (key, item_key)


def _concerns(procedure: Procedure, facts: Facts, person: int) -> bool:
    if procedure.concerns is Concerns.HOUSEHOLD:
        return True
    return procedure.applies_when.evaluate(facts, person) is True


def test_what_a_shared_procedure_asks_for_another_event_needs_no_translation(packs: Packs) -> None:
    pack = packs.for_municipality("072028")
    shared = [pack.procedures["water_stop"]]
    topic = pack.vocabulary["living.water"].label
    assert topic in texts_of_event(pack, pack.events["living"], shared)
    moving = texts_of_event(pack, pack.events["moving_out"], shared)
    assert topic not in moving
    assert pack.procedures["water_stop"].summary in moving
    assert pack.vocabulary["move.old_address"].label in moving
