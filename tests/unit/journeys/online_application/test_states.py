"""What the resident is told: every state has words, and a reply reads back as the office wrote it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from madoguchi.core.clock import TOKYO
from madoguchi.engines.cases.domain.states import FINISHED, Status, Step, is_possible
from madoguchi.journeys.online_application.domain.errors import StandingUnreadableError
from madoguchi.journeys.online_application.domain.states import (
    RECEPTION_TOLD,
    TOLD,
    CaseStanding,
    CaseStatus,
    FieldToCorrect,
    Message,
    Reception,
    Standing,
)

AT = datetime(2026, 11, 22, 9, 0, tzinfo=TOKYO)
STANDING = Standing(
    application=UUID("6f1f7c64-8b7b-4b7e-9a53-3a6a0c8ad001"),
    number="2600001230",
    received_at=AT,
    cases=(
        CaseStanding("child_allowance_claim", None, CaseStatus.EXAMINING, AT),
        CaseStanding(
            "child_medical_change",
            1,
            CaseStatus.CORRECTION,
            AT,
            "通帳を送ってください。",
            date(2026, 12, 1),
        ),
    ),
    messages=(Message(AT, "受け取りました。"),),
    fields_to_correct=(FieldToCorrect("person.name", 1, "住民票の字と違います。"),),
    files_wanted=("通帳の写し",),
)


def test_the_states_are_those_of_the_desks() -> None:
    assert {one.value for one in CaseStatus} == {one.value for one in Status}
    for status in CaseStatus:
        assert status.is_finished is (Status(status.value) in FINISHED)
        assert status.can_be_withdrawn is is_possible(Status(status.value), Step.WITHDRAWN)


def test_every_state_is_told_in_a_label_and_a_sentence() -> None:
    assert set(TOLD) == set(CaseStatus)
    assert set(RECEPTION_TOLD) == set(Reception)
    for told in [*TOLD.values(), *RECEPTION_TOLD.values()]:
        assert told.sentence.endswith("。")
        assert len(told.label) <= 12


def test_a_standing_reads_back_as_it_was_written() -> None:
    assert Standing.from_payload(STANDING.to_payload()) == STANDING


def test_who_must_do_something_is_known() -> None:
    assert STANDING.needs_correction
    assert STANDING.can_be_withdrawn
    done = replace(STANDING, cases=(replace(STANDING.cases[0], status=CaseStatus.DONE),))
    assert not done.needs_correction
    assert not done.can_be_withdrawn
    assert replace(STANDING, cases=(), reception=Reception.HELD).can_be_withdrawn
    assert not replace(STANDING, cases=(), reception=Reception.REFUSED).can_be_withdrawn


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"kind": "application"}, id="another-kind"),
        pytest.param({"number": "26-0000123-0<"}, id="number-with-a-sign"),
        pytest.param({"reception": "lost"}, id="unknown-reception"),
        pytest.param({"cases": [{"procedure": "a"}]}, id="half-a-case"),
        pytest.param({"cases": "none"}, id="cases-are-text"),
        pytest.param({"messages": [{"at": "2026-11-22T09:00:00", "text": "a"}]}, id="time-without-zone"),
        pytest.param({"messages": [{"at": AT.isoformat(), "text": "a" * 3_000}]}, id="endless-message"),
        pytest.param({"messages": [None] * 300}, id="endless-messages"),
        pytest.param(
            {"fields_to_correct": [{"item": "person.name", "person": -1, "reason": ""}]}, id="nobody"
        ),
    ],
)
def test_other_replies_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(StandingUnreadableError):
        Standing.from_payload(STANDING.to_payload() | changed)


@pytest.mark.parametrize(
    ("statuses", "reception", "overall"),
    [
        ("examining correction done", "received", "correction"),
        ("arrived decided", "received", "arrived"),
        ("done rejected withdrawn", "received", "done"),
        ("rejected withdrawn", "received", "rejected"),
        ("", "held", "arrived"),
        ("", "refused", "rejected"),
        ("", "withdrawn", "withdrawn"),
    ],
    ids=["asked", "least far", "granted in part", "not granted", "held", "refused", "taken back"],
)
def test_who_knows_one_word_only_is_told_what_concerns_the_applicant_most(
    statuses: str, reception: str, overall: str
) -> None:
    cases = tuple(CaseStanding("procedure", None, CaseStatus(one), AT) for one in statuses.split())
    assert replace(STANDING, cases=cases, reception=Reception(reception)).overall is CaseStatus(overall)
