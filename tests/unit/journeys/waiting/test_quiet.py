"""A usual day as bars: which half hour is quiet."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.journeys.waiting.domain.quiet import FEWEST_BARS, usual_day

TUESDAY = date(2026, 4, 7)


def typical(*slots: tuple[int | None, float], weekday: str = "2") -> dict[str, Any]:
    told = [
        {"minute": 510 + 30 * number, "wait": wait, "people": people}
        for number, (wait, people) in enumerate(slots)
    ]
    return {"days": {weekday: {"days": 5, "slots": told}}}


def test_the_longest_wait_is_the_busiest_and_of_equal_ones_the_last_is_quietest() -> None:
    found = usual_day(typical((5, 1), (20, 2), (10, 3), (5, 9)), TUESDAY)
    assert found is not None
    assert (found.busiest, found.quietest, found.days_seen) == ("9:00", "10:00", 5)
    assert [bar.height for bar in found.bars] == [25, 100, 50, 25]
    assert [bar.begins for bar in found.bars if bar.is_labelled] == ["10:00"]


def test_where_waits_are_not_known_people_are_counted() -> None:
    found = usual_day(typical((5, 4), (None, 8), (9, 2), (9, 6)), TUESDAY)
    assert found is not None
    assert (found.busiest, found.quietest) == ("9:00", "9:30")


@pytest.mark.parametrize(
    "told", [None, {}, {"days": {}}, typical((5, 1), (6, 1), (7, 1)), typical(*[(5, 1)] * 9, weekday="3")]
)
def test_too_little_is_nothing(told: dict[str, Any] | None) -> None:
    assert usual_day(told, TUESDAY) is None


@given(
    st.lists(st.tuples(st.none() | st.integers(0, 300), st.floats(0, 99)), min_size=FEWEST_BARS, max_size=20)
)
def test_any_day_can_be_drawn(slots: list[tuple[int | None, float]]) -> None:
    found = usual_day(typical(*slots), TUESDAY)
    assert found is not None
    assert all(0 <= bar.height <= 100 for bar in found.bars)
    assert {found.busiest, found.quietest} <= {bar.begins for bar in found.bars}
