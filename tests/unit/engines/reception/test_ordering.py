"""The order of calling: appointments at their time, the fast line, and nobody overtaken without bound."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.reception.domain.ordering import (
    Waiting,
    call_order,
    next_to_call,
    overtaken_by,
    turn_of_appointment,
)
from madoguchi.engines.reception.domain.states import Lane

NINE = datetime(2026, 4, 7, 0, 0, tzinfo=UTC)
MOST = 3


def after(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def one(number: int, minutes: float = 0, lane: Lane = Lane.NORMAL, overtaken: int = 0) -> Waiting:
    return Waiting(number, (after(minutes), number), lane, overtaken)


def keys(order: list[Waiting]) -> list[int]:
    return [waiting.key for waiting in order]


def test_nobody_waits_nobody_is_called() -> None:
    assert next_to_call([], NINE, MOST) is None
    assert call_order([], NINE, MOST) == []


def test_who_came_first_is_called_first() -> None:
    assert keys(call_order([one(3, 2), one(1), one(2, 1)], after(9), MOST)) == [1, 2, 3]


def test_the_number_decides_where_the_time_is_the_same() -> None:
    assert keys(call_order([one(2), one(1)], after(9), MOST)) == [1, 2]


def test_an_appointment_comes_at_its_time_and_not_before_it() -> None:
    line = [one(1, 0), one(2, 1), one(9, 15, Lane.BOOKED)]
    assert keys(call_order(line, after(14), MOST)) == [1, 2, 9]
    assert keys(call_order(line, after(15), MOST))[0] == 9


def test_an_appointment_before_its_time_is_called_where_nobody_else_waits() -> None:
    assert keys(call_order([one(9, 15, Lane.BOOKED)], after(1), MOST)) == [9]


def test_short_ones_go_first_but_not_for_ever() -> None:
    line = [one(1, 0), *(one(number, number, Lane.FAST) for number in range(2, 9))]
    assert keys(call_order(line, after(20), MOST)) == [2, 3, 4, 1, 5, 6, 7, 8]


def test_an_appointment_waits_for_who_was_overtaken_enough() -> None:
    line = [one(1, 0, overtaken=MOST), one(9, 10, Lane.BOOKED)]
    assert keys(call_order(line, after(11), MOST)) == [1, 9]


def test_who_comes_back_is_where_they_were() -> None:
    held = one(1, 0)
    assert keys(call_order([one(2, 1), one(3, 2), held], after(30), MOST)) == [1, 2, 3]


def test_who_is_late_has_no_turn_by_appointment() -> None:
    assert turn_of_appointment(after(30), after(40), late_after=10) == after(30)
    assert turn_of_appointment(after(30), after(40.1), late_after=10) is None
    assert turn_of_appointment(after(30), after(0), late_after=10) == after(30)


PEOPLE = st.lists(
    st.tuples(st.integers(0, 60), st.sampled_from(Lane), st.integers(0, MOST)), min_size=1, max_size=25
).map(lambda rows: [one(number, *row) for number, row in enumerate(rows)])


@given(PEOPLE, st.integers(0, 90))
def test_everybody_is_called_once_and_the_first_is_the_next(line: list[Waiting], minutes: int) -> None:
    order = call_order(line, after(minutes), MOST)
    assert sorted(keys(order)) == sorted(keys(line))
    assert next_to_call(line, after(minutes), MOST) == next(w for w in line if w.key == order[0].key)


@given(PEOPLE)
def test_within_a_line_nobody_is_overtaken_who_was_not_overtaken_before(line: list[Waiting]) -> None:
    fresh = [replace(waiting, overtaken=0) for waiting in line]
    order = call_order(fresh, after(90), MOST)
    for lane in Lane:
        turns = [waiting.turn for waiting in order if waiting.lane is lane]
        assert turns == sorted(turns)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.sampled_from(Lane), st.booleans()), min_size=1, max_size=60),
    st.integers(1, 4),
)
def test_on_no_day_is_anybody_overtaken_more_often_than_allowed(
    day: list[tuple[int, Lane, bool]], most: int
) -> None:
    """People come, some of them called in between, while the clock goes on; then the hall empties."""
    minutes, line, overtaken, served = 0, [], dict[int, int](), list[int]()

    def call() -> None:
        nonlocal line
        chosen = next_to_call(line, after(minutes), most)
        if chosen is None:
            return
        served.append(chosen.key)
        passed = set(overtaken_by(chosen, line))
        for key in passed:
            overtaken[key] = overtaken.get(key, 0) + 1
        line = [
            replace(waiting, overtaken=waiting.overtaken + 1) if waiting.key in passed else waiting
            for waiting in line
            if waiting.key != chosen.key
        ]

    for number, (pause, lane, calls) in enumerate(day):
        minutes += pause
        line = [*line, one(number, minutes, lane)]
        if calls:
            call()
    while line:
        minutes += 1
        call()
    assert sorted(served) == list(range(len(day)))
    assert all(count <= most for count in overtaken.values())


@given(PEOPLE, st.integers(1, 5))
def test_the_order_is_that_of_choosing_one_after_the_other(people: list[Waiting], most: int) -> None:
    left, expected = list(people), []
    while (chosen := next_to_call(left, after(60), most)) is not None:
        expected.append(chosen)
        passed = overtaken_by(chosen, left)
        left = [
            replace(who, overtaken=who.overtaken + 1) if who.key in passed else who
            for who in left
            if who.key != chosen.key
        ]
    assert call_order(people, after(60), most) == expected
