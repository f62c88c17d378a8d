"""What the person gets: the result, the card, and word that it takes longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.integration.engines.exchange.samples import pass_on
from tests.integration.journeys.certification_board.samples import (
    BODY,
    HERE,
    THERE,
    ask,
    cases,
    context,
    items,
    open_sitting,
    plan,
    staff_the_board,
)

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import NotAllowedError, run
from madoguchi.engines.boards.api import CloseSitting, Decision, OfSitting, RecordDecision
from madoguchi.engines.cases.api import CaseStep, Channel, FinishCase, NewCase, OpenCases, OpenCasesInput
from madoguchi.engines.exchange.api import (
    MessageNotFoundError,
    NewMessage,
    ReceivedMessage,
    ReceivedStatus,
    SendMessage,
    SentMessage,
)
from madoguchi.journeys.certification_board.api import (
    Extension,
    NoResultError,
    ReasonMissingError,
    certification_of,
    extension_notice_pdf,
    insured_card_pdf,
    result_about,
    result_notice_pdf,
)

pytestmark = pytest.mark.django_db


def decided(result: str = "care_1", months: int | None = 6, **asked: Any) -> UUID:
    """A result that has come home; gives the number of its message."""
    ask(**asked)
    panel = staff_the_board()
    sitting = open_sitting(plan(panel), panel)
    decision = Decision(cases()[0].uuid, result, months, "理由", "手すりをつける")
    run(RecordDecision(), context(), decision)
    run(CloseSitting(), context(), OfSitting(sitting.uuid))
    with tenancy.municipality(BODY):
        sent = SentMessage.objects.get(kind="care_board_result")
    pass_on(sent)
    return UUID(str(sent.uuid))


def test_a_new_certification_holds_from_the_application_to_the_end_of_a_month() -> None:
    one = certification_of(context(HERE), decided())
    assert (one.result.label, one.valid_from, one.valid_until) == (
        "要介護1",
        date(2026, 3, 25),
        date(2026, 9, 30),
    )
    assert one.items["members"][0]["person.name"] == "会津 ウメ"


def test_a_result_belongs_to_its_case_and_is_done_with_when_that_is_finished() -> None:
    case = NewCase("care_certification", "要介護認定", "care_insurance", person_name="会津 ウメ", data={})
    (opened,) = run(OpenCases(), context(HERE), OpenCasesInput(uuid4(), (case,), Channel.COUNTER))
    number = decided(reference=f"case:{opened.uuid}")
    with tenancy.municipality(HERE):
        waiting = ReceivedMessage.objects.get(uuid=number)
    assert (waiting.state, waiting.own_reference) == (ReceivedStatus.RECEIVED, f"case:{opened.uuid}")
    run(FinishCase(), context(HERE), CaseStep(opened.uuid))
    with tenancy.municipality(HERE):
        settled = ReceivedMessage.objects.get(uuid=number)
    assert (settled.state, settled.own_reference) == (ReceivedStatus.PROCESSED, f"case:{opened.uuid}")
    assert settled.settled_by_name == ""


def test_the_newest_result_about_a_case_is_found_by_its_municipality_alone() -> None:
    number = decided()
    assert result_about(context(HERE), "case:1") == number
    assert result_about(context(HERE), "case:2") is None
    assert result_about(context(THERE), "case:1") is None


def test_a_renewal_begins_where_the_one_of_before_ends() -> None:
    number = decided("care_1", 48, kind="renewal", before="care_1", valid_until=date(2026, 4, 30))
    one = certification_of(context(HERE), number)
    assert (one.valid_from, one.valid_until) == (date(2026, 5, 1), date(2030, 4, 30))


@pytest.mark.parametrize(("result", "months"), [("care_1", 6), ("none", None)], ids=["certified", "not"])
def test_notice_and_card_are_pdf(result: str, months: int | None) -> None:
    number = decided(result, months)
    assert result_notice_pdf(context(HERE), number).startswith(b"%PDF-")
    assert insured_card_pdf(context(HERE), number).startswith(b"%PDF-")
    assert (certification_of(context(HERE), number).valid_until is None) is (result == "none")


def test_only_the_municipality_that_asked_prints_it() -> None:
    number = decided()
    with pytest.raises(MessageNotFoundError):
        result_notice_pdf(context(THERE), number)
    clerk = replace(
        context(HERE), actor=Actor("staff", "staff:1", HERE, permissions=frozenset({"exchange.read"}))
    )
    with pytest.raises(NotAllowedError):
        result_notice_pdf(clerk, number)


def test_a_result_for_which_nobody_asked_is_of_nobody() -> None:
    told = {
        "result": "care_5",
        "months": 12,
        "decided_on": "2026-04-15",
        "application": {"kind": "new", "applied_on": "2026-03-25", "reference": "case:unknown"},
    }
    forged = run(
        SendMessage(), context(BODY), NewMessage(uuid4(), "care_board_result", HERE, parts={"decision": told})
    )
    pass_on(forged)
    with pytest.raises(NoResultError):
        certification_of(context(HERE), forged.uuid)


def test_that_it_takes_longer_is_told_with_reason_and_day() -> None:
    late = Extension(items(), date(2026, 3, 25), date(2026, 5, 20), "主治医意見書がまだ届いていないため")
    assert extension_notice_pdf(context(HERE), late).startswith(b"%PDF-")
    for wrong in (replace(late, reason=" "), replace(late, expected_on=date(2026, 4, 24))):
        with pytest.raises(ReasonMissingError):
            extension_notice_pdf(context(HERE), wrong)
