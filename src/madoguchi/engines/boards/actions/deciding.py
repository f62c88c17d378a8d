"""What a board decides of a case, and who may not take part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context
from madoguchi.engines.boards.actions.cases import locked_case
from madoguchi.engines.boards.actions.sittings import locked_sitting
from madoguchi.engines.boards.domain.deciding import Proposal, check_decision, has_quorum
from madoguchi.engines.boards.domain.states import CaseStatus, SittingStatus
from madoguchi.engines.boards.errors import InputRefusedError, NotFoundError, NotNowError
from madoguchi.engines.boards.judging import application_of, conflicts_of
from madoguchi.engines.boards.models import BoardCase, Member, Recusal
from madoguchi.engines.boards.rules import rules_of
from madoguchi.lib.japanese.text import clean_text


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided: result, months, why it differs from the first stage, the board's opinion."""

    uuid: UUID
    result: str
    months: int | None = None
    reason: str = field(default="", repr=False)
    opinion: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SaidOfMember:
    """Whether a member takes no part in a case, and why; also against what the names say."""

    uuid: UUID
    member: UUID
    must_not_judge: bool
    reason: str = field(default="", repr=False)


class SetRecusal(Action[SaidOfMember, Recusal]):
    """Say that a member takes no part in a case, or does although the names look alike."""

    name: ClassVar[str] = "boards.recuse"
    permission: ClassVar[str | None] = "boards.work"

    def perform(self, context: Context, given: SaidOfMember) -> Recusal:
        """Raises NotFoundError, NotNowError, InputRefusedError, TextError."""
        reason = clean_text(given.reason)
        if not reason:
            raise InputRefusedError("理由を書いてください。会議録に残ります。")
        case = locked_case(given.uuid)
        if case.state in (CaseStatus.CLOSED, CaseStatus.DECIDED):
            raise NotNowError(f"この審査は「{case.state.label}」です。いまは変えられません。")
        member = Member.objects.filter(uuid=given.member, board=case.board).first()
        if member is None:
            raise NotFoundError(NotFoundError.__doc__)
        recusal, _ = Recusal.objects.update_or_create(
            case=case,
            member=member,
            defaults={
                "municipality_code": context.municipality_code,
                "must_not_judge": given.must_not_judge,
                "reason": reason,
            },
        )
        return recusal

    def subject(self, given: SaidOfMember, result: Recusal) -> str:
        """The case."""
        return f"board_case:{given.uuid}"

    def details(self, given: SaidOfMember, result: Recusal) -> Mapping[str, Any]:
        """The member, by reference."""
        return {"member": str(given.member), "must_not_judge": given.must_not_judge}


class RecordDecision(Action[Decision, BoardCase]):
    """Write down what the open sitting decided. Until it is closed it can be written anew."""

    name: ClassVar[str] = "boards.decide"
    permission: ClassVar[str | None] = "boards.work"

    def perform(self, context: Context, given: Decision) -> BoardCase:
        """Raises NotFoundError, NotNowError, InputRefusedError, DecisionRefusedError, TextError."""
        asked = BoardCase.objects.select_related("sitting").filter(uuid=given.uuid).first()
        if asked is None:
            raise NotFoundError(NotFoundError.__doc__)
        if asked.sitting is None:
            raise NotNowError(f"この審査は「{asked.state.label}」です。審査会の予定に入れてください。")
        # The sitting first: closing locks in this order as well.
        sitting = locked_sitting(asked.sitting.uuid)
        if sitting.state is not SittingStatus.OPEN:
            raise NotNowError(f"この審査会は「{sitting.state.label}」です。開いているときだけ記録できます。")
        case = locked_case(given.uuid)
        case.sitting = sitting
        rules = rules_of(case.board, context.municipality_code)
        reason, opinion = clean_text(given.reason), clean_text(given.opinion)
        check_decision(rules, application_of(case), Proposal(given.result, given.months, reason))
        present = [one.member for one in sitting.attendances.select_related("member")]
        conflicts = conflicts_of(case, present)
        judging = [one for one in present if one.uuid not in conflicts]
        if not has_quorum(sitting.seats, len(judging)):
            raise InputRefusedError(
                f"審査できる委員が{len(judging)}人で、委員{sitting.seats}人の過半数に足りません。"
                "別の日の審査会に回してください。"
            )
        case.result, case.months, case.reason, case.opinion = given.result, given.months, reason, opinion
        case.judged = {
            "by": sorted(str(one.uuid) for one in judging),
            "not_by": {str(uuid): why for uuid, why in sorted(conflicts.items())},
        }
        case.status, case.decided_at = CaseStatus.DECIDED.value, context.now
        case.save(update_fields=["result", "months", "reason", "opinion", "judged", "status", "decided_at"])
        return case

    def subject(self, given: Decision, result: BoardCase) -> str:
        """The case."""
        return f"board_case:{result.uuid}"

    def details(self, given: Decision, result: BoardCase) -> Mapping[str, Any]:
        """Who judged, by reference; never what was decided of a person."""
        return {"judged": result.judged["by"], "not_by": sorted(result.judged["not_by"])}
