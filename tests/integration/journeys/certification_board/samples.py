"""Two municipalities and the body that decides for them; members and people are made up."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.clock import TOKYO
from madoguchi.engines.boards.api import (
    BoardCase,
    FillAgenda,
    Member,
    MemberInput,
    NewSitting,
    OfSitting,
    OpenSitting,
    Panel,
    PanelInput,
    PlanSitting,
    Present,
    SaveMember,
    SavePanel,
    Sitting,
)
from madoguchi.engines.exchange.actions import DeliverMessage
from madoguchi.engines.exchange.api import SentMessage
from madoguchi.journeys.certification_board.api import AskBoard, BoardRequest

BODY, HERE, THERE, OUTSIDE = "079014", "072028", "074217", "072087"
BOARD = "care_certification"
DAY = date(2026, 4, 15)
NOW = datetime(2026, 4, 15, 13, 30, tzinfo=TOKYO)
NAMES = ["髙橋 一郎", "渡邉 春子", "齋藤 次郎", "阿部 夏美", "佐久間 三郎"]


def context(code: str = BODY, now: datetime = NOW) -> Context:
    """The system, at one authority."""
    return Context(code, Actor.system("tests"), now, purpose="テスト")


def items(name: str = "会津 ウメ", **more: Any) -> dict[str, Any]:
    """What is known of a person."""
    person = {
        "person.name": name,
        "person.name_kana": "アイヅ ウメ",
        "person.birth_date": "1941-02-12",
        "person.sex": "female",
        "person.care_insured_number": "0000123456",
        "person.doctor_hospital": "鶴ヶ城医院",
        "person.doctor_name": "猪苗代 五郎",
        "person.care_reason": "転びやすくなった",
    } | more
    return {"household.address": "福島県会津若松市門田町大字飯寺字村西582番地1", "members": [person]}


def request(reference: str = "case:1", **more: Any) -> BoardRequest:
    """A new application with everything a board needs."""
    values: dict[str, Any] = {
        "kind": "new",
        "applied_on": date(2026, 3, 25),
        "items": items(),
        "survey": {"特記事項": "会津ウメさんは、飯寺字村西582番地1 の自宅で転んだ。会津 ウメ本人の話。"},
        "opinion": {"診断名": "変形性膝関節症", "所見": "ウメ氏は歩行が不安定。"},
        "first_stage": {"result": "care_1", "minutes": "41.3"},
        "about": "会津 ウメ",
    } | more
    return BoardRequest(reference, **values)


def ask(reference: str = "case:1", code: str = HERE, **more: Any) -> SentMessage:
    """A municipality asks; its message arrives."""
    sent = run(AskBoard(), context(code), request(reference, **more))
    run(DeliverMessage(), context(code), sent.uuid)
    return sent


def staff_the_board(*, facilities: tuple[str, ...] = (), until: date = date(2027, 3, 31)) -> Panel:
    """Five members, the first in the chair and working at `facilities`."""
    fields = ["medical", "medical", "health", "health", "welfare"]
    members: list[Member] = [
        run(
            SaveMember(),
            context(),
            MemberInput(BOARD, name, field, date(2025, 4, 1), until, facilities if not number else ()),
        )
        for number, (name, field) in enumerate(zip(NAMES, fields, strict=True))
    ]
    uuids = tuple(one.uuid for one in members)
    return run(SavePanel(), context(), PanelInput(BOARD, "第1合議体", uuids, uuids[0]))


def plan(panel: Panel, most: int | None = None, begins: time = time(13, 30)) -> Sitting:
    """A sitting of today, with as many cases as it takes."""
    sitting = run(PlanSitting(), context(), NewSitting(panel.uuid, DAY, begins, "組合の会議室", most))
    run(FillAgenda(), context(), OfSitting(sitting.uuid))
    return sitting


def members_of(panel: Panel) -> list[Member]:
    """In the order of NAMES."""
    with tenancy.municipality(BODY):
        return list(Member.objects.filter(seats__panel=panel).order_by("id"))


def open_sitting(sitting: Sitting, panel: Panel, absent: int = 0) -> Sitting:
    """Everybody is there, but for the last so many."""
    members = members_of(panel)
    there = tuple(one.uuid for one in members[: len(members) - absent])
    return run(OpenSitting(), context(), Present(sitting.uuid, there, there[0]))


def cases() -> list[BoardCase]:
    """All cases of the body, in the order in which they came."""
    with tenancy.municipality(BODY):
        return list(BoardCase.objects.select_related("sitting").order_by("id"))
