"""A year of sittings, and what is a slip of the hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from madoguchi.engines.boards.domain.series import SeriesRefusedError, series

FIRST = date(2026, 4, 1)


def test_a_year_of_sittings_leaves_out_the_days_on_which_offices_are_closed() -> None:
    days = series(FIRST, 1, date(2027, 3, 31))
    assert (days[0], days[-1], len(days)) == (FIRST, date(2027, 3, 31), 52)
    assert date(2026, 12, 30) not in days
    assert all(one.weekday() == FIRST.weekday() for one in days)
    assert set(series(FIRST, 2, date(2027, 3, 31))) < set(days)


def test_without_repetition_it_is_the_day_alone() -> None:
    assert series(date(2027, 1, 1), 0, date(2020, 1, 1)) == (date(2027, 1, 1),)


@pytest.mark.parametrize(
    "last", [FIRST - timedelta(days=1), date(2036, 4, 1)], ids=["before-the-first", "ten-years"]
)
def test_a_slip_of_the_hand_is_told(last: date) -> None:
    with pytest.raises(SeriesRefusedError):
        series(FIRST, 1, last)
