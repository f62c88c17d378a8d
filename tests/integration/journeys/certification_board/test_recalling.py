"""A request is taken back while it waits; later the board says why it cannot be."""

from __future__ import annotations

from contextlib import suppress
from uuid import uuid4

import pytest
from tests.integration.engines.exchange.samples import pass_on
from tests.integration.journeys.certification_board.samples import (
    BODY,
    HERE,
    THERE,
    ask,
    cases,
    context,
    plan,
    staff_the_board,
)

from madoguchi.core import tenancy
from madoguchi.core.actions import run
from madoguchi.engines.boards.api import CaseStatus, OfCase, TakeOffAgenda, calendar_of
from madoguchi.engines.exchange.actions import DeliverMessage, ReportOutcome
from madoguchi.engines.exchange.actions.delivering import NothingToPassError
from madoguchi.engines.exchange.api import (
    NewMessage,
    ReceivedMessage,
    ReceivedStatus,
    SendMessage,
    SentMessage,
    SentStatus,
)
from madoguchi.journeys.certification_board.api import (
    NothingToRecallError,
    Recall,
    RecallReasonMissingError,
    RecallRequest,
)

pytestmark = pytest.mark.django_db
BOARD, WHY = "care_certification", "意見書を差し替えるため"


def recall(reference: str = "case:1", reason: str = WHY, code: str = HERE) -> SentMessage:
    """Take a request back; what the board answers comes home."""
    with tenancy.municipality(code):
        sent = run(RecallRequest(), context(code), Recall(reference, reason))
    run(DeliverMessage(), context(code), sent.uuid)
    with tenancy.municipality(BODY):
        settled = ReceivedMessage.objects.exclude(status=ReceivedStatus.RECEIVED.value)
        numbers = list(settled.values_list("uuid", flat=True))
    for number in numbers:
        with suppress(NothingToPassError):  # told before
            run(ReportOutcome(), context(), number)
    return now(sent)


def now(sent: SentMessage) -> SentMessage:
    with tenancy.municipality(sent.municipality_code):
        return SentMessage.objects.get(pk=sent.pk)


def test_a_request_that_waits_comes_back_with_the_reason() -> None:
    request = ask()
    assert recall().state is SentStatus.PROCESSED
    (case,) = cases()
    assert case.state is CaseStatus.RETURNED
    assert WHY in case.return_reason
    assert calendar_of(context(), BOARD).waiting == 0
    assert (now(request).state, WHY in now(request).note) == (SentStatus.REFUSED, True)
    with tenancy.municipality(HERE), pytest.raises(NothingToRecallError):
        run(RecallRequest(), context(HERE), Recall("case:1", WHY))


def test_what_stands_on_an_agenda_stays_there_until_it_is_taken_off() -> None:
    request = ask()
    plan(staff_the_board())
    late = recall()
    assert (late.state, "予定に入っています" in late.note) == (SentStatus.REFUSED, True)
    assert (cases()[0].state, now(request).state) == (CaseStatus.ASSIGNED, SentStatus.DELIVERED)
    run(TakeOffAgenda(), context(), OfCase(cases()[0].uuid))
    assert recall().state is SentStatus.PROCESSED
    assert cases()[0].state is CaseStatus.RETURNED


@pytest.mark.parametrize("reason", ["", " \u3000\n"])
def test_a_reason_is_wanted(reason: str) -> None:
    ask()
    with tenancy.municipality(HERE), pytest.raises(RecallReasonMissingError):
        run(RecallRequest(), context(HERE), Recall("case:1", reason))


def test_nobody_takes_back_what_was_never_asked_or_somebody_else_has_asked() -> None:
    ask()
    with tenancy.municipality(HERE), pytest.raises(NothingToRecallError):
        run(RecallRequest(), context(HERE), Recall("case:2", WHY))
    with tenancy.municipality(THERE), pytest.raises(NothingToRecallError):
        run(RecallRequest(), context(THERE), Recall("case:1", WHY))


@pytest.mark.parametrize("told", ["of another", "nonsense", ["x"]], ids=["theirs", "text", "list"])
def test_a_forged_recall_touches_nobodys_case(told: object) -> None:
    request = ask()
    part = {"request": str(request.uuid)} if told == "of another" else told
    forged = run(
        SendMessage(),
        context(THERE),
        NewMessage(uuid4(), "care_board_recall", BODY, parts={"recall": part}),
    )
    pass_on(forged)
    assert cases()[0].state is CaseStatus.WAITING
    with tenancy.municipality(BODY):
        assert ReceivedMessage.objects.get(uuid=forged.uuid).state is ReceivedStatus.REFUSED
