"""A day replayed: the same people under other staffings."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from statistics import fmean

import numpy as np
import pytest

from madoguchi.engines.reception.domain.days import Person, busy_march_day, demand_of, people_of
from madoguchi.engines.reception.domain.estimating import ServiceTimes
from madoguchi.engines.reception.domain.planning import (
    MOST_PEOPLE,
    PlanError,
    compare_scenarios,
    conclusion,
    four_scenarios,
    staffing,
)
from madoguchi.engines.reception.domain.simulating import Scenario, SimulatedHall, replay
from madoguchi.engines.reception.domain.states import Lane

MINUTES = {"moving": 15.0, "certificates": 5.0, "insurance": 12.0}
HALL = SimulatedHall(
    {"moving": "general", "certificates": "general", "insurance": "insurance"},
    MINUTES,
    frozenset({"certificates"}),
    {"moving": ["insurance"]},
)
BUSY = demand_of(busy_march_day(2026), MINUTES, ["certificates"])
BASE = Scenario("いまのまま", staffing({"general": 4, "insurance": 2}))


def people(seed: int = 3) -> list[Person]:
    return people_of(BUSY, np.random.default_rng(seed))


def test_the_same_people_and_scenario_give_the_same_day() -> None:
    one = replay(HALL, people(), BASE, ServiceTimes(MINUTES))
    assert one == replay(HALL, people(), BASE, ServiceTimes(MINUTES))
    assert one != replay(HALL, people(4), BASE, ServiceTimes(MINUTES))


def test_being_told_an_estimate_changes_nobodys_wait() -> None:
    silent = replay(HALL, people(), BASE)
    told = replay(HALL, people(), BASE, ServiceTimes(MINUTES))
    assert [stay.wait for stay in silent.stays] == [stay.wait for stay in told.stays]
    assert all(stay.told is None for stay in silent.stays)


def test_everybody_is_called_once_at_each_counter_and_nobody_before_they_came() -> None:
    day = replay(HALL, people(), BASE)
    assert day.unserved == 0
    assert all(stay.queued <= stay.called < stay.done for stay in day.stays)
    first = [stay.number for stay in day.stays if stay.first]
    assert sorted(first) == sorted(person.number for person in people())
    onward = {stay.number for stay in day.stays if not stay.first}
    assert onward
    assert all(stay.counter == "insurance" for stay in day.stays if not stay.first)


def test_no_desk_serves_two_people_at_once() -> None:
    day = replay(HALL, people(), Scenario("one", {"general": ((510, 1),), "insurance": ((510, 1),)}))
    for counter in ("general", "insurance"):
        served = sorted((stay.called, stay.done) for stay in day.stays if stay.counter == counter)
        assert all(one[1] <= other[0] for one, other in itertools.pairwise(served))


def test_short_business_goes_into_the_fast_line_and_appointments_into_theirs() -> None:
    day = replay(HALL, people(), Scenario("mixed", BASE.desks, pre_applied=0.3, booked=0.2))
    lanes = {lane: {stay.purpose for stay in day.stays if stay.lane is lane and stay.first} for lane in Lane}
    assert "certificates" in lanes[Lane.FAST]
    assert "moving" in lanes[Lane.FAST]
    assert "certificates" not in lanes[Lane.NORMAL] | lanes[Lane.BOOKED]
    assert lanes[Lane.BOOKED]


def test_a_desk_that_opens_later_calls_nobody_before() -> None:
    day = replay(HALL, people(), Scenario("late", {"general": ((600, 2),), "insurance": ((510, 2),)}))
    assert min(stay.called for stay in day.stays if stay.counter == "general") >= 600


def test_far_too_few_desks_leave_people_in_the_line_and_the_day_ends_all_the_same() -> None:
    slow = SimulatedHall({"moving": "general"}, {"moving": 60.0})
    demand = demand_of(busy_march_day(2026), {"moving": 60.0})
    day = replay(slow, people_of(demand, np.random.default_rng(1)), Scenario("one", {"general": ((510, 1),)}))
    assert day.unserved > 0


def test_who_is_not_called_by_closing_is_counted_and_the_few_of_the_last_minutes_are_none() -> None:
    base = Scenario("few", staffing({"general": 2, "insurance": 2}))
    few = compare_scenarios(HALL, BUSY, four_scenarios(base, "general", more=3), days=2)
    today, staffed = few[:2]
    assert today.unserved > 10
    assert today.not_by_closing == today.late + today.unserved
    assert today.not_by_closing < today.people
    assert 0 < staffed.late < 0.02 * staffed.people
    assert staffed.not_by_closing == 0


def test_desks_that_leave_people_uncalled_are_never_said_to_be_enough() -> None:
    quick = compare_scenarios(HALL, BUSY, four_scenarios(BASE, "general"), days=1)
    good = [replace(one, longest=1.0, late=0.0, unserved=0.0) for one in quick]
    assert "足りています" in conclusion(good)
    assert "足りています" not in conclusion([replace(good[0], unserved=9.0), *good[1:]])


def test_nobody_comes() -> None:
    closed = demand_of(date(2026, 3, 29), MINUTES)
    assert people_of(closed, np.random.default_rng(1)) == []
    outcome = compare_scenarios(HALL, closed, [BASE], days=1)[0]
    assert (outcome.people, outcome.longest, outcome.visit) == (0, 0, None)


def test_one_more_desk_and_more_pre_applications_shorten_the_busy_day() -> None:
    found = compare_scenarios(HALL, BUSY, four_scenarios(BASE, "general"), days=3)
    today, desk, share, both = (one.longest for one in found)
    assert both < desk < today
    assert both < share < today
    assert [one.scenario.name for one in found] == [
        "いまのまま", "窓口を1つ増やす", "事前申請30%", "両方",
    ]  # fmt: skip
    with_share = found[2]
    assert with_share.visit_pre_applied is not None
    assert with_share.visit_others is not None
    assert with_share.visit_pre_applied < with_share.visit_others


def test_on_a_quiet_day_a_pre_applied_visit_takes_about_half() -> None:
    demand = demand_of(date(2026, 1, 14), {"moving": 11.0})
    hall = SimulatedHall({"moving": "general"}, {"moving": 11.0})
    found = compare_scenarios(
        hall, demand, [Scenario("half", {"general": ((510, 4),)}, pre_applied=0.5)], days=10
    )[0]
    assert found.visit_others == pytest.approx(15, abs=1.5)
    assert found.visit_pre_applied == pytest.approx(8, abs=1)


def test_the_estimate_is_measured_and_mostly_holds() -> None:
    found = compare_scenarios(HALL, BUSY, [BASE], days=4, with_estimates=True)[0].accuracy
    assert found is not None
    assert found.within is not None
    assert found.within > 0.8
    assert abs(found.bias) < 2


@pytest.mark.parametrize(
    ("scenario", "days", "said"),
    [
        (BASE, 0, "日数"),
        (BASE, 1_000, "日数"),
        (Scenario("x", BASE.desks, pre_applied=1.5), 1, "割合"),
        (Scenario("x", BASE.desks, booked=-0.1), 1, "割合"),
        (Scenario("x", {"general": ((510, 61),)}), 1, "窓口の数"),
        (Scenario("x", {"general": ((510, 0),)}), 1, "1つもない"),
    ],
)
def test_what_cannot_be_replayed_says_what_could(scenario: Scenario, days: int, said: str) -> None:
    with pytest.raises(PlanError, match=said):
        compare_scenarios(HALL, BUSY, [scenario], days=days)


def test_more_people_than_fit_are_refused_before_anything_is_made() -> None:
    crowd = demand_of(busy_march_day(2026), MINUTES, moves_a_year=10_000_000)
    with pytest.raises(PlanError, match=f"{MOST_PEOPLE:,}"):
        compare_scenarios(HALL, crowd, [BASE], days=1)


def test_a_day_has_two_peaks_and_a_quiet_noon() -> None:
    at = [person.at // 60 for seed in range(20) for person in people(seed)]
    by_hour = {hour: at.count(hour) for hour in range(8, 18)}
    assert by_hour[10] > by_hour[12] < by_hour[14]
    assert fmean(at) > 8
