"""open_items is empty exactly when no set of answers to the unanswered items changes the value."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from madoguchi.core.conditions import UNKNOWN, OpenItem, Scope, compile_expression
from madoguchi.core.conditions.deriving import Derivations
from madoguchi.core.conditions.expression import Expression
from madoguchi.core.vocabulary import DONT_KNOW, Facts, ItemType
from madoguchi_testing.conditions import TODAY, VOCABULARY, conditions, households

MOST_COMPLETIONS = 2000


def _answers(key: str, asked_by_known: bool) -> list[Any]:
    item = VOCABULARY[key]
    if item.type is ItemType.BOOLEAN:
        found: list[Any] = [True, False]
    elif item.type is ItemType.CODE:
        found = list(item.choices)
    else:
        assert item.minimum is not None
        assert item.maximum is not None
        found = list(range(item.minimum, item.maximum + 1))
    return [*found, DONT_KNOW] if asked_by_known else found


def _completions_agree(expression: Expression, facts: Facts, person: int | None, source: str) -> bool:
    """Try every completion by brute force, with the tree evaluation and nothing of `opening`."""
    holes: list[tuple[str, int | None]] = []
    for key in sorted(expression.depends_on - {"members"}):
        if not key.startswith("person."):
            holes += [(key, None)] if key not in facts.case else []
        else:
            holes += [(key, index) for index in facts.persons() if not facts.is_answered(key, index)]
    with_known = "known(" in source
    domains = [_answers(key, with_known) for key, _ in holes]
    size = 1
    for domain in domains:
        size *= len(domain)
    assume(size <= MOST_COMPLETIONS)
    seen: list[Any] = []
    for values in product(*domains):
        completed = facts
        for (key, index), value in zip(holes, values, strict=True):
            completed = completed.with_value(key, value, index)
        value = expression.evaluate_tree(completed, person)
        if seen and value != seen[0]:
            return False
        seen.append(value)
    return True


@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
@given(st.data(), st.sampled_from(["case", "person"]))
def test_open_items_is_empty_exactly_when_no_completion_changes_the_value(
    data: st.DataObject, scope: str
) -> None:
    source = data.draw(conditions(scope, 3, finite=True))
    facts = data.draw(households(most_members=2, composition_known=True))
    person = None
    if scope == "person":
        assume(facts.members)
        person = data.draw(st.sampled_from(list(facts.persons())))
    expression = compile_expression(source, VOCABULARY, scope=Scope(scope))
    # Where known() asks for only some of the items, 「わからない」 is an answer to those alone.
    known = source.count("known(")
    assume(known == 0 or source == f"known({source.removeprefix('known(').removesuffix(')')})")
    agree = _completions_agree(expression, facts, person, source)
    assert (expression.open_items(facts, person) == frozenset()) is agree, (source, facts)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), st.sampled_from(["case", "person"]))
def test_derived_items_that_were_computed_beforehand_change_nothing(data: st.DataObject, scope: str) -> None:
    expression = compile_expression(data.draw(conditions(scope)), VOCABULARY, scope=Scope(scope))
    facts = data.draw(households())
    computed = Derivations([expression]).computed(facts)
    for person in facts.persons() if scope == "person" else [None]:
        assert expression.open_items(computed, person) == expression.open_items(facts, person)


def _open(source: str, facts: Facts, person: int | None = None) -> frozenset[OpenItem]:
    scope = Scope.CASE if person is None else Scope.PERSON
    return compile_expression(source, VOCABULARY, scope=scope).open_items(facts, person)


def _facts(members: Any = (), **case: Any) -> Facts:
    return Facts({key.replace("__", "."): value for key, value in case.items()}, members, TODAY)


def test_a_part_that_cannot_decide_any_more_asks_nothing() -> None:
    source = 'case.kind == "a" and case.flag'
    assert _open(source, _facts()) == {OpenItem("case.kind"), OpenItem("case.flag")}
    assert _open(source, _facts(case__kind="b")) == frozenset()
    assert _open(source, _facts(case__kind="a")) == {OpenItem("case.flag")}


def test_what_is_true_either_way_asks_nothing_although_kleene_cannot_tell() -> None:
    assert _open("case.flag or not case.flag", _facts()) == frozenset()
    assert _open("(case.flag and case.count >= 0) or not case.flag", _facts()) == frozenset()


def test_an_answer_of_not_knowing_is_not_asked_again() -> None:
    assert _open("case.flag", _facts(case__flag=DONT_KNOW)) == frozenset()
    assert _open("case.flag and case.other_flag", _facts(case__flag=DONT_KNOW)) == {
        OpenItem("case.other_flag")
    }


def test_a_derived_item_asks_for_what_it_is_computed_from() -> None:
    facts = _facts(members=({}, {"person.birth_date": date(1950, 2, 12)}))
    assert _open("person.age >= 75", facts, 0) == {OpenItem("person.birth_date", 0)}
    assert _open("any(members, age >= 80)", facts) == {OpenItem("person.birth_date", 0)}
    assert _open("any(members, age >= 75)", facts) == frozenset()


def test_an_unknown_household_is_asked_for_as_members() -> None:
    assert _open("any(members, age >= 75)", _facts(members=None)) == {OpenItem("members")}
    assert _open("case.flag and any(members, flag)", _facts(members=None, case__flag=False)) == frozenset()


def test_known_is_decided_now_and_can_still_change() -> None:
    expression = compile_expression("known(case.flag)", VOCABULARY, scope=Scope.CASE)
    assert expression.evaluate(_facts()) is False
    assert expression.open_items(_facts()) == {OpenItem("case.flag")}
    assert expression.open_items(_facts(case__flag=DONT_KNOW)) == frozenset()


def test_a_household_of_forty_is_answered_quickly_and_never_misses_an_item() -> None:
    facts = _facts(members=tuple({} for _ in range(40)))
    found = _open("count(members, flag) >= 2", facts)
    assert found == {OpenItem("person.flag", index) for index in range(40)}


def test_unknown_is_never_read_as_true_or_false_by_accident() -> None:
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(UNKNOWN)
