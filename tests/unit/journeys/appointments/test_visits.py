"""One appointment covers the plan: the right counters in the order of the walk, the right length."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import pytest

from madoguchi.core.packs import Packs, load_packs_or_refuse
from madoguchi.core.packs.model import MunicipalityPack, Procedure
from madoguchi.core.vocabulary import facts_from_json
from madoguchi.engines.navigator.api import Plan, make_plan
from madoguchi.journeys.appointments.domain.visits import LONGEST, Visits, visits_of

OWN_LINES = {
    role: role
    for role in (
        "resident_register",
        "health_insurance",
        "child_support",
        "care_insurance",
        "health_center",
        "tax",
        "environment",
    )
}
"""A calendar in which each of these desks is booked by itself."""


@dataclass(frozen=True)
class LineOf:
    key: str


@dataclass(frozen=True)
class Lines:
    """A calendar: by role the line."""

    of_role: Mapping[str, str]

    def line_for(self, role: str) -> LineOf | None:
        return LineOf(self.of_role[role]) if role in self.of_role else None


@dataclass(frozen=True)
class Minutes:
    """In steps of five; the whole for the first person, half for each further one."""

    first: Mapping[str, int] = field(default_factory=dict)

    def of(self, procedure: Procedure, people: int = 1) -> int:
        one = self.first.get(procedure.key, procedure.minutes)
        return one + (people - 1) * one // 2

    def rounded(self, minutes: int) -> int:
        return -(-minutes // 5) * 5


def visits(plan: Plan, lines: Mapping[str, str], first: Mapping[str, int] | None = None) -> Visits:
    return visits_of(plan, Lines(lines), Minutes(first or {}))


@cache
def packs() -> Packs:
    return load_packs_or_refuse(Path(__file__).resolve().parents[4] / "packs")


def plan_of(title: str, *, one_stop: bool = True, without: tuple[str, ...] = ()) -> Plan:
    scenario = next(one for one in packs().scenarios if title in one.title)
    pack: MunicipalityPack = packs().for_municipality(scenario.municipality, scenario.today)
    if not one_stop:
        pack = replace(pack, municipality=replace(pack.municipality, one_stop=None))
    answers = {key: value for key, value in scenario.answers.items() if key not in without}
    return make_plan(pack, scenario.event, facts_from_json(answers, packs().vocabulary, scenario.today))


def walk(found: Visits) -> list[tuple[str, int]]:
    return [(visit.line, visit.minutes) for visit in found.booked]


MOVES_IN = "十三蔵の家族4人"


def test_with_a_one_stop_counter_everything_that_it_takes_is_done_there() -> None:
    found = visits(plan_of(MOVES_IN), OWN_LINES)
    # 23 for the residents' desk, 13 for health insurance and pension, 8 for children, 5 for care: 49.
    assert walk(found) == [("resident_register", 50), ("health_center", 5)]
    assert found.minutes == 55
    assert {"move_in_notification", "national_health_insurance_join", "child_allowance_claim"} <= set(
        found.booked[0].procedures
    )


def test_without_one_the_counters_stand_in_the_order_of_the_walk() -> None:
    found = visits(plan_of(MOVES_IN, one_stop=False), OWN_LINES)
    assert walk(found) == [
        ("resident_register", 25),
        ("health_insurance", 10),
        ("child_support", 10),
        ("care_insurance", 5),
        ("health_center", 5),
    ]
    # The pension desk stands beside that of health insurance, and nobody books it here.
    assert [desk.role for desk in found.walk_in] == ["pension"]


def test_desks_of_one_line_are_one_visit_and_minutes_are_added_before_they_are_rounded() -> None:
    general = dict.fromkeys((*OWN_LINES, "pension"), "general")
    found = visits(plan_of(MOVES_IN, one_stop=False), general)
    assert walk(found) == [("general", 55)]
    assert found.walk_in == ()
    assert len(found.procedures) == len(set(found.procedures)) == 11


def test_minutes_of_the_calendar_count_for_the_first_person_and_half_for_each_further_one() -> None:
    usual = visits(plan_of(MOVES_IN), OWN_LINES).minutes
    # Three people continue their cards: 6 minutes become 20 + 10 + 10.
    longer = visits(plan_of(MOVES_IN), OWN_LINES, {"my_number_card_continuation": 20})
    assert longer.minutes == usual + 35


def test_a_counter_takes_nobody_for_longer_than_the_longest_visit() -> None:
    found = visits(plan_of("80歳の父"), dict.fromkeys(OWN_LINES, "general"))
    assert walk(found) == [("general", LONGEST)]


def test_without_lines_there_is_nothing_to_book_and_every_counter_is_named_once() -> None:
    found = visits(plan_of(MOVES_IN, one_stop=False), {})
    assert found.booked == ()
    assert [desk.counter for desk in found.walk_in] == ["1番", "4番", "10番", "12番", "21番"]


@pytest.mark.parametrize("number", range(0, 60, 3))
def test_every_plan_of_the_scenarios_is_booked_whole_and_never_twice(number: int) -> None:
    if number >= len(packs().scenarios):
        return
    scenario = packs().scenarios[number]
    pack = packs().for_municipality(scenario.municipality, scenario.today)
    plan = make_plan(
        pack, scenario.event, facts_from_json(scenario.answers, packs().vocabulary, scenario.today)
    )
    lines = {role: "general" if role == "resident_register" else role for role in pack.desks}
    found = visits(plan, lines)
    assert found.walk_in == ()
    assert sorted(found.procedures) == sorted(
        {line.procedure.key for stop in plan.stops for line in stop.lines}
    )
    assert len({visit.desk.place for visit in found.booked}) == len(plan.counters.remaining)
    assert all(visit.minutes % 5 == 0 and 0 < visit.minutes <= LONGEST for visit in found.booked)
