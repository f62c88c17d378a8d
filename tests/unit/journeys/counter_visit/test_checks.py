"""What the register makes the clerk ask about."""

from __future__ import annotations

import itertools
from datetime import date
from uuid import uuid4

import pytest

from madoguchi.core.packs import Severity
from madoguchi.engines.residents.api import ResidentRecord, Status
from madoguchi.journeys.counter_visit.domain.checks import came_before, register_findings


def in_register(status: Status) -> ResidentRecord:
    return ResidentRecord(
        uuid=uuid4(),
        household_uuid=uuid4(),
        municipality_code="072028",
        resident_number="0000000001",
        household_number="0000000001",
        name="会津 十三蔵",
        name_kana="アイヅ トミゾウ",
        birth_date=date(1966, 4, 3),
        sex="male",
        relation="head",
        nationality_kind="japanese",
        status=status,
        status_changed_on=None,
        protected=False,
        address="門田町大字飯寺字村西582番地1",
        postal_code="9650846",
        destination="",
        became_resident_on=None,
        address_since=None,
        health_insurance="",
        pension_kind="",
        care_insured=False,
        care_level="",
        child_allowance=False,
        has_my_number_card=False,
    )


@pytest.mark.parametrize(
    ("statuses", "expects_resident", "code"),
    [
        ((), True, "not_in_register"),
        ((Status.RESIDENT,), False, "already_resident"),
        ((Status.RESIDENT, Status.RESIDENT), True, "several_in_register"),
    ],
    ids=["unknown", "lives here already", "namesakes"],
)
def test_what_does_not_fit_the_register_is_asked_about(
    statuses: tuple[Status, ...], expects_resident: bool, code: str
) -> None:
    matches = [in_register(status) for status in statuses]
    (finding,) = register_findings(0, "会津さん", matches, expects_resident=expects_resident)
    assert (finding.code, finding.severity) == (code, Severity.ASK)
    assert finding.remedy


def test_the_register_never_keeps_a_visit_from_being_accepted() -> None:
    """Accepting relies on it: it does not read the register once more."""
    findings = [came_before("3月19日 10時00分", "受付中")]
    for many in range(4):
        for statuses in itertools.combinations_with_replacement(Status, many):
            matches = [in_register(status) for status in statuses]
            for expects_resident in (True, False):
                findings += register_findings(0, "会津さん", matches, expects_resident=expects_resident)
    assert {finding.severity for finding in findings} == {Severity.ASK}
    assert {finding.code for finding in findings} >= {"not_in_register", "already_resident"}
