"""What goes otherwise than planned, and who tries what is not theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.integration.engines.exchange.samples import pass_on, received, sent
from tests.integration.journeys.certification_board.samples import (
    BOARD,
    BODY,
    DAY,
    HERE,
    NAMES,
    ask,
    cases,
    context,
    items,
    members_of,
    open_sitting,
    plan,
    staff_the_board,
)

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import run
from madoguchi.engines.boards.actions import deciding
from madoguchi.engines.boards.api import (
    AnswerOfMember,
    CalledOff,
    CancelSitting,
    CaseNote,
    CaseStatus,
    ChangeSitting,
    CloseSitting,
    ComesOrNot,
    Decision,
    FillAgenda,
    InputRefusedError,
    MemberInput,
    MovedSitting,
    NewSitting,
    NotNowError,
    OfCase,
    OfSitting,
    PanelInput,
    PlanSitting,
    RecordAnswer,
    RecordDecision,
    ReturnCase,
    SaveMember,
    SavePanel,
    SendAgenda,
    TakeBackDecision,
    TakeOffAgenda,
    calendar_of,
    sitting_paper,
)
from madoguchi.engines.exchange import reading
from madoguchi.engines.exchange.api import (
    FileRefusedError,
    NewMessage,
    Outcome,
    OutgoingFile,
    ProcessMessage,
    ReceivedStatus,
    RefuseMessage,
    SendMessage,
    SentMessage,
    StillNeededError,
    received_file,
)
from madoguchi.engines.exchange.models import SentFile

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def decide(number: int = 0, **more: Any) -> None:
    run(RecordDecision(), context(), Decision(cases()[number].uuid, "care_1", 6, **more))


def test_another_hour_asks_everybody_again_and_a_cancelled_one_gives_its_cases_back() -> None:
    ask()
    panel = staff_the_board()
    sitting = plan(panel)
    for member in members_of(panel)[:3]:
        run(RecordAnswer(), context(), AnswerOfMember(member.uuid, ComesOrNot(sitting.uuid, False)))
    assert calendar_of(context(), BOARD).to_come[0].lacks_quorum
    other = run(PlanSitting(), context(), NewSitting(panel.uuid, DAY, time(16), "会議室"))
    moved = MovedSitting(sitting.uuid, DAY, time(16), "別の部屋", 30)
    with pytest.raises(InputRefusedError, match="同じ時刻"):
        run(ChangeSitting(), context(), moved)
    with pytest.raises(InputRefusedError):
        run(CancelSitting(), context(), CalledOff(other.uuid))
    run(CancelSitting(), context(), CalledOff(other.uuid, "会議室がとれない"))
    run(ChangeSitting(), context(), moved)
    line = calendar_of(context(), BOARD).to_come[0]
    assert (line.sitting.begins, line.silent, line.lacks_quorum) == (time(16), 5, False)
    run(CancelSitting(), context(), CalledOff(sitting.uuid, "大雪のため"))
    assert cases()[0].state is CaseStatus.WAITING
    with pytest.raises(NotNowError, match="中止"):
        run(FillAgenda(), context(), OfSitting(sitting.uuid))


def test_a_number_that_stood_in_papers_is_not_given_to_somebody_else() -> None:
    for number in range(2):
        ask(f"case:{number}")
    sitting = plan(staff_the_board())
    run(SendAgenda(), context(), OfSitting(sitting.uuid))
    run(ReturnCase(), context(), CaseNote(cases()[1].uuid, "取り下げ"))
    ask("case:2")
    run(FillAgenda(), context(), OfSitting(sitting.uuid))
    assert [(one.reference, one.number) for one in cases() if one.number] == [("case:0", 1), ("case:2", 3)]


def test_of_two_secretaries_the_second_is_told_and_a_decision_can_be_thought_over() -> None:
    ask()
    panel = staff_the_board()
    sitting = open_sitting(plan(panel), panel)
    decide(seen="")
    with pytest.raises(NotNowError, match="ほかの人"):
        decide(seen="", opinion="あとから")
    run(TakeBackDecision(), context(), OfCase(cases()[0].uuid))
    assert (cases()[0].state, cases()[0].result, cases()[0].judged) == (CaseStatus.ASSIGNED, "", {})
    with pytest.raises(NotNowError, match="取り消す判定がありません"):
        run(TakeBackDecision(), context(), OfCase(cases()[0].uuid))
    run(TakeOffAgenda(), context(), OfCase(cases()[0].uuid))
    run(CloseSitting(), context(), OfSitting(sitting.uuid))
    assert cases()[0].state is CaseStatus.WAITING


def test_a_case_that_goes_back_in_this_moment_is_not_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    ask()
    panel = staff_the_board()
    open_sitting(plan(panel), panel)
    locked = deciding.locked_sitting

    def somebody_was_faster(uuid: UUID) -> Any:
        monkeypatch.undo()
        run(ReturnCase(), context(), CaseNote(cases()[0].uuid, "意見書がない"))
        return locked(uuid)

    monkeypatch.setattr(deciding, "locked_sitting", somebody_was_faster)
    with pytest.raises(NotNowError, match="戻した"):
        decide()


def test_minutes_keep_the_panel_as_it_was_whoever_leaves() -> None:
    ask()
    panel = staff_the_board()
    sitting = open_sitting(plan(panel), panel, absent=1)
    decide()
    run(CloseSitting(), context(), OfSitting(sitting.uuid))
    before = sitting_paper(context(), sitting.uuid)
    first, *rest = members_of(panel)
    term = (date(2025, 4, 1), date(2027, 3, 31))
    stranger = run(SaveMember(), context(), MemberInput(BOARD, "会田 四郎", "welfare", *term))
    run(SaveMember(), context(), MemberInput(BOARD, "別の 名前", "health", *term, uuid=first.uuid))
    uuids = (stranger.uuid, *(one.uuid for one in rest))
    run(SavePanel(), context(), PanelInput(BOARD, "第1合議体", uuids, stranger.uuid, panel.uuid))
    after = sitting_paper(context(), sitting.uuid)
    assert ([one.name for one in after.seats], len(after.present), after.is_intact) == (NAMES, 4, True)
    assert (after.seats, after.present, after.presides) == (before.seats, before.present, before.presides)


def test_a_request_that_is_sent_back_by_hand_is_not_judged_as_well() -> None:
    first, second = ask("case:1"), ask("case:2")
    panel = staff_the_board()
    open_sitting(plan(panel), panel)
    decide(1)
    run(RefuseMessage(), context(), Outcome(first.uuid, "ちがう組合です"))
    assert (cases()[0].state, cases()[0].return_reason) == (CaseStatus.RETURNED, "ちがう組合です")
    with pytest.raises(StillNeededError):
        run(RefuseMessage(), context(), Outcome(second.uuid, "やはり返す"))
    by_hand = replace(context(), actor=Actor("staff", "staff:1", BODY, permissions=frozenset({"*"})))
    with pytest.raises(StillNeededError, match="自動で"):
        run(ProcessMessage(), by_hand, Outcome(second.uuid))
    assert received(second).state is ReceivedStatus.RECEIVED


def deep(levels: int) -> Any:
    found: Any = "底"
    for _ in range(levels):
        found = [found]
    return found


@pytest.mark.parametrize(
    "change",
    [
        {"application": {"reference": "x" * 200}},
        {"application": {"applied_on": "2100-01-01"}},
        {"application": {"valid_until": "9999-12-31"}},
        {"survey": {"特記事項": deep(400)}},
    ],
    ids=["long", "future", "end-of-time", "deep"],
)
def test_a_forged_request_goes_back_and_stops_nobody_elses(change: dict[str, Any]) -> None:
    applied = {"kind": "new", "applied_on": "2026-03-25", "reference": "case:1"}
    parts = {"application": applied | change.pop("application", {}), "opinion": {"所見": "x"}} | change
    forged = run(
        SendMessage(),
        context(HERE),
        NewMessage(uuid4(), "care_board_request", BODY, items=items(), parts=parts),
    )
    pass_on(forged)
    assert (cases(), received(forged).state) == ([], ReceivedStatus.REFUSED)
    assert sent(forged).note == ""
    assert calendar_of(context(), BOARD).waiting == 0


class Finds:
    clean = False


def with_file(content: bytes, media_type: str) -> SentMessage:
    """A request with a PDF, beside which somebody in the sender's own database puts another file."""
    sent_ = run(
        SendMessage(),
        context(HERE),
        NewMessage(
            uuid4(),
            "care_board_request",
            BODY,
            items=items(),
            parts={"application": {"kind": "new", "applied_on": "2026-03-25"}},
            files=(OutgoingFile("意見書.html", PDF),),
        ),
    )
    with tenancy.municipality(HERE):
        SentFile.objects.create(
            municipality_code=HERE, message=sent_, number=1, name="../x.html", media_type=media_type,
            size=len(content), sha256="", content=content,
        )  # fmt: skip
    pass_on(sent_)
    return sent_


def test_a_file_of_another_authority_is_looked_at_by_whoever_opens_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = with_file(b"<script>alert(1)</script>", "text/html")
    with pytest.raises(FileRefusedError):
        received_file(context(), page.uuid, 1)
    disguised = with_file(PDF, "text/html")
    for number in (0, 1):
        opened = received_file(context(), disguised.uuid, number)
        assert (opened.media_type, opened.name.endswith(".pdf"), "/" in opened.name) == (
            "application/pdf",
            True,
            False,
        )
    monkeypatch.setattr(reading, "scanner", lambda: object())
    monkeypatch.setattr(reading, "verdict_on", lambda content: Finds())
    with pytest.raises(FileRefusedError, match="ウイルス"):
        received_file(context(), disguised.uuid, 0)
    with pytest.raises(FileRefusedError):
        received_file(context(), page.uuid, 1)
