"""Cases come from the municipalities, and go back there when something is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.boards.domain.states import CaseStatus
from madoguchi.engines.boards.errors import InputRefusedError, NotFoundError, NotNowError
from madoguchi.engines.boards.models import BoardCase
from madoguchi.engines.boards.rules import packs, rules_of
from madoguchi.lib.japanese.text import clean_text


@dataclass(frozen=True, slots=True)
class NewBoardCase:
    """What a municipality asks a board to decide; `source_uuid` is the message that brought it."""

    board: str
    source_code: str
    source_uuid: UUID
    application: str
    applied_on: date
    items: Mapping[str, Any] = field(default_factory=dict, repr=False)
    parts: Mapping[str, Any] = field(default_factory=dict, repr=False)
    reference: str = ""
    before: str = ""
    first_stage: str = ""


@dataclass(frozen=True, slots=True)
class CaseNote:
    """Which case, and what is written about it."""

    uuid: UUID
    note: str = field(default="", repr=False)


class ReceiveCase(Action[NewBoardCase, BoardCase]):
    """Take up a case, once for each message."""

    name: ClassVar[str] = "boards.receive"
    permission: ClassVar[str | None] = "boards.work"
    subject_kind: ClassVar[str] = "board_case"

    def perform(self, context: Context, given: NewBoardCase) -> BoardCase:
        """Raises UnknownBoardError, and InputRefusedError for what no board can work on."""
        rules = rules_of(given.board, context.municipality_code)
        if given.source_code not in packs().bodies[context.municipality_code].municipalities:
            raise InputRefusedError("この市町村の審査は、この組合では行いません。")
        if given.applied_on > context.now.date():
            raise InputRefusedError("申請日が、先の日付です。確かめて、もう一度送ってください。")
        for name, value, known in (
            ("申請の種類", given.application, rules.applications),
            ("前の判定", given.before or next(iter(rules.results)), rules.results),
            ("一次判定", given.first_stage or next(iter(rules.results)), rules.results),
        ):
            if value not in known:
                raise InputRefusedError(f"{name}が、決められたもののどれでもありません。")
        earlier = BoardCase.objects.filter(source_code=given.source_code, source_uuid=given.source_uuid)
        return earlier.first() or BoardCase.objects.create(
            municipality_code=context.municipality_code,
            board=rules.key,
            source_code=given.source_code,
            source_uuid=given.source_uuid,
            reference=given.reference,
            application=given.application,
            applied_on=given.applied_on,
            before=given.before,
            first_stage=given.first_stage,
            items=dict(given.items),
            parts=dict(given.parts),
            received_at=context.now,
        )

    def details(self, given: NewBoardCase, result: BoardCase) -> Mapping[str, Any]:
        """Board, municipality, kind."""
        return {"board": given.board, "from": given.source_code, "application": given.application}


class ReturnCase(Action[CaseNote, BoardCase]):
    """Back to the municipality, with what is missing. Only before it is decided."""

    name: ClassVar[str] = "boards.return"
    permission: ClassVar[str | None] = "boards.work"
    subject_kind: ClassVar[str] = "board_case"

    def perform(self, context: Context, given: CaseNote) -> BoardCase:
        """Raises NotFoundError, NotNowError, InputRefusedError, TextError."""
        note = clean_text(given.note)
        if not note:
            raise InputRefusedError("戻す理由を書いてください。市町村の職員が読みます。")
        case = locked_case(given.uuid)
        if case.state not in (CaseStatus.WAITING, CaseStatus.ASSIGNED):
            raise NotNowError(f"この審査は「{case.state.label}」です。いまは戻せません。")
        case.status, case.return_reason, case.sitting, case.number = (
            CaseStatus.RETURNED.value,
            note,
            None,
            None,
        )
        case.save(update_fields=["status", "return_reason", "sitting", "number"])
        return case

    def details(self, given: CaseNote, result: BoardCase) -> Mapping[str, Any]:
        """To whom."""
        return {"to": result.source_code}

    def events(self, context: Context, given: CaseNote, result: BoardCase) -> Iterable[Event]:
        """That it goes back."""
        yield Event("boards.returned", f"board_case:{result.uuid}", {"message": str(result.source_uuid)})


def locked_case(uuid: UUID) -> BoardCase:
    """The case, locked until the transaction ends. Raises NotFoundError."""
    case = BoardCase.objects.select_for_update(of=("self",)).filter(uuid=uuid).first()
    if case is None:
        raise NotFoundError(NotFoundError.__doc__)
    return case
