"""The body's side: messages become cases, decisions become messages."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from uuid import NAMESPACE_OID, UUID, uuid5

from django.conf import settings
from django.db import OperationalError, transaction

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, Event, run, subscribe
from madoguchi.core.packs import BoardRules, load_packs_or_refuse
from madoguchi.engines.boards.api import (
    BoardCase,
    CaseNote,
    CaseStatus,
    InputRefusedError,
    NewBoardCase,
    NotNowError,
    ReceiveCase,
    ReturnCase,
    decided_case,
)
from madoguchi.engines.exchange.api import (
    AlreadySettledError,
    MessageNotFoundError,
    NewMessage,
    Outcome,
    ProcessMessage,
    RefuseMessage,
    SendMessage,
    StillNeededError,
    received_message,
)
from madoguchi.journeys.certification_board.domain.contents import (
    APPLICATION,
    DECISION,
    FIRST_STAGE,
    AppliedFor,
    ContentUnreadableError,
    Decided,
    applied_for,
    check_shape,
    first_stage_result,
)

_OVER = (CaseStatus.RETURNED.value, CaseStatus.CLOSED.value)
_BY_ITSELF = "審査が終わると、自動で処理済みになります。いまは、することはありません。"
_JUST_NOW = "ほかの人が、いまこの審査を動かしています。少し待って、画面を開き直してください。"


@subscribe("exchange.received")
def take_up(context: Context, event: Event) -> None:
    """A request becomes a case of the board; what no board can work on goes back at once, with the reason."""
    rules = _board_of(context.municipality_code, event.data["kind"])
    if rules is None:
        return
    number = UUID(event.subject.partition(":")[2])
    opened = received_message(context, number)
    try:
        check_shape([opened.items, opened.parts])
        applied = applied_for(opened.parts.get(APPLICATION))
        first_stage = first_stage_result(opened.parts.get(FIRST_STAGE))
        run(
            ReceiveCase(),
            context,
            NewBoardCase(
                board=rules.key,
                source_code=opened.message.sender_code,
                source_uuid=number,
                application=applied.kind,
                applied_on=applied.applied_on,
                items=opened.items,
                parts=opened.parts,
                reference=applied.reference,
                before=applied.before,
                first_stage=first_stage,
            ),
        )
    except (ContentUnreadableError, InputRefusedError) as refused:
        run(RefuseMessage(), context, Outcome(number, str(refused)))


@subscribe("boards.decided")
def send_home(context: Context, event: Event) -> None:
    """The result of a case goes to the municipality that asked, and its request is done with."""
    case = decided_case(UUID(event.subject.partition(":")[2]))
    rules = load_packs_or_refuse(settings.MADOGUCHI_PACKS).boards[case.board]
    # Whoever closes a sitting may do so; that results go home is the system's part of it.
    system = _as_system(context)
    run(
        SendMessage(),
        system,
        NewMessage(
            key=uuid5(NAMESPACE_OID, f"{case.board}:{case.uuid}"),
            kind=rules.result,
            receiver_code=case.source_code,
            parts={DECISION: _decision(case).as_json()},
            about=f"審査番号 {case.number}",
            subject=f"board_case:{case.uuid}",
        ),
    )
    done = Outcome(case.source_uuid, "審査判定が終わりました。", f"board_case:{case.uuid}")
    # Somebody may have settled the request by hand, or it was deleted long ago.
    with suppress(AlreadySettledError, MessageNotFoundError):
        run(ProcessMessage(), system, done)


@subscribe("boards.returned")
def send_back(context: Context, event: Event) -> None:
    """A case that the board cannot decide goes back, with what is missing."""
    number = UUID(event.data["message"])
    system = _as_system(context)
    case = BoardCase.objects.get(uuid=UUID(event.subject.partition(":")[2]))
    with suppress(AlreadySettledError, MessageNotFoundError):
        run(RefuseMessage(), system, Outcome(number, case.return_reason))


@subscribe("exchange.received_refused")
def give_up(context: Context, event: Event) -> None:
    """Who sends a request back by hand gives up its case as well: nobody is judged twice. What an open
    sitting has decided cannot be sent back.
    """
    if _board_of(context.municipality_code, event.data["kind"]) is None:
        return
    source = {"source_code": event.data["sender"], "source_uuid": event.subject.partition(":")[2]}
    try:
        # Who returns the case locks it before the message; waiting here would be for each other.
        with transaction.atomic():
            case = BoardCase.objects.select_for_update(of=("self",), nowait=True).filter(**source).first()
    except OperationalError:
        raise StillNeededError(_JUST_NOW) from None
    if case is None or case.status in _OVER:
        return
    reason = received_message(_as_system(context), case.source_uuid).message.note
    try:
        run(ReturnCase(), _as_system(context), CaseNote(case.uuid, reason))
    except NotNowError as decided:
        raise StillNeededError(str(decided)) from None


@subscribe("exchange.received_processed")
def not_by_hand(context: Context, event: Event) -> None:
    """A request is done with when its case is decided, and not when somebody ticks it off: were the case
    sent back afterwards, the municipality would not hear of it.
    """
    is_request = _board_of(context.municipality_code, event.data["kind"]) is not None
    if is_request and context.actor.kind == "staff":
        source = {"source_code": event.data["sender"], "source_uuid": event.subject.partition(":")[2]}
        if BoardCase.objects.filter(**source).exclude(status__in=_OVER).exists():
            raise StillNeededError(_BY_ITSELF)


def _decision(case: BoardCase) -> Decided:
    if case.sitting is None:
        raise ValueError("a case is decided in a sitting")
    told = case.parts.get(APPLICATION)
    applied = applied_for(told) if told else AppliedFor(case.application, case.applied_on, case.before)
    return Decided(case.result, case.months, case.sitting.day, applied, case.opinion, case.board)


def _board_of(municipality_code: str, kind: str) -> BoardRules | None:
    """The board of this body to which the kind of message brings cases."""
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    body = packs.bodies.get(municipality_code)
    boards = (packs.boards[key] for key in body.boards) if body else ()
    return next((one for one in boards if one.request == kind), None)


def _as_system(context: Context) -> Context:
    return replace(context, actor=Actor.system("boards"))
