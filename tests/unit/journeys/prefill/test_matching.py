"""Who is meant: certainly somebody, or nobody."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.residents.api import ResidentRecord, Status
from madoguchi.journeys.prefill.domain.matching import match_people
from madoguchi.journeys.prefill.domain.requests import WantedPerson
from madoguchi.lib.japanese.dates import AnyDate, PartialDate


def member(number: int, name: str, birth: AnyDate, relation: str = "child") -> ResidentRecord:
    return ResidentRecord(
        uuid=UUID(int=number),
        household_uuid=UUID(int=99),
        municipality_code="072028",
        resident_number=f"{number:010d}",
        household_number="0000000099",
        name=name,
        name_kana="",
        birth_date=birth,
        sex="female",
        relation=relation,
        nationality_kind="japanese",
        status=Status.RESIDENT,
        status_changed_on=None,
        protected=False,
        address="例示町1番",
        postal_code="",
        destination="",
        became_resident_on=None,
        address_since=None,
        health_insurance="",
        pension_kind="",
        care_insured=False,
        care_level="",
        child_allowance=False,
        has_my_number_card=True,
    )


HEAD = member(1, "例示 直樹", date(1972, 5, 1), "head")
MOTHER = member(2, "例示 トシ", PartialDate(1950, 2), "parent")
TWINS = (member(3, "例示 蓮", date(2015, 5, 5)), member(4, "例示 咲", date(2015, 5, 5)))
EVERYBODY = (HEAD, MOTHER, *TWINS)


def meant(*people: WantedPerson) -> dict[str, str]:
    return {key: one.name for key, one in match_people(people, HEAD, EVERYBODY).items()}


def test_a_birth_date_that_only_one_has_is_enough() -> None:
    assert meant(WantedPerson("a", "1972-05-01")) == {"a": "例示 直樹"}


def test_a_birth_date_known_in_part_fits_every_day_it_can_be() -> None:
    assert meant(WantedPerson("a", "1950-02-12")) == {"a": "例示 トシ"}
    assert meant(WantedPerson("a", "1950-00-00")) == {"a": "例示 トシ"}
    assert meant(WantedPerson("a", "1950-03-12")) == {}


def test_twins_are_told_apart_by_their_names_or_not_at_all() -> None:
    unnamed = WantedPerson("a", "2015-05-05", "child"), WantedPerson("b", "2015-05-05", "child")
    assert meant(*unnamed) == {}
    assert meant(WantedPerson("a", "2015-05-05", "child", "例示　咲")) == {"a": "例示 咲"}


def test_nobody_is_meant_twice() -> None:
    assert meant(WantedPerson("a", "1972-05-01"), WantedPerson("b", "1972-05-01")) == {}


def test_without_a_birth_date_who_files_is_who_signed() -> None:
    assert meant(WantedPerson("a", is_applicant=True)) == {"a": "例示 直樹"}
    assert meant(WantedPerson("a")) == {}
    assert meant(WantedPerson("a", name="例示 トシ", is_applicant=True)) == {"a": "例示 トシ"}


days = st.sampled_from(
    ["", "1972-05-01", "1950-02-12", "2015-05-05", "1999-01-01", "1950-00-00", "x", "2015"]
)
names = st.sampled_from(["", "例示 直樹", "例示 蓮", "例示 咲", "よその人"])
wanted = st.builds(WantedPerson, st.uuids().map(str), days, st.sampled_from(["", "child", "head"]), names)


@given(st.lists(wanted, max_size=6, unique_by=lambda one: one.key))
def test_whatever_is_asked_each_member_stands_for_one_at_most_and_no_birth_date_is_contradicted(
    people: list[WantedPerson],
) -> None:
    found = match_people(people, HEAD, EVERYBODY)
    assert len({one.uuid for one in found.values()}) == len(found)
    for person in people:
        known = found.get(person.key)
        if known is not None and len(person.birth_date) == len("2015-05-05"):
            pairs = zip(known.birth_date.isoformat().split("-"), person.birth_date.split("-"), strict=True)
            assert all(one == other or "00" in (one, other) for one, other in pairs)
