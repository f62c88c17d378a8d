"""What service takes: the pack, the last weeks, today."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.reception.domain.service_times import ServiceTimes, Weeks
from madoguchi.engines.reception.domain.states import Lane


def times(*weeks: Weeks) -> ServiceTimes:
    return ServiceTimes({"moving": 15.0, "certificate": 5.0}, weeks)


def test_nothing_measured_is_what_the_pack_says() -> None:
    assert times().minutes("moving") == pytest.approx(15.0)
    assert times().minutes("never heard of") == pytest.approx(10.0)


def test_the_fast_lane_takes_the_published_share_until_it_is_measured() -> None:
    assert times().minutes("moving", Lane.FAST) == pytest.approx(15 * 0.55)
    slow = Weeks("moving", Lane.NORMAL, 100_000, math.log(30), 0.5)
    assert times(slow).minutes("moving", Lane.FAST) == pytest.approx(times(slow).minutes("moving") * 0.55)


def test_the_last_weeks_outweigh_the_pack() -> None:
    weeks = Weeks("moving", Lane.NORMAL, 5_000, math.log(20), 0.4)
    assert times(weeks).minutes("moving") == pytest.approx(20 * math.exp(0.4**2 / 2), rel=0.01)
    assert times(weeks).of("moving").deviation == pytest.approx(0.4, abs=0.01)


def test_weeks_without_anybody_say_nothing() -> None:
    assert times(Weeks("moving", Lane.NORMAL, 0, 0.0, 0.0)).minutes("moving") == pytest.approx(15.0)


def test_a_slow_hall_bends_what_has_not_been_served_today_as_well() -> None:
    found = times()
    for _ in range(60):
        found.learn("moving", Lane.NORMAL, 30.0)
    assert 20 < found.minutes("moving") < 40
    assert found.minutes("certificate") > 5.5
    assert found.of("moving").day < times().of("moving").day


def test_one_ticket_forgotten_over_lunch_hardly_counts() -> None:
    found = times()
    found.learn("certificate", Lane.NORMAL, 170.0)
    assert found.minutes("certificate") < 5.8


@given(st.sampled_from([0.0, -3.0, math.nan, math.inf, -math.inf]))
def test_what_cannot_be_is_passed_over(minutes: float) -> None:
    found = times()
    found.learn("moving", Lane.NORMAL, minutes)
    assert found.served_today == 0
    assert found.minutes("moving") == pytest.approx(15.0)


@given(st.lists(st.floats(0.01, 1_000), max_size=80))
def test_what_is_learned_stays_within_what_is_possible(served: list[float]) -> None:
    found = times()
    for minutes in served:
        found.learn("moving", Lane.NORMAL, minutes)
    assert 15 * math.exp(-2.5 * 0.55) < found.minutes("moving") < 15 * math.exp(2.5 * 0.55)


@given(st.lists(st.floats(1, 60), max_size=30))
def test_the_order_in_which_people_were_served_does_not_matter(served: list[float]) -> None:
    one, other = times(), times()
    for minutes in served:
        one.learn("moving", Lane.NORMAL, minutes)
    for minutes in sorted(served):
        other.learn("moving", Lane.NORMAL, minutes)
    assert one.minutes("moving") == pytest.approx(other.minutes("moving"))


def test_those_who_do_not_come_are_learned() -> None:
    found = times()
    before = found.no_show_share
    for number in range(100):
        found.learn_came(came=number % 5 > 0)
    assert before < found.no_show_share < 0.2
