"""Who may be a relative, and why; never a proof."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from tests.integration.journeys.same_person.samples import (
    DEAD,
    GUARDED,
    HANAKO,
    NAMESAKE,
    NEIGHBOUR,
    WIDOW,
    clerk,
    register,
)

from madoguchi.core import tenancy
from madoguchi.core.actions import NotAllowedError
from madoguchi.core.audit.models import AuditEntry
from madoguchi.journeys.same_person.api import NobodyThereError, people_of_case, relatives_of

pytestmark = pytest.mark.django_db


def told(uuid: UUID) -> dict[str, tuple[str, ...]]:
    found = relatives_of(clerk(), uuid)
    return {one.record.name: one.grounds for one in found.people}


def test_the_household_stands_first_then_the_house_each_with_the_reason() -> None:
    register()
    found = told(DEAD.uuid)
    assert list(found)[-1] == "五十嵐 次郎"
    assert found["五十嵐 ウメ"] == ("同じ世帯（続柄：夫・妻）", "氏：同じ字")
    assert found["五十嵐 次郎"] == ("同じ住所の別の世帯", "氏：同じ字")
    assert "星 花子" not in found


def test_a_family_name_that_few_have_speaks_within_one_town() -> None:
    register()
    found = told(NAMESAKE.uuid)
    assert found["渡邉 十三蔵"] == ("同じ町・字（この氏は市町村で4人）", "氏：字体がちがう同じ字")
    assert "佐藤 和子" not in found


def test_nobody_is_proposed_by_the_given_name_or_the_birth_date() -> None:
    register()
    assert set(told(HANAKO.uuid)) == {"星 花子"}
    assert told(GUARDED.uuid) == {}


def test_who_looks_is_audited_and_has_the_right() -> None:
    register()
    relatives_of(clerk(), WIDOW.uuid)
    with tenancy.municipality("072028"):
        entry = AuditEntry.objects.get(action="read.residents.relatives")
    assert len(entry.details["residents"]) == 4
    assert "五十嵐" not in str(entry.details)
    with pytest.raises(NotAllowedError):
        relatives_of(clerk("cases.read"), WIDOW.uuid)
    with pytest.raises(NobodyThereError):
        relatives_of(clerk(code=NEIGHBOUR), WIDOW.uuid)
    with pytest.raises(NobodyThereError):
        relatives_of(clerk(), uuid4())


def test_the_person_of_a_case_is_found_by_name_and_birth_date_together() -> None:
    register()
    (found,) = people_of_case(clerk(), "五十嵐 トメ", "", date(1915, 8, 8))
    assert found.uuid == DEAD.uuid
    assert people_of_case(clerk(), "五十嵐 トメ", "", None) == ()
