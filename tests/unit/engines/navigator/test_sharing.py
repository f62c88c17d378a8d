"""A link of a plan names procedures, and lets nobody conclude anything about the household."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.core.packs import Scenario, load_packs_or_refuse
from madoguchi.core.packs.packs import Packs
from madoguchi.core.vocabulary import MEMBERS, Facts, ItemType, Sensitivity, Value, facts_from_json
from madoguchi.engines.navigator.api import LINK_PARAMETER, Plan, link_of, make_plan, shareable, shared

PACKS = Path(__file__).resolve().parents[4] / "packs"
A_LINK = re.compile(r"/[0-9]{6}/[a-z_]+/list/\?procedures=[a-z0-9_]*(\.[a-z0-9_]+)*")


@cache
def packs() -> Packs:
    return load_packs_or_refuse(PACKS)


def plan_of(scenario: Scenario, facts: Facts | None = None) -> Plan:
    pack = packs().for_municipality(scenario.municipality, scenario.today)
    facts = facts or facts_from_json(scenario.answers, packs().vocabulary, scenario.today)
    return make_plan(pack, scenario.event, facts)


def named(link: str) -> list[str]:
    return [key for key in parse_qs(urlsplit(link).query).get(LINK_PARAMETER, [""])[0].split(".") if key]


def an_answer(draw: st.DrawFn, key: str) -> Value:
    item = packs().vocabulary[key]
    if item.type is ItemType.BOOLEAN:
        return draw(st.booleans())
    values = st.sampled_from(sorted(item.choices))
    if item.multiple:
        return tuple(draw(st.lists(values, unique=True, max_size=3)))
    return draw(values)


def sensitive_items() -> list[str]:
    return [
        item.key
        for item in packs().vocabulary.values()
        if (item.sensitivity is Sensitivity.SENSITIVE or item.discreet)
        and item.derived is None
        and item.type in (ItemType.BOOLEAN, ItemType.CODE)
    ]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_is_answered_to_sensitive_questions_the_link_is_the_same(data: st.DataObject) -> None:
    scenario = data.draw(st.sampled_from(packs().scenarios))
    plan = plan_of(scenario)
    case, members = dict(plan.facts.case), [dict(one) for one in plan.facts.members or ()]
    for key in data.draw(st.lists(st.sampled_from(sensitive_items()), unique=True, min_size=1, max_size=6)):
        value = st.composite(an_answer)(key)
        if key in packs().events[scenario.event].sets:
            continue
        if not key.startswith("person."):
            case[key] = data.draw(value)
        for member in members:
            if key.startswith("person."):
                member[key] = data.draw(value)
    other = Facts(case, tuple(members) if plan.facts.members is not None else None, plan.facts.today)
    assert link_of(plan_of(scenario, other)) == link_of(plan)


def test_a_link_of_any_scenario_names_procedures_and_nothing_else() -> None:
    for scenario in packs().scenarios:
        plan = plan_of(scenario)
        link = link_of(plan)
        assert A_LINK.fullmatch(link), link
        keys = named(link)
        assert set(keys) <= {line.procedure.key for line in plan.lines}
        for key in keys:
            procedure = plan.pack.procedures[key]
            assert procedure.discreet_label is None, scenario.title
        assert "protection_measure" not in link


def test_no_procedure_of_a_link_depends_on_a_sensitive_answer() -> None:
    from madoguchi.engines.navigator.domain.rules import rules_of

    for scenario in packs().scenarios:
        plan = plan_of(scenario)
        rules = {rule.procedure.key: rule for rule in rules_of(plan.pack, scenario.event).rules}
        for key in shareable(plan):
            for item in rules[key].applies_when.depends_on - {MEMBERS}:
                assert packs().vocabulary[item].sensitivity is not Sensitivity.SENSITIVE, (key, item)


@pytest.mark.parametrize(
    "keys",
    [["protection_measure"], ["care_certification_transfer"], ["nonsense"], ["<script>"], [""], ["marriage"]],
    ids=["discreet", "sensitive", "unknown", "markup", "empty", "of another event"],
)
def test_a_link_that_names_anything_else_names_nothing(keys: list[str]) -> None:
    assert shared(packs().for_municipality("072028"), "moving_in", keys) == ()


def test_a_page_shows_what_its_link_names_each_once() -> None:
    pack = packs().for_municipality("072028")
    found = shared(pack, "moving_in", ["seal_registration", "move_in_notification", "seal_registration"])
    assert [one.key for one in found] == ["move_in_notification", "seal_registration"]
