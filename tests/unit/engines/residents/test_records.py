"""Records say what must not be overlooked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from madoguchi.engines.residents.api import HouseholdRecord, ResidentRecord, Status
from madoguchi.engines.residents.domain.records import birth_date_of, stored_birth_date
from madoguchi.lib.japanese.dates import PartialDate

TOME = ResidentRecord(
    uuid=UUID(int=1), household_uuid=UUID(int=2), municipality_code="072028", resident_number="0000000001",
    household_number="0000000001", name="会津 トメ", name_kana="アイヅ トメ", birth_date=date(1950, 2, 12),
    sex="female", relation="parent", nationality_kind="japanese", status=Status.RESIDENT,
    status_changed_on=None, protected=False, address="東栄町3番", postal_code="9650872", destination="",
    became_resident_on=date(1950, 2, 12), address_since=None, health_insurance="late_elderly",
    pension_kind="", care_insured=True, care_level="care_2", child_allowance=False, has_my_number_card=True,
)  # fmt: skip


def test_most_people_have_no_notice() -> None:
    assert TOME.notices == ()


def test_moved_out_and_protected_people_cannot_be_overlooked() -> None:
    gone = replace(TOME, status=Status.MOVED_OUT, status_changed_on=date(2025, 3, 28), protected=True)
    assert [notice.kind for notice in gone.notices] == ["protected", "moved_out"]
    assert "令和7年3月28日" in gone.notices[1].message
    assert "住所を本人のほかに伝えないでください" in gone.notices[0].message


def test_the_dead_are_announced_with_care() -> None:
    (notice,) = replace(TOME, status=Status.DECEASED).notices
    assert (notice.label, "ご遺族" in notice.message) == ("死亡", True)


def test_a_record_answers_the_questions_that_the_register_knows() -> None:
    answers = TOME.as_answers()
    assert answers["person.birth_date"] == "1950-02-12"
    assert answers["person.care_level"] == "care_2"
    assert "person.pension_kind" not in answers


def test_a_record_does_not_show_a_name_where_logs_might_keep_it() -> None:
    assert "トメ" not in repr(TOME)
    household = HouseholdRecord(UUID(int=2), "072028", "1", "9650872", "東栄町", "3番", "", "", (TOME,))
    assert "東栄町" not in repr(household)
    assert household.address == "東栄町3番"
    assert household.head is None


def test_ages_of_partly_known_birth_dates_are_a_range() -> None:
    assert TOME.age_text(date(2026, 3, 19)) == "76歳"
    assert replace(TOME, birth_date=PartialDate(1950)).age_text(date(2026, 3, 19)) == "75〜76歳"


def test_birth_dates_are_stored_with_what_is_unknown() -> None:
    for birth in (date(1950, 2, 12), PartialDate(1950, 2), PartialDate(1950)):
        assert birth_date_of(*stored_birth_date(birth)) == birth
