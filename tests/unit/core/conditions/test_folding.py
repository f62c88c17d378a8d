"""Filling answers in keeps the value; derived items computed beforehand change nothing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.core.conditions import (
    UNKNOWN,
    ConditionError,
    Expression,
    Kind,
    Scope,
    compile_expression,
    nodes,
)
from madoguchi.core.conditions.deriving import Derivations
from madoguchi.core.vocabulary import DONT_KNOW, Facts, PartialDate, Value
from madoguchi_testing.conditions import TODAY, VOCABULARY, conditions, households, numbers

SLOW = settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def compiled(source: str, scope: Scope = Scope.CASE, expects: Kind = Kind.BOOLEAN) -> Expression:
    return compile_expression(source, VOCABULARY, scope=scope, expects=expects)


def attempt(source: str, scope: Scope, expects: Kind = Kind.BOOLEAN) -> Expression | None:
    """None where the random writer went against a limit of the language."""
    try:
        return compiled(source, scope, expects)
    except ConditionError:
        return None


def read_items(expression: Expression) -> set[str]:
    return {node.key for node in nodes.walk(expression.node) if isinstance(node, nodes.ItemNode)}


@SLOW
@given(st.data(), conditions("person"), households())
def test_a_decided_condition_keeps_its_value_when_answers_are_filled_in(
    data: st.DataObject, source: str, facts: Facts
) -> None:
    expression = attempt(source, Scope.PERSON)
    if expression is None:
        return
    known = {
        key: facts.case[key]
        for key in data.draw(st.sets(st.sampled_from(sorted(facts.case) or ["?"])))
        if key in facts.case
    }
    folded = expression.filled_in(known)
    for person in facts.persons():
        value = expression.evaluate(facts, person)
        assert value is UNKNOWN or folded.evaluate(facts, person) is value


@SLOW
@given(numbers("case"), households())
def test_a_number_keeps_its_value_when_answers_are_filled_in(source: str, facts: Facts) -> None:
    expression = attempt(source, Scope.CASE, Kind.NUMBER)
    if expression is not None:
        value = expression.evaluate(facts)
        assert value is UNKNOWN or expression.filled_in(facts.case).evaluate(facts) == value


@SLOW
@given(conditions("case"), households())
def test_plain_answers_that_are_filled_in_are_not_read_any_more(source: str, facts: Facts) -> None:
    expression = attempt(source, Scope.CASE)
    if expression is None or "known(" in source:
        return
    plain = {key for key, value in facts.case.items() if isinstance(value, bool | int | str | date)}
    assert not read_items(expression.filled_in(facts.case)) & plain


@SLOW
@given(conditions("person"), households())
def test_derived_items_computed_beforehand_give_the_same_values(source: str, facts: Facts) -> None:
    expression = attempt(source, Scope.PERSON)
    if expression is None:
        return
    computed = Derivations([expression]).computed(facts)
    for person in facts.persons():
        assert expression.evaluate(computed, person) is expression.evaluate(facts, person)


@pytest.mark.parametrize(
    ("source", "known", "value"),
    [
        pytest.param('case.kind == "a" and case.flag', {"case.kind": "b"}, False, id="and"),
        pytest.param('case.kind == "a" or case.flag', {"case.kind": "a"}, True, id="or"),
        pytest.param('case.flag if case.kind in ["a"] else false', {"case.kind": "c"}, False, id="branch"),
        pytest.param('any(members, flag and case.kind == "a")', {"case.kind": "b"}, False, id="nobody"),
        pytest.param('all(members, flag or case.kind == "a")', {"case.kind": "a"}, True, id="everybody"),
        pytest.param("known(case.flag)", {"case.flag": False}, True, id="known"),
        pytest.param(
            'case.day + days(3) < date("2026-01-04")', {"case.day": date(2026, 1, 1)}, False, id="day"
        ),
        pytest.param('case.kind == "a" and case.flag', {"case.kind": "a"}, None, id="left open"),
        pytest.param("case.flag", {"case.flag": DONT_KNOW}, None, id="not known"),
        pytest.param("case.day < today", {"case.day": PartialDate(1950, None)}, None, id="partly known"),
        pytest.param('count(members, case.kind == "a") > 0', {"case.kind": "b"}, None, id="a count stays"),
        pytest.param("case.day < today", {"case.day": date(2026, 1, 1)}, None, id="today is never filled in"),
    ],
)
def test_a_condition_that_the_answers_decide_becomes_a_written_value(
    source: str, known: dict[str, Value], value: bool | None
) -> None:
    assert compiled(source).filled_in(known).written_value is value


def test_a_condition_that_does_not_read_the_answers_stays_the_same_object() -> None:
    expression = compiled('case.kind == "a" and case.flag')
    assert expression.filled_in({"case.other_flag": True}) is expression
    assert expression.filled_in({"case.kind": "a"}) is expression.filled_in({"case.kind": "a"})


def test_known_about_a_question_to_nobody_is_not_decided_too_early() -> None:
    expression = compiled('known(any(members, case.kind == "a"))')
    nobody_known = Facts(case={"case.kind": "b"}, members=None, today=TODAY)
    assert expression.evaluate(nobody_known) is False
    assert expression.filled_in({"case.kind": "b"}).evaluate(nobody_known) is False
