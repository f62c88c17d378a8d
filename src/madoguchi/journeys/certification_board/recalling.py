"""A municipality takes a request back: while no sitting has it, with a reason that the board reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Final
from uuid import NAMESPACE_OID, UUID, uuid5

from django.conf import settings

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, Event, run, subscribe
from madoguchi.core.packs import BoardRules, load_packs_or_refuse
from madoguchi.engines.boards.api import BoardCase, CaseNote, CaseStatus, NotNowError, ReturnCase
from madoguchi.engines.exchange.api import (
    NewMessage,
    Outcome,
    ProcessMessage,
    RefuseMessage,
    SendMessage,
    SentMessage,
    SentStatus,
    received_message,
    sent_of,
)
from madoguchi.journeys.certification_board.asking import NoBoardError
from madoguchi.journeys.certification_board.domain.contents import RECALL
from madoguchi.lib.japanese.text import clean_text

LONGEST_REASON: Final = 1_000
_TAKEN_BACK: Final = "市町村が、審査の依頼を取り戻しました。"
_LATE: Final[Mapping[CaseStatus, str]] = {
    CaseStatus.ASSIGNED: "もう審査会の予定に入っています。審査会の事務局に電話してください。",
    CaseStatus.DECIDED: "もう判定しています。",
    CaseStatus.CLOSED: "もう判定が確定しています。",
    CaseStatus.RETURNED: "もう市町村に戻しています。",
}
_UNKNOWN: Final = "この依頼は、審査会に届いていません。"


class NothingToRecallError(LookupError):
    """取り戻せる依頼がありません。届く前か、もう返された依頼は取り戻せません。いまの状態を見直してください。"""


class RecallReasonMissingError(ValueError):
    """取り戻す理由を書いてください。審査会の事務局が読みます。"""


@dataclass(frozen=True, slots=True)
class Recall:
    """Which record's request (`case:<uuid>`) is taken back, and why."""

    reference: str
    reason: str = field(default="", repr=False)
    board: str = "care_certification"


class RecallRequest(Action[Recall, SentMessage]):
    """Ask the board to give a request back; its answer says whether it was in time. Twice is once."""

    name: ClassVar[str] = "exchange.recall_request"
    permission: ClassVar[str | None] = "exchange.send"

    def perform(self, context: Context, given: Recall) -> SentMessage:
        """Raises NoBoardError, RecallReasonMissingError, NothingToRecallError, TextError, and what sending
        raises.
        """
        reason = clean_text(given.reason)[:LONGEST_REASON]
        if not reason:
            raise RecallReasonMissingError(RecallReasonMissingError.__doc__)
        packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
        rules, body = packs.boards[given.board], packs.body_for(given.board, context.municipality_code)
        if body is None or not rules.recall:
            raise NoBoardError(NoBoardError.__doc__)
        asked = [one for one in sent_of(context, given.reference) if one.kind == rules.request]
        if not asked or asked[-1].state is not SentStatus.DELIVERED:
            raise NothingToRecallError(NothingToRecallError.__doc__)
        request = asked[-1]
        # What came too late may be asked again, when the case is off the agenda.
        late = sum(
            one.kind == rules.recall and one.state is SentStatus.REFUSED
            for one in sent_of(context, given.reference)
        )
        return run(
            SendMessage(),
            context,
            NewMessage(
                key=uuid5(NAMESPACE_OID, f"recall:{request.uuid}:{late}"),
                kind=rules.recall,
                receiver_code=request.receiver_code,
                parts={RECALL: {"request": str(request.uuid), "reason": reason}},
                about=request.about,
                subject=given.reference,
            ),
        )

    def subject(self, given: Recall, result: SentMessage) -> str:
        """The municipality's own record."""
        return given.reference

    def details(self, given: Recall, result: SentMessage) -> Mapping[str, Any]:
        """The message, and to which body."""
        return {"sent": str(result.uuid), "receiver": result.receiver_code}


@subscribe("exchange.received")
def _give_back(context: Context, event: Event) -> None:
    """The body's side: a case that still waits goes back; else the municipality hears why not."""
    rules = _board_of(context.municipality_code, event.data["kind"])
    if rules is None:
        return
    system = replace(context, actor=Actor.system("boards"))
    number = UUID(event.subject.partition(":")[2])
    opened = received_message(system, number)
    told = opened.parts.get(RECALL)
    case = _case_of(opened.message.sender_code, told)
    if case is None or case.state is not CaseStatus.WAITING:
        run(RefuseMessage(), system, Outcome(number, _UNKNOWN if case is None else _LATE[case.state]))
        return
    reason = str(told.get("reason", ""))[:LONGEST_REASON] if isinstance(told, Mapping) else ""
    try:
        run(ReturnCase(), system, CaseNote(case.uuid, f"{_TAKEN_BACK}理由：{reason}"))
    except NotNowError as late:
        run(RefuseMessage(), system, Outcome(number, str(late)))
        return
    run(ProcessMessage(), system, Outcome(number, "依頼を戻しました。", f"board_case:{case.uuid}"))


def _case_of(sender: str, told: object) -> BoardCase | None:
    """The case that this sender's request became, held until the transaction ends; nobody else's."""
    try:
        request = UUID(str(told.get("request"))) if isinstance(told, Mapping) else None
    except ValueError:
        return None
    cases = BoardCase.objects.select_for_update(of=("self",))
    return cases.filter(source_code=sender, source_uuid=request).first() if request is not None else None


def _board_of(municipality_code: str, kind: str) -> BoardRules | None:
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    body = packs.bodies.get(municipality_code)
    boards = (packs.boards[key] for key in body.boards) if body else ()
    return next((one for one in boards if one.recall and one.recall == kind), None)
