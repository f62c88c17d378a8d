"""The synthetic year."""

from __future__ import annotations

from datetime import date

import pytest

from madoguchi.engines.reception.domain.days import busy_march_day, fiscal_days, moves_on, season
from madoguchi.engines.reception.domain.simulating import Scenario
from madoguchi_testing.reception.days import SyntheticYear, compare


def test_a_year_has_its_moves_and_no_day_off_has_any() -> None:
    year = SyntheticYear()
    assert sum(moves_on(day) for day in year.days) == pytest.approx(8_088)
    assert moves_on(date(2026, 1, 1)) == 0
    assert date(2025, 12, 29) not in fiscal_days(2025)
    assert year.on(date(2025, 8, 16)).people == ()


def test_march_and_mondays_are_fuller() -> None:
    assert busy_march_day(2026) == date(2026, 3, 30)
    assert season(date(2026, 3, 30)) > 2 * season(date(2025, 11, 11))
    assert season(date(2025, 6, 9)) > season(date(2025, 6, 11))


def test_a_day_can_be_made_without_those_before_it() -> None:
    year = SyntheticYear(seed=5)
    day = date(2025, 5, 12)
    assert year.on(day) == next(one for one in year if one.day == day)
    assert SyntheticYear(seed=6).on(day) != year.on(day)


@pytest.mark.parametrize("wrong", [1.0, 1.6])
def test_the_estimate_is_nearer_than_two_naive_ones_where_people_wait(wrong: float) -> None:
    year = SyntheticYear()
    days = [year.on(day) for day in year.days if day >= date(2026, 3, 23)]
    found = compare(days, Scenario("few", {"general": ((510, 4),)}, pre_applied=0.18), wrong=wrong)
    assert found.estimate.median_error < found.people_before.median_error
    assert found.estimate.median_error < found.yesterday.median_error / 2
    assert found.estimate.within is not None
    assert found.estimate.within > 0.7


def test_knowing_bookings_to_come_and_the_lunch_of_desks_brings_the_estimate_nearer() -> None:
    year = SyntheticYear()
    days = [year.on(day) for day in year.days if day >= date(2026, 3, 25)]
    desks = {"general": ((510, 5), (720, 2), (780, 5))}
    scenario = Scenario("noon", desks, pre_applied=0.18, booked=0.2)
    knows, blind = (compare(days, scenario, knows_ahead=one).estimate for one in (True, False))
    assert knows.median_error < blind.median_error
    assert abs(knows.bias) < abs(blind.bias)
    assert knows.within is not None
    assert blind.within is not None
    assert knows.within > blind.within


def test_one_day_has_no_yesterday() -> None:
    with pytest.raises(ValueError, match="two days"):
        compare([SyntheticYear().on(date(2026, 3, 30))], Scenario("x", {"general": ((510, 4),)}))
