"""The rules of a pack as other engines read them: the same answers before any speed is compared."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from madoguchi.core.conditions import Expression, Scope, compile_expression
from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.core.vocabulary import Facts
from madoguchi_testing.asking import households_for
from madoguchi_testing.benchmarks.navigator import own_results
from madoguchi_testing.benchmarks.peers import zen
from madoguchi_testing.benchmarks.peers.openfisca import Columns, Country, numbers_of_codes
from madoguchi_testing.benchmarks.peers.plain import (
    RealRule,
    UntranslatableError,
    number_of,
    plain_values,
    real_rules,
)
from madoguchi_testing.conditions import VOCABULARY

TODAY = date(2026, 3, 19)
EVENTS = ["moving_in", "moving_out", "certificate"]


@cache
def pack() -> MunicipalityPack:
    return load_packs_or_refuse(Path(__file__).resolve().parents[4] / "packs").for_municipality(
        "072028", TODAY
    )


def told(event: str) -> list[Facts]:
    return [one.facts for one in households_for(pack(), event, count=40, seed=5, today=TODAY)]


def rules_for(event: str, facts: Facts) -> list[RealRule]:
    rules = real_rules(pack(), event, facts)
    assert len(rules) > 5
    return rules


def rule(source: str, scope: Scope = Scope.CASE) -> RealRule:
    found: Expression = compile_expression(source, VOCABULARY, scope=scope)
    return RealRule("rule", found)


@pytest.mark.parametrize("event", EVENTS)
def test_zen_gives_the_same_results_for_real_rules_and_households(event: str) -> None:
    pytest.importorskip("zen")
    households = told(event)
    rules = rules_for(event, households[0])
    decide = zen.decision_of(rules, TODAY)
    for facts in households:
        assert decide(zen.context_of(facts)) == own_results(rules, facts)


@pytest.mark.parametrize("event", EVENTS)
def test_openfisca_gives_the_same_results_for_real_rules_and_households(event: str) -> None:
    pytest.importorskip("openfisca_core")
    households = told(event)
    rules = rules_for(event, households[0])
    codes = numbers_of_codes(pack().vocabulary)
    columns = Columns(households, codes, times=2)
    country = Country(rules, columns, codes, TODAY)
    found = country.results(country.simulation(columns))
    for one in rules:
        expected: list[object] = []
        for facts in households:
            result = own_results([one], facts)[one.name]
            expected += result if isinstance(result, list) else [result]
        assert [bool(value) for value in found[one.name]] == expected * 2


def test_openfisca_takes_a_choice_that_nobody_ticked_for_false() -> None:
    pytest.importorskip("openfisca_core")
    asked = rule('"y" in person.tags', Scope.PERSON)
    columns = Columns([Facts({}, ({"person.tags": ("x",)},), TODAY)], {})
    country = Country([asked], columns, {}, TODAY)
    assert list(country.results(country.simulation(columns))[asked.name]) == [False]


@pytest.mark.parametrize(
    ("source", "scope", "text"),
    [
        pytest.param(
            'case.kind == "a" and not case.flag',
            Scope.CASE,
            "((case_kind == 'a') and (not case_flag))",
            id="and",
        ),
        pytest.param(
            "person.age >= 65",
            Scope.PERSON,
            "map(members, (floor((20260319 - #.person_birth_date) / 10000) >= 65))",
            id="age",
        ),
        pytest.param(
            'any(members, relation in ["child"])',
            Scope.CASE,
            "some(members, (#.person_relation in ['child']))",
            id="members",
        ),
        pytest.param("fiscal_year(today) == 2025", Scope.CASE, "true", id="only the day"),
        pytest.param(
            '"x" in person.tags', Scope.PERSON, "map(members, (#.person_tags__x == true))", id="several codes"
        ),
    ],
)
def test_a_condition_in_the_words_of_zen(source: str, scope: Scope, text: str) -> None:
    assert zen.expression_of(rule(source, scope), TODAY) == text


def test_what_has_no_counterpart_is_said_to_have_none() -> None:
    with pytest.raises(UntranslatableError):
        zen.expression_of(rule("next_working_day(case.day) > today"), TODAY)


def test_answers_become_plain_values() -> None:
    assert number_of(date(2004, 2, 29)) == 20040229
    values = plain_values({"person.birth_date": date(1950, 2, 12), "person.tags": ("x",), "case.flag": False})
    assert values == {"person_birth_date": 19500212, "person_tags__x": True, "case_flag": False}
