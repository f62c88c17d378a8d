"""A document goes its way: approved, consulted, decided; sent back, withdrawn, and round again."""

from __future__ import annotations

from typing import Any

import pytest

from madoguchi.core import tenancy
from madoguchi.core.actions import Context, Event, NotAllowedError, run
from madoguchi.core.actions import events as published
from madoguchi.core.audit.models import AuditEntry
from madoguchi.engines.approvals.api import (
    ActKind,
    AgreeToDocument,
    AlreadyActedError,
    AlreadyDecidedError,
    ApprovalError,
    ApproveDocument,
    Comment,
    CommentOnDocument,
    DecideDocument,
    Document,
    FieldError,
    Judgement,
    Medium,
    NotYourTurnError,
    ObjectToDocument,
    OwnDocument,
    OwnDraftError,
    RouteError,
    SaveDraft,
    SendBack,
    SendingBack,
    StaleVersionError,
    State,
    WithdrawDocument,
    differences,
    document_story,
    my_desk,
)
from madoguchi.engines.approvals.errors import (
    CommentMissingError,
    NotEditableError,
    NotYoursError,
    StageNotEarlierError,
    UnknownDeskError,
    UnknownKindOfDocumentError,
)
from madoguchi_testing.approvals import TownHall, draft

LARGE: dict[str, Any] = {"kind": "expenditure", "items": {"approval.amount": 20_000_000}}


def kinds(hall: TownHall, document: Document) -> list[ActKind]:
    story = document_story(hall.context("bunsho"), document.uuid)
    return [act.what for act in story.acts]


def waiting(hall: TownHall) -> list[str]:
    return [name for name in hall.members if my_desk(hall.context(name)).turns]


def test_a_small_matter_is_decided_by_the_section_chief(hall: TownHall) -> None:
    document = hall.submit(hall.draft())
    assert waiting(hall) == ["kakaricho"]
    hall.act("kakaricho", ApproveDocument, document)
    assert waiting(hall) == ["zeikacho"]
    decided = hall.act("zeikacho", DecideDocument, document)
    assert (decided.where, decided.came_about) == (State.DECIDED, Medium.ELECTRONIC)
    assert decided.number.endswith("税務第1号")
    assert decided.decided_by_name == "課長 課長 三郎"
    assert waiting(hall) == []
    assert kinds(hall, document) == [ActKind.SUBMITTED, ActKind.APPROVED, ActKind.DECIDED]


def test_a_large_amount_goes_through_the_whole_town_hall(hall: TownHall) -> None:
    decided = hall.decide_large()
    assert decided.decided_by_name == "市長 首長 七郎"
    assert kinds(hall, decided)[1:] == [
        ActKind.APPROVED,
        ActKind.APPROVED,
        ActKind.AGREED,
        ActKind.AGREED,
        ActKind.APPROVED,
        ActKind.DECIDED,
    ]


def test_who_comes_later_does_not_act_before_who_comes_first(hall: TownHall) -> None:
    document = hall.submit(hall.draft(**LARGE))
    for name in ("zeikacho", "somukacho", "fuku"):
        with pytest.raises(NotYourTurnError):
            hall.act(name, ApproveDocument, document)
    with pytest.raises(NotYourTurnError):
        hall.act("shucho", DecideDocument, document)
    with pytest.raises(NotYourTurnError):
        hall.act("kakaricho", DecideDocument, document)


def test_the_second_of_two_who_act_at_once_is_told(hall: TownHall) -> None:
    document = hall.submit(hall.draft())
    hall.act("kakaricho", ApproveDocument, document)
    with pytest.raises(AlreadyActedError):
        hall.act("kakaricho", ApproveDocument, document)


def test_an_objection_is_read_by_everybody_after_it(hall: TownHall) -> None:
    document = hall.submit(hall.draft(**LARGE))
    hall.act("kakaricho", ApproveDocument, document)
    hall.act("zeikacho", ApproveDocument, document)
    with pytest.raises(CommentMissingError):
        hall.act("somukakari", ObjectToDocument, document)
    hall.act("somukakari", ObjectToDocument, document, "予算の残りが足りません。")
    hall.act("somukacho", AgreeToDocument, document)
    assert waiting(hall) == ["fuku"]
    story = document_story(hall.context("fuku"), document.uuid)
    assert [act.comment for act in story.acts if act.what is ActKind.OBJECTED] == ["予算の残りが足りません。"]


def test_where_the_route_says_so_an_objection_sends_the_document_back(hall: TownHall) -> None:
    document = hall.submit(hall.draft(kind="disposition", items={"approval.refusal": True}))
    hall.act("kakaricho", ApproveDocument, document)
    hall.act("zeikacho", ApproveDocument, document)
    assert hall.act("somukacho", ObjectToDocument, document, "根拠の条文が違います。").where is State.RETURNED
    assert waiting(hall) == []


def test_what_was_sent_back_goes_round_anew_and_shows_what_changed(hall: TownHall) -> None:
    document = hall.submit(hall.draft())
    back = SendingBack(document.uuid, 1, "封筒の数を書いてください。")
    run(SendBack(), hall.context("kakaricho"), back)
    text = "令和8年度の事務用品を、次のとおり購入します。\n1 用紙\n2 封筒 500枚"
    run(
        SaveDraft(),
        hall.context("tanto"),
        draft(uuid=document.uuid, text=text, title="用品の購入"),
    )
    hall.submit(document)
    story = document_story(hall.context("kakaricho"), document.uuid)
    changed = differences(*story.versions)
    assert [line.text for line in changed.lines if line.change == "added"] == ["2 封筒 500枚"]
    assert changed.fields == (("件名", "事務用品の購入計画について", "用品の購入"),)
    with pytest.raises(StaleVersionError, match="新しい版"):
        run(ApproveDocument(), hall.context("kakaricho"), Judgement(document.uuid, 1))
    run(ApproveDocument(), hall.context("kakaricho"), Judgement(document.uuid, 2))


def test_sent_back_to_an_earlier_stage_it_comes_to_everybody_from_there_again(hall: TownHall) -> None:
    document = hall.submit(hall.draft(**LARGE))
    for name in ("kakaricho", "zeikacho"):
        hall.act(name, ApproveDocument, document)
    again = SendingBack(document.uuid, 1, "係で数字を確かめてください。", stage=0)
    run(SendBack(), hall.context("somukakari"), again)
    assert waiting(hall) == ["kakaricho"]
    hall.act("kakaricho", ApproveDocument, document)
    assert waiting(hall) == ["zeikacho"]
    with pytest.raises(StageNotEarlierError):
        run(SendBack(), hall.context("zeikacho"), SendingBack(document.uuid, 1, "先へ", stage=2))
    with pytest.raises(CommentMissingError):
        run(SendBack(), hall.context("zeikacho"), SendingBack(document.uuid, 1, " "))


def test_a_drafter_takes_it_back_changes_it_and_nobody_else_does(hall: TownHall) -> None:
    document = hall.submit(hall.draft())
    with pytest.raises(NotEditableError):
        run(SaveDraft(), hall.context("tanto"), draft(uuid=document.uuid))
    with pytest.raises(NotYoursError):
        run(WithdrawDocument(), hall.context("kakaricho"), OwnDocument(document.uuid))
    assert run(WithdrawDocument(), hall.context("tanto"), OwnDocument(document.uuid)).where is State.WITHDRAWN
    assert waiting(hall) == []
    with pytest.raises(NotYoursError):
        run(SaveDraft(), hall.context("kakaricho"), draft(uuid=document.uuid))
    with pytest.raises(ApprovalError):
        hall.act("kakaricho", ApproveDocument, document)
    assert hall.submit(document).version == 2


def test_what_is_decided_is_over_for_everybody(hall: TownHall) -> None:
    decided = hall.decide_small()
    with pytest.raises(AlreadyDecidedError):
        run(WithdrawDocument(), hall.context("tanto"), OwnDocument(decided.uuid))
    with pytest.raises(AlreadyDecidedError):
        run(SaveDraft(), hall.context("tanto"), draft(uuid=decided.uuid))
    with pytest.raises(AlreadyDecidedError):
        hall.act("zeikacho", DecideDocument, decided)
    with pytest.raises(AlreadyDecidedError):
        run(CommentOnDocument(), hall.context("tanto"), Comment(decided.uuid, "追って"))


def test_nobody_approves_their_own_draft(hall: TownHall) -> None:
    own = hall.submit(hall.draft("kakaricho"), "kakaricho")
    assert waiting(hall) == ["zeikacho"], "the drafter's own place is passed over"
    with pytest.raises(OwnDraftError):
        hall.act("kakaricho", ApproveDocument, own)
    chief = hall.submit(hall.draft("zeikacho"), "zeikacho")
    hall.act("kakaricho", ApproveDocument, chief)
    with pytest.raises(OwnDraftError):
        hall.act("zeikacho", DecideDocument, chief)
    assert hall.act("fuku", DecideDocument, chief).where is State.DECIDED


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"title": " "}, FieldError),
        ({"title": "件" * 201}, FieldError),
        ({"text": "文" * 20_001}, FieldError),
        ({"retention": "7"}, FieldError),
        ({"kind": "unknown"}, UnknownKindOfDocumentError),
        ({"desk": "water"}, UnknownDeskError),
        ({"desk": "'; DROP TABLE"}, UnknownDeskError),
    ],
    ids=["no title", "long title", "long text", "retention", "kind", "desk of others", "no desk"],
)
def test_a_draft_that_makes_no_sense_is_refused(
    hall: TownHall, changes: dict[str, Any], refused: type[Exception]
) -> None:
    with pytest.raises(refused):
        hall.draft(**changes)


def test_without_the_amount_it_does_not_go_anywhere(hall: TownHall) -> None:
    document = hall.draft(kind="expenditure")
    with pytest.raises(RouteError, match="金額"):
        hall.submit(document)
    assert document_story(hall.context("tanto"), document.uuid).route_problem.startswith("「金額」")


def test_the_others_are_told_by_events_and_the_log_knows_no_title(
    hall: TownHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Event] = []
    names = ("approvals.submitted", "approvals.sent_back", "approvals.withdrawn", "approvals.decided")

    def remember(context: Context, event: Event) -> None:
        told.append(event)

    monkeypatch.setattr(published, "_subscribers", {name: [remember] for name in names})
    document = hall.submit(hall.draft(subject="case:1", title="会津 葵さんの件"))
    run(SendBack(), hall.context("kakaricho"), SendingBack(document.uuid, 1, "直してください"))
    hall.submit(document)
    run(WithdrawDocument(), hall.context("tanto"), OwnDocument(document.uuid))
    document = hall.submit(document)
    hall.act("kakaricho", ApproveDocument, document)
    decided = hall.act("zeikacho", DecideDocument, document)
    assert [event.name.split(".")[1] for event in told] == [
        "submitted",
        "sent_back",
        "submitted",
        "withdrawn",
        "submitted",
        "decided",
    ]
    assert all(event.data["subject"] == "case:1" for event in told)
    assert told[-1].data["number"] == decided.number
    with tenancy.municipality(hall.code):
        entries = list(AuditEntry.objects.filter(action__startswith="approvals"))
    assert not any("葵" in f"{entry.subject}{entry.details}" for entry in entries)


def test_without_a_role_nobody_drafts_or_approves(hall: TownHall) -> None:
    with pytest.raises(NotAllowedError):
        run(SaveDraft(), hall.context("shucho"), draft())
    document = hall.submit(hall.draft())
    with pytest.raises(NotAllowedError):
        hall.act("tanto", ApproveDocument, document)
