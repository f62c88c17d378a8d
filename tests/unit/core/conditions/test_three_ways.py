"""The tree, the closures and the dataframe expressions give the same three values."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.core.conditions import UNKNOWN, ConditionError, Kind, Scope, compile_expression
from madoguchi.core.conditions.dataframes import frame_of
from madoguchi.core.vocabulary import Facts
from madoguchi_testing.conditions import VOCABULARY, conditions, dates, households, numbers

SLOW = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def _check(source: str, scope: Scope, kind: Kind, families: list[Facts]) -> None:
    try:
        expression = compile_expression(source, VOCABULARY, scope=scope, expects=kind)
    except ConditionError as error:
        # The writer knows nothing of nesting limits and of questions to all members inside of each other.
        if not any(word in error.message for word in ("深すぎ", "members", "大きすぎ")):
            raise
        return
    frame = frame_of(families, VOCABULARY)
    column = frame.with_columns(value=expression.as_expression())["value"]
    row = 0
    for facts in families:
        for person in facts.persons() or (None,):
            if person is None and scope is Scope.PERSON:
                row += 1
                continue
            by_tree = expression.evaluate_tree(facts, person)
            by_closure = expression.evaluate(facts, person)
            by_frame = UNKNOWN if column[row] is None else column[row]
            assert by_tree == by_closure, (source, facts, person)
            assert type(by_tree) is type(by_closure), (source, facts, person)
            assert by_tree == by_frame, (source, facts, person)
            row += 1


@SLOW
@given(conditions("case"), st.lists(households(), min_size=1, max_size=4))
def test_conditions_of_the_household_agree(source: str, families: list[Facts]) -> None:
    _check(source, Scope.CASE, Kind.BOOLEAN, families)


@SLOW
@given(conditions("person"), st.lists(households(), min_size=1, max_size=4))
def test_conditions_of_a_person_agree(source: str, families: list[Facts]) -> None:
    _check(source, Scope.PERSON, Kind.BOOLEAN, families)


@SLOW
@given(numbers("person", 3), st.lists(households(), min_size=1, max_size=3))
def test_numbers_agree(source: str, families: list[Facts]) -> None:
    _check(source, Scope.PERSON, Kind.NUMBER, families)


@SLOW
@given(dates("person", 3), st.lists(households(), min_size=1, max_size=3))
def test_dates_agree(source: str, families: list[Facts]) -> None:
    _check(source, Scope.PERSON, Kind.DATE, families)
