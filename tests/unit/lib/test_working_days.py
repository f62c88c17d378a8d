"""Days on which offices are open, and the names of those on which they are not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.working_days import holiday_name, is_working_day, next_working_day


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 9, 22), "国民の休日"),
        (date(2026, 5, 6), "憲法記念日 振替休日"),
        (date(2026, 12, 29), "年末年始"),
        (date(2027, 1, 1), "元日"),
        (date(2027, 1, 3), "年末年始"),
        (date(2026, 12, 28), ""),
        (date(9999, 12, 31), "年末年始"),
        (date(2026, 11, 21), ""),
    ],
)
def test_a_holiday_has_its_name_and_a_weekend_has_none(day: date, name: str) -> None:
    assert holiday_name(day) == name


def test_offices_are_closed_at_weekends_on_holidays_and_around_new_year() -> None:
    assert not is_working_day(date(2026, 11, 21))
    assert not is_working_day(date(2026, 11, 23))
    assert is_working_day(date(2026, 11, 24))
    assert next_working_day(date(2026, 12, 29)) == date(2027, 1, 4)
    assert next_working_day(date.max) == date.max


@given(st.dates(date(1990, 1, 1), date(2050, 12, 31)))
def test_the_next_working_day_is_the_first_one(day: date) -> None:
    found = next_working_day(day)
    assert is_working_day(found)
    between = [day + timedelta(days=number) for number in range((found - day).days)]
    assert not any(map(is_working_day, between))
    assert len(between) <= 11
