"""The counters that households of the packs really visit, and what they read about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from madoguchi.core.packs import MunicipalityPack, OneStop, load_packs_or_refuse
from madoguchi.core.packs.packs import Packs
from madoguchi.core.vocabulary import Facts, facts_from_json
from madoguchi.engines.documents.api import Circumstances, guide_slip_of
from madoguchi.engines.navigator.api import Plan, make_plan

PACKS = Path(__file__).parents[2] / "packs"
HERE, TODAY = "072028", date(2026, 3, 19)
AROUND = Circumstances(printed_on=TODAY)
NATIONAL = {"person.health_insurance": "national"}
CHILD = {"person.relation": "child", "person.health_insurance": "employer"}


@cache
def packs() -> Packs:
    return load_packs_or_refuse(PACKS)


def pack_with(one_stop: OneStop | None) -> MunicipalityPack:
    pack = packs().for_municipality(HERE, TODAY)
    return replace(pack, municipality=replace(pack.municipality, one_stop=one_stop))


def family_of_four() -> Facts:
    """Who moves within the town, with a child at school and one before."""
    head = {"person.relation": "head", "person.is_applicant": True, "person.birth_date": date(1985, 5, 5)}
    spouse = {"person.relation": "spouse", "person.birth_date": date(1986, 5, 5)}
    members = (
        head | NATIONAL,
        spouse | NATIONAL,
        CHILD | {"person.birth_date": date(2015, 5, 5), "person.school_kind": "public"},
        CHILD | {"person.birth_date": date(2020, 5, 5)},
    )
    known = {"move.date": date(2026, 3, 11), "household.child_allowance_from": "municipality"}
    return Facts(known, members, TODAY)


def tomizo() -> Plan:
    scenario = next(one for one in packs().scenarios if one.file.endswith("tomizo_moves_in.yaml"))
    facts = facts_from_json(scenario.answers, packs().vocabulary, TODAY)
    return make_plan(packs().for_municipality(HERE, TODAY), "moving_in", facts)


def test_a_move_with_school_allowance_medical_costs_and_insurance_is_one_counter_instead_of_four() -> None:
    plan = make_plan(pack_with(OneStop("resident_register")), "moving_within", family_of_four())
    assert {
        "school_transfer_within",
        "child_allowance_address_change",
        "child_medical_address_change",
        "national_health_insurance_address_change",
    } <= plan.counters.taken
    assert (len(plan.counters.each), len(plan.counters.remaining)) == (4, 1)
    assert plan.first_counter is plan.pack.desks["resident_register"]
    assert "窓口は1か所" in plan.headline()


def test_a_municipality_without_a_one_stop_counter_counts_every_desk() -> None:
    plan = make_plan(pack_with(None), "moving_within", family_of_four())
    assert plan.counters.each == plan.counters.remaining
    assert f"窓口は{len(plan.stops)}か所" in plan.headline()


def test_that_a_municipality_has_one_is_an_example_until_it_says_so_itself() -> None:
    for code, municipality in packs().municipalities.items():
        one_stop = municipality.one_stop
        assert one_stop is not None, code
        assert one_stop.example, code
        assert one_stop.desk in municipality.desks, code


def test_what_another_counter_takes_leaves_its_own_desk_something_in_hand() -> None:
    for procedure in packs().for_municipality(HERE, TODAY).procedures.values():
        if procedure.in_person is None:
            assert procedure.asks, procedure.key
            assert not packs().desk_roles[procedure.desk].outside, procedure.key


def test_the_slip_of_a_plan_says_which_counters_are_done_at_the_first_one() -> None:
    stops = guide_slip_of(tomizo().pack, tomizo(), AROUND).data["guide"]["stops"]
    assert {stop["name"]: stop["taken"] for stop in stops} == {
        "先に済ませられます": False,
        "市民課": False,
        "国保年金課": True,
        "こども家庭課": True,
        "高齢福祉課": True,
        "健康増進課": False,
    }
    assert {one["taken_at"] for stop in stops if stop["taken"] for one in stop["procedures"]} == {"1番"}


def test_the_slip_after_acceptance_has_only_what_is_left_and_what_that_needs() -> None:
    plan = tomizo()
    own = {entry.key for entry in plan.needed if entry.procedure.desk == "resident_register"}
    guide = guide_slip_of(plan.pack, plan, AROUND, done=own | plan.counters.taken).data["guide"]
    assert guide["headline"] == "受け付けました。このあと行く窓口は1か所です。"
    assert [stop["name"] for stop in guide["stops"]] == ["先に済ませられます", "健康増進課"]
    assert [thing["label"] for thing in guide["bring"]] == ["母子健康手帳"]
    everything = {entry.key for entry in plan.needed}
    nothing_left = guide_slip_of(plan.pack, plan, AROUND, done=everything).data["guide"]
    assert nothing_left["headline"] == "受け付けました。このあと行く窓口はありません。"
