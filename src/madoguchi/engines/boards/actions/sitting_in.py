"""What a member does for a sitting: says whether it suits, thinks aloud before, steps back from a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context
from madoguchi.engines.boards.actions.arranging import ComesOrNot, answered
from madoguchi.engines.boards.actions.cases import locked_case
from madoguchi.engines.boards.actions.sittings import locked_sitting, must_be
from madoguchi.engines.boards.domain.states import CaseStatus, SittingStatus
from madoguchi.engines.boards.errors import InputRefusedError, NotFoundError, NotNowError
from madoguchi.engines.boards.models import Availability, BoardCase, Member, Recusal, Remark, Sitting
from madoguchi.engines.boards.rules import rules_of
from madoguchi.engines.boards.whose import SIT, is_called, own_case, own_member
from madoguchi.lib.japanese.text import clean_text


@dataclass(frozen=True, slots=True)
class OwnRemark:
    """What a member thinks of a case of a sitting; both empty: nothing any more."""

    sitting: UUID
    uuid: UUID
    result: str = ""
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class OwnConflict:
    """From which case of a sitting a member steps back, and why."""

    sitting: UUID
    uuid: UUID
    reason: str = field(default="", repr=False)


class AnswerDate(Action[ComesOrNot, Availability]):
    """A member says whether the day suits."""

    name: ClassVar[str] = "boards.answer"
    permission: ClassVar[str | None] = SIT

    def perform(self, context: Context, given: ComesOrNot) -> Availability:
        """Raises NotFoundError, NotNowError, TextError."""
        member, sitting = _called(context, given.uuid)
        return answered(context, sitting, member, given)

    def subject(self, given: ComesOrNot, result: Availability) -> str:
        """The sitting."""
        return f"sitting:{given.uuid}"

    def details(self, given: ComesOrNot, result: Availability) -> Mapping[str, Any]:
        """What was said."""
        return {"comes": given.comes}


class WriteRemark(Action[OwnRemark, BoardCase]):
    """A member writes down what the papers make them think. It can be changed until the sitting opens."""

    name: ClassVar[str] = "boards.remark"
    permission: ClassVar[str | None] = SIT
    subject_kind: ClassVar[str] = "board_case"

    def perform(self, context: Context, given: OwnRemark) -> BoardCase:
        """Raises NotFoundError, NotNowError, InputRefusedError, TextError."""
        member, sitting = _called(context, given.sitting)
        case = own_case(member, sitting, given.uuid)
        must_be(sitting, SittingStatus.PLANNED)
        rules, text = rules_of(case.board, context.municipality_code), clean_text(given.text)
        if given.result and given.result not in rules.results:
            raise InputRefusedError("判定を選び直してください。")
        if not given.result and not text:
            case.remarks.filter(sitting=sitting, member=member).delete()
            return case
        Remark.objects.update_or_create(
            case=case,
            sitting=sitting,
            member=member,
            defaults={
                "municipality_code": context.municipality_code,
                "result": given.result,
                "text": text,
                "said_at": context.now,
            },
        )
        return case


class DeclareConflict(Action[OwnConflict, Recusal]):
    """A member steps back from a case: from then on it is not shown to them and they are not counted."""

    name: ClassVar[str] = "boards.declare"
    permission: ClassVar[str | None] = SIT

    def perform(self, context: Context, given: OwnConflict) -> Recusal:
        """Raises NotFoundError, NotNowError, InputRefusedError, TextError."""
        reason = clean_text(given.reason)
        if not reason:
            raise InputRefusedError("理由を書いてください。事務局が読み、会議録に残ります。")
        member, sitting = _called(context, given.sitting)
        case = own_case(member, sitting, given.uuid)
        if locked_case(case.uuid).state is not CaseStatus.ASSIGNED:
            raise NotNowError("この審査は、もう判定されています。事務局に伝えてください。")
        case.remarks.filter(member=member).delete()
        recusal, _ = Recusal.objects.update_or_create(
            case=case,
            member=member,
            defaults={
                "municipality_code": context.municipality_code,
                "must_not_judge": True,
                "declared": True,
                "reason": reason,
            },
        )
        return recusal

    def subject(self, given: OwnConflict, result: Recusal) -> str:
        """The case."""
        return f"board_case:{given.uuid}"


class WithdrawConflict(Action[OwnConflict, UUID]):
    """A member had stepped back from the wrong case. Possible until the sitting opens."""

    name: ClassVar[str] = "boards.undeclare"
    permission: ClassVar[str | None] = SIT

    def perform(self, context: Context, given: OwnConflict) -> UUID:
        """Raises NotFoundError, NotNowError."""
        member, sitting = _called(context, given.sitting)
        must_be(sitting, SittingStatus.PLANNED)
        said = Recusal.objects.filter(
            case__uuid=given.uuid, case__sitting=sitting, member=member, declared=True
        )
        if not said.delete()[0]:
            raise NotFoundError(NotFoundError.__doc__)
        return given.uuid

    def subject(self, given: OwnConflict, result: UUID) -> str:
        """The case."""
        return f"board_case:{result}"


def _called(context: Context, sitting: UUID) -> tuple[Member, Sitting]:
    """Whoever acts, and their sitting, locked. Raises NotFoundError, also for a sitting of another panel."""
    member = own_member(context, context.now.date())
    found = locked_sitting(sitting)
    if not is_called(member, found):
        raise NotFoundError(NotFoundError.__doc__)
    return member, found
