"""Whether it is time for an appointment."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.clock import TOKYO
from madoguchi.journeys.visiting.domain.appointments import EARLY_MINUTES, Appointment, Coming, coming

TEN = datetime(2026, 4, 7, 10, 0, tzinfo=TOKYO)
BOOKED = Appointment("K7P3QX", "main", TEN)


@pytest.mark.parametrize(
    ("minutes", "how"),
    [
        (-EARLY_MINUTES - 1, Coming.EARLY),
        (-EARLY_MINUTES, Coming.WELCOME),
        (0, Coming.WELCOME),
        (10, Coming.WELCOME),
        (11, Coming.LATE),
        (13 * 60, Coming.LATE),
        (14 * 60, Coming.DAY_PASSED),
        (-11 * 60, Coming.ANOTHER_DAY),
    ],
)
def test_the_entrance_goes_by_the_time(minutes: int, how: Coming) -> None:
    assert coming(BOOKED, "main", TEN + timedelta(minutes=minutes), late_after=10) is how


def test_what_is_over_or_elsewhere_is_said_before_the_time() -> None:
    cancelled = Appointment("K7P3QX", "main", TEN, over=True)
    assert coming(cancelled, "main", TEN, 10) is Coming.OVER
    assert coming(BOOKED, "annex", TEN - timedelta(hours=2), 10) is Coming.ELSEWHERE
    assert coming(BOOKED, "annex", TEN - timedelta(days=3), 10) is Coming.ELSEWHERE
    assert coming(BOOKED, "annex", TEN + timedelta(days=3), 10) is Coming.DAY_PASSED


@given(st.integers(-3000, 3000), st.integers(0, 60))
def test_nobody_is_let_in_on_another_day_and_everybody_at_the_time(minutes: int, late: int) -> None:
    now = TEN + timedelta(minutes=minutes)
    how = coming(BOOKED, "main", now, late)
    if how.is_let_in:
        assert now.date() == TEN.date()
    if 0 <= minutes <= late:
        assert how is Coming.WELCOME
