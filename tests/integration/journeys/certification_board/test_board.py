"""From two municipalities to the board they share, and home again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from tests.integration.engines.exchange.samples import answer, pass_on, received, sent
from tests.integration.journeys.certification_board.samples import (
    BOARD,
    BODY,
    DAY,
    HERE,
    NAMES,
    NOW,
    OUTSIDE,
    THERE,
    ask,
    cases,
    context,
    items,
    members_of,
    open_sitting,
    plan,
    request,
    staff_the_board,
)

from madoguchi.core import tenancy
from madoguchi.core.actions import run
from madoguchi.core.audit.models import AuditEntry
from madoguchi.engines.boards.api import (
    CaseNote,
    CaseStatus,
    CloseSitting,
    Decision,
    DecisionRefusedError,
    FillAgenda,
    InputRefusedError,
    MemberInput,
    NewSitting,
    NotNowError,
    OfCase,
    OfSitting,
    OpenSitting,
    PanelInput,
    PlanSitting,
    Present,
    RecordDecision,
    ReturnCase,
    SaidOfMember,
    SaveMember,
    SavePanel,
    SetRecusal,
    SittingStatus,
    TakeOffAgenda,
    UnknownBoardError,
    calendar_of,
    case_paper,
    sitting_paper,
)
from madoguchi.engines.exchange.actions import DeliverMessage
from madoguchi.engines.exchange.api import (
    NewMessage,
    Outcome,
    ProcessMessage,
    ReceivedStatus,
    ReceiverUnknownError,
    SendMessage,
    SentMessage,
    SentStatus,
)
from madoguchi.journeys.certification_board.api import (
    AskBoard,
    NoBoardError,
    PapersMissingError,
    minutes_pdf,
    papers_pdf,
)

pytestmark = pytest.mark.django_db


def decide(number: int = 0, result: str = "care_1", months: int | None = 6, **more: Any) -> None:
    run(RecordDecision(), context(), Decision(cases()[number].uuid, result, months, **more))


def results_sent() -> list[SentMessage]:
    with tenancy.municipality(BODY):
        return list(SentMessage.objects.filter(kind="care_board_result").order_by("id"))


def test_cases_of_two_municipalities_are_decided_together_and_go_home_once() -> None:
    first, second = ask("case:1"), ask("case:2", THERE, first_stage={"result": "care_2"})
    panel = staff_the_board()
    sitting = open_sitting(plan(panel), panel)
    decide(0, "care_1", 6, opinion="転倒に気をつける")
    decide(1, "care_3", 12, reason="認知症の介護に時間がかかる")
    closed = run(CloseSitting(), context(), OfSitting(sitting.uuid))
    assert closed.state is SittingStatus.CLOSED
    home = results_sent()
    assert [(one.receiver_code, one.state) for one in home] == [
        (HERE, SentStatus.WAITING),
        (THERE, SentStatus.WAITING),
    ]
    for one in home:
        pass_on(one)
    assert received(home[1]).content == {
        "items": {},
        "parts": {
            "decision": {
                "board": BOARD,
                "result": "care_3",
                "months": 12,
                "decided_on": "2026-04-15",
                "opinion": "",
                "application": {
                    "kind": "new",
                    "applied_on": "2026-03-25",
                    "before": "",
                    "reference": "case:2",
                    "valid_until": None,
                },
            }
        },
    }
    for request_ in (first, second):
        answer(request_)
        assert sent(request_).state is SentStatus.PROCESSED
    with pytest.raises(NotNowError):
        run(CloseSitting(), context(), OfSitting(sitting.uuid))
    assert len(results_sent()) == 2


def test_a_request_that_somebody_settled_by_hand_still_gets_its_result() -> None:
    request_ = ask()
    panel = staff_the_board()
    sitting = open_sitting(plan(panel), panel)
    decide()
    run(ProcessMessage(), context(), Outcome(request_.uuid))
    run(CloseSitting(), context(), OfSitting(sitting.uuid))
    assert len(results_sent()) == 1


def test_nobody_but_a_member_gets_to_the_board() -> None:
    with pytest.raises(PapersMissingError):
        run(AskBoard(), context(HERE), request(opinion={}))
    with pytest.raises(NoBoardError):
        run(AskBoard(), context(HERE), request(board="tea_party"))
    assert run(AskBoard(), context(OUTSIDE), request()).receiver_code == "079022", "it has another body"
    forged = NewMessage(uuid4(), "care_board_request", BODY, items=items(), parts={"application": {}})
    with pytest.raises(ReceiverUnknownError):
        run(SendMessage(), context(OUTSIDE), forged)
    with pytest.raises(ReceiverUnknownError):
        run(SendMessage(), context(HERE), replace(forged, kind="care_board_result", receiver_code=THERE))


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "guess"},
        {"before": "care_9"},
        {"first_stage": {"result": "care_9"}},
        {"first_stage": {"result": 7}},
    ],
    ids=["kind", "before", "first-stage", "type"],
)
def test_what_no_board_can_work_on_goes_back_at_once_with_the_reason(change: dict[str, Any]) -> None:
    request_ = ask(**change)
    assert cases() == []
    assert received(request_).state is ReceivedStatus.REFUSED
    answer(request_)
    assert sent(request_).state is SentStatus.REFUSED
    assert sent(request_).note


def test_a_case_comes_once_and_a_second_round_is_another() -> None:
    first = ask("case:1")
    assert ask_again("case:1").pk == first.pk
    assert ask("case:1", round_=2).pk != first.pk
    assert len(cases()) == 2


def ask_again(reference: str) -> SentMessage:
    return run(AskBoard(), context(HERE), request(reference))


def test_what_is_missing_goes_back_with_words() -> None:
    request_ = ask()
    case = cases()[0]
    with pytest.raises(InputRefusedError):
        run(ReturnCase(), context(), CaseNote(case.uuid))
    run(ReturnCase(), context(), CaseNote(case.uuid, "意見書の2枚目がありません"))
    answer(request_)
    assert (sent(request_).state, sent(request_).note) == (SentStatus.REFUSED, "意見書の2枚目がありません")
    with pytest.raises(NotNowError):
        run(ReturnCase(), context(), CaseNote(case.uuid, "もう一度"))


def test_an_agenda_takes_the_oldest_up_to_its_most_and_gives_back() -> None:
    for number in range(4):
        ask(f"case:{number}", applied_on=date(2026, 3, 25) - timedelta(days=number))
    panel = staff_the_board()
    sitting = plan(panel, most=3)
    there = [(one.reference, one.number) for one in cases() if one.state is CaseStatus.ASSIGNED]
    assert sorted(there) == [("case:1", 3), ("case:2", 2), ("case:3", 1)]
    assert run(FillAgenda(), context(), OfSitting(sitting.uuid)) == 0
    run(TakeOffAgenda(), context(), OfCase(cases()[2].uuid))
    assert run(FillAgenda(), context(), OfSitting(sitting.uuid)) == 1
    assert calendar_of(context(), BOARD).waiting == 1
    with pytest.raises(InputRefusedError):
        run(PlanSitting(), context(), NewSitting(panel.uuid, DAY, time(13, 30), "会議室"))
    with pytest.raises(InputRefusedError):
        run(PlanSitting(), context(), NewSitting(panel.uuid, DAY, time(15, 0), "会議室", 31))


def test_a_sitting_opens_with_more_than_half_of_its_members_in_office() -> None:
    panel = staff_the_board()
    sitting = plan(panel)
    members = [one.uuid for one in members_of(panel)]

    def try_(there: list[Any], presides: Any) -> None:
        run(OpenSitting(), context(), Present(sitting.uuid, tuple(there), presides))

    with pytest.raises(InputRefusedError, match="過半数"):
        try_(members[:2], members[0])
    with pytest.raises(InputRefusedError, match="議長"):
        try_(members[:3], members[4])
    with pytest.raises(InputRefusedError, match="委員でない人"):
        try_([*members[:3], uuid4()], members[0])
    early = Present(sitting.uuid, tuple(members), members[0])
    with pytest.raises(InputRefusedError, match="開催日の前"):
        run(OpenSitting(), context(now=NOW - timedelta(days=1)), early)
    try_(members[:3], members[1])
    with pytest.raises(NotNowError):
        try_(members, members[0])


def test_a_member_whose_term_is_over_does_not_count() -> None:
    panel = staff_the_board(until=DAY - timedelta(days=1))
    sitting = plan(panel)
    with pytest.raises(InputRefusedError, match="任期でない"):
        open_sitting(sitting, panel)


def test_who_treats_the_person_or_works_there_does_not_judge() -> None:
    ask(items=items(**{"person.doctor_name": "髙橋一郎"}))
    panel = staff_the_board()
    first, second, *_ = members_of(panel)
    sitting = open_sitting(plan(panel), panel, absent=2)
    conflicts = sitting_paper(context(), sitting.uuid).papers[0].conflicts
    assert conflicts == {first.uuid: "この人の主治医です。"}
    with pytest.raises(InputRefusedError, match="審査できる委員が2人"):
        decide()
    case = cases()[0].uuid
    with pytest.raises(InputRefusedError):
        run(SetRecusal(), context(), SaidOfMember(case, first.uuid, must_not_judge=False))
    run(SetRecusal(), context(), SaidOfMember(case, first.uuid, False, "同姓同名の別の医師"))
    decide()
    assert cases()[0].judged["not_by"] == {}
    with pytest.raises(NotNowError):
        run(SetRecusal(), context(), SaidOfMember(case, second.uuid, True, "親族"))


def test_a_panel_gets_no_case_that_too_few_of_it_may_judge() -> None:
    ask()
    panel = staff_the_board(facilities=("鶴ケ城医院",))
    sitting = plan(panel)
    assert case_paper(context(), cases()[0].uuid).conflicts, "one of five: the case is on the agenda"
    run(TakeOffAgenda(), context(), OfCase(cases()[0].uuid))
    for member in members_of(panel)[1:3]:
        run(SetRecusal(), context(), SaidOfMember(cases()[0].uuid, member.uuid, True, "親族"))
    assert run(FillAgenda(), context(), OfSitting(sitting.uuid)) == 0


@pytest.mark.parametrize(
    ("result", "months", "reason", "said"),
    [
        ("", 6, "", "判定を選んで"),
        ("care_2", 6, "", "変えた理由"),
        ("care_1", None, "", "3か月から12か月"),
        ("care_1", 13, "", "3か月から12か月"),
        ("none", 6, "該当しない", "月数を消して"),
    ],
    ids=["nothing", "no-reason", "no-months", "too-long", "months-of-nothing"],
)
def test_a_decision_keeps_to_the_rules(result: str, months: int | None, reason: str, said: str) -> None:
    ask()
    panel = staff_the_board()
    open_sitting(plan(panel), panel)
    with pytest.raises(DecisionRefusedError, match=said):
        decide(0, result, months, reason=reason)


def test_nothing_is_decided_before_the_sitting_is_open() -> None:
    ask()
    with pytest.raises(NotNowError, match="審査待ち"):
        decide()
    plan(staff_the_board())
    with pytest.raises(NotNowError, match="予定"):
        decide()


def test_what_was_not_decided_waits_again_and_what_was_is_closed_for_good() -> None:
    ask("case:1")
    ask("case:2")
    panel = staff_the_board()
    sitting = open_sitting(plan(panel), panel)
    decide(0)
    decide(0, "care_2", 6, reason="もう一度話し合った")
    closed = run(CloseSitting(), context(), OfSitting(sitting.uuid))
    assert [one.state for one in cases()] == [CaseStatus.CLOSED, CaseStatus.WAITING]
    with pytest.raises(NotNowError, match="終了"):
        decide(0)
    paper = sitting_paper(context(), sitting.uuid)
    assert (paper.is_intact, len(closed.digest)) == (True, 64)
    for statement in (
        "UPDATE boards_boardcase SET result = 'care_5' WHERE closed_at IS NOT NULL",
        "DELETE FROM boards_boardcase WHERE closed_at IS NOT NULL",
        "UPDATE boards_sitting SET digest = ''",
        "UPDATE boards_attendance SET presides = false",
        "DELETE FROM boards_attendance",
    ):
        refused = pytest.raises(ProgrammingError, match="permission denied")
        with tenancy.municipality(BODY), refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_members_see_nobody_and_everything_they_judge() -> None:
    ask()
    panel = staff_the_board()
    sitting = plan(panel)
    paper = sitting_paper(context(), sitting.uuid).papers[0]
    shown = str(paper.items) + str(paper.parts)
    for secret in (
        "会津",
        "ウメ",
        "アイヅ",
        "飯寺",
        "582番地",
        "0000123456",
        "1941",
        "鶴ヶ城医院",
        "猪苗代 五郎",
    ):
        assert secret not in shown
    for judged in ("転びやすくなった", "変形性膝関節症", "歩行が不安定", "85歳", "自宅で転んだ"):
        assert judged in shown


def test_papers_and_minutes_are_pdf_and_every_step_is_written_down_without_names() -> None:
    ask()
    panel = staff_the_board()
    sitting = open_sitting(plan(panel), panel)
    assert papers_pdf(context(), sitting.uuid).startswith(b"%PDF-")
    decide(0, "care_2", 6, reason="介護の手間", opinion="家屋の手すり")
    run(CloseSitting(), context(), OfSitting(sitting.uuid))
    assert minutes_pdf(context(), sitting.uuid).startswith(b"%PDF-")
    with tenancy.municipality(BODY):
        entries = list(AuditEntry.objects.values_list("action", "details", "subject"))
    wanted = {"boards.receive", "boards.open", "boards.decide", "boards.close", "exchange.send"}
    assert wanted <= {one[0] for one in entries}
    for name in ("会津", "ウメ", "care_2", "介護の手間", *NAMES):
        assert name not in str(entries)


def test_members_and_panels_are_checked() -> None:
    from_, until = date(2025, 4, 1), date(2027, 3, 31)
    for wrong in (
        MemberInput(BOARD, "", "medical", from_, until),
        MemberInput(BOARD, "髙橋 一郎", "magic", from_, until),
        MemberInput(BOARD, "髙橋 一郎", "medical", until, from_),
    ):
        with pytest.raises(InputRefusedError):
            run(SaveMember(), context(), wrong)
    with pytest.raises(UnknownBoardError):
        run(SaveMember(), context(HERE), MemberInput(BOARD, "髙橋 一郎", "medical", from_, until))
    panel = staff_the_board()
    members = tuple(one.uuid for one in members_of(panel))
    for wrong_panel in (
        PanelInput(BOARD, "第1合議体", members, members[0]),
        PanelInput(BOARD, "第2合議体", members[:2], members[3]),
        PanelInput(BOARD, "第2合議体", (), None),
        PanelInput(BOARD, "", members, members[0]),
    ):
        with pytest.raises(InputRefusedError):
            run(SavePanel(), context(), wrong_panel)
    run(SavePanel(), context(), PanelInput(BOARD, "第1合議体", members[1:4], members[2], panel.uuid))
    assert [one.name for one in members_of(panel)] == NAMES[1:4]


def test_a_delivery_that_is_tried_again_takes_up_nothing_twice() -> None:
    sent_ = run(AskBoard(), context(HERE), request())
    run(DeliverMessage(), context(HERE), sent_.uuid)
    from madoguchi.engines.exchange.actions import NothingToPassError

    with pytest.raises(NothingToPassError):
        run(DeliverMessage(), context(HERE), sent_.uuid)
    assert len(cases()) == 1
