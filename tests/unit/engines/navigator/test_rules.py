"""Which procedures an event can lead to follows from their conditions, with what the event sets."""

from __future__ import annotations

import random
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.core.vocabulary import Facts
from madoguchi.engines.navigator.api import ROSTER_ITEM, item_as_asked, make_plan
from madoguchi.engines.navigator.domain.rules import Rule, UnknownEventError, rules_of
from madoguchi_testing.asking import household_for

TODAY = date(2026, 3, 19)


@cache
def pack(code: str = "072028") -> MunicipalityPack:
    return load_packs_or_refuse(Path(__file__).resolve().parents[4] / "packs").for_municipality(code, TODAY)


def rule(event: str, procedure: str) -> Rule:
    return next(one for one in rules_of(pack(), event).rules if one.procedure.key == procedure)


def test_moving_in_does_not_look_at_what_is_for_leaving() -> None:
    keys = {one.procedure.key for one in rules_of(pack(), "moving_in").rules}
    assert "move_in_notification" in keys
    assert not {"move_out_notification", "move_within_notification"} & keys


def test_what_the_event_sets_is_read_by_no_condition_any_more() -> None:
    rules = rules_of(pack(), "moving_in")
    assert all(not one.depends_on & rules.sets.keys() for one in rules.rules)


def test_the_words_of_a_procedure_stay_those_of_the_pack() -> None:
    found = rule("moving_in", "child_allowance_claim")
    assert found.procedure is pack().procedures["child_allowance_claim"]
    assert 'move.kind == "move_in"' in found.procedure.applies_when.source


def test_the_rules_are_read_once_for_a_pack() -> None:
    assert rules_of(pack(), "moving_in") is rules_of(pack(), "moving_in")


def test_an_event_that_nobody_declared_is_an_error() -> None:
    with pytest.raises(UnknownEventError):
        rules_of(pack(), "moving_to_the_moon")


def test_odds_say_how_often_an_answer_alone_rules_a_procedure_out() -> None:
    odds = rule("moving_in", "disability_certificate_address_change").odds
    assert 0 < odds["person.disability_certificate"] < 0.5
    assert rule("moving_in", "protection_measure").odds["move.protected"] == 0.5


@pytest.mark.parametrize(
    ("event", "codes"),
    [
        ("moving_in", {"foreign", "pregnant", "support", "dog", "moped", "water", "none"}),
        ("moving_within", {"foreign", "support", "dog", "moped", "water", "none"}),
        ("moving_out", {"foreign", "support", "care", "moped", "water", "seal", "none"}),
        ("going_abroad", {"foreign", "support", "care", "moped", "water", "seal", "none"}),
        ("coming_from_abroad", {"foreign", "pregnant", "support", "water", "none"}),
    ],
)
def test_a_list_to_tick_offers_only_what_can_matter_after_the_event(event: str, codes: set[str]) -> None:
    situations = pack().vocabulary["household.situations"]
    offered = rules_of(pack(), event).as_asked(situations).choices
    assert set(offered) == codes
    assert list(offered) == [code for code in situations.choices if code in codes]


def test_a_list_without_none_of_them_stays_whole() -> None:
    kinds = pack().vocabulary["deceased.property_kinds"]
    assert "none" not in kinds.choices
    assert rules_of(pack(), "bereavement").as_asked(kinds) == kinds


def test_what_is_no_list_to_tick_stays_as_it_is() -> None:
    level = pack().vocabulary["person.care_level"]
    assert rules_of(pack(), "moving_in").as_asked(level) is level


def test_an_event_may_put_questions_in_words_of_its_own() -> None:
    relation = pack().vocabulary["person.relation"]
    asked = item_as_asked(pack(), "bereavement", "person.relation")
    assert "亡くなった方から見た続柄" in asked.help
    assert (asked.choices, asked.options) == (relation.choices, relation.options)
    members = item_as_asked(pack(), "bereavement", "members")
    assert members.question.startswith("亡くなった方のご家族のうち")
    assert members.why == ROSTER_ITEM.why
    assert item_as_asked(pack(), "moving_in", "members") is ROSTER_ITEM


@pytest.mark.parametrize("event", ["moving_in", "moving_within", "moving_out", "household_change"])
def test_no_procedure_that_applies_is_left_out(event: str) -> None:
    source = random.Random(event)
    kept = {one.procedure.key for one in rules_of(pack(), event).rules}
    for _ in range(40):
        told = household_for(pack(), event, source, TODAY, unsure=0.2)
        facts = Facts(
            {**told.facts.case, **rules_of(pack(), event).sets}, told.facts.members, told.facts.today
        )
        for procedure in pack().procedures.values():
            whose = facts.persons() if procedure.applies_when.scope == "person" else (None,)
            if any(procedure.applies_when.evaluate(facts, person) is not False for person in whose):
                assert procedure.key in kept
        planned = [entry.key for entry in make_plan(pack(), event, told.facts).entries]
        assert set(planned) <= kept
