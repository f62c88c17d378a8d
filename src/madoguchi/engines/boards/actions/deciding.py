"""What a board decides of a case, and who may not take part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context
from madoguchi.engines.boards.actions.cases import locked_case
from madoguchi.engines.boards.actions.sittings import OfCase, locked_sitting
from madoguchi.engines.boards.domain.deciding import Proposal, check_decision, has_quorum
from madoguchi.engines.boards.domain.states import CaseStatus, SittingStatus
from madoguchi.engines.boards.errors import InputRefusedError, NotFoundError, NotNowError
from madoguchi.engines.boards.judging import application_of, conflicts_of
from madoguchi.engines.boards.models import BoardCase, Member, Recusal, Sitting
from madoguchi.engines.boards.rules import rules_of
from madoguchi.lib.japanese.text import clean_text


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided: result, months, why it differs from the first stage, the board's opinion.

    `seen`: when the decision was written that the page showed (ISO 8601), empty for none; a later one of
    somebody else is not overwritten. None: whatever stands there.
    """

    uuid: UUID
    result: str
    months: int | None = None
    reason: str = field(default="", repr=False)
    opinion: str = field(default="", repr=False)
    seen: str | None = None


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
        if case.recusals.filter(member=member, declared=True).exists():
            raise InputRefusedError("委員本人の申し出です。取り消せるのは、その委員だけです。")
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
    subject_kind: ClassVar[str] = "board_case"

    def perform(self, context: Context, given: Decision) -> BoardCase:
        """Raises NotFoundError, NotNowError, InputRefusedError, DecisionRefusedError, TextError."""
        case, sitting = _before_the_board(given.uuid)
        if given.seen is not None and given.seen != moment_text(case):
            raise NotNowError(
                "この画面を開いたあとに、ほかの人が判定を記録したか、取り消しました。いまの判定を確かめてください。"
            )
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

    def details(self, given: Decision, result: BoardCase) -> Mapping[str, Any]:
        """Who judged, by reference; never what was decided of a person."""
        return {"judged": result.judged["by"], "not_by": sorted(result.judged["not_by"])}


class TakeBackDecision(Action[OfCase, BoardCase]):
    """A decision of the open sitting is no decision after all: the case is to be decided again, or waits."""

    name: ClassVar[str] = "boards.take_back"
    permission: ClassVar[str | None] = "boards.work"
    subject_kind: ClassVar[str] = "board_case"

    def perform(self, context: Context, given: OfCase) -> BoardCase:
        """Raises NotFoundError, NotNowError."""
        case, _ = _before_the_board(given.uuid)
        if case.state is not CaseStatus.DECIDED:
            raise NotNowError(f"この審査は「{case.state.label}」です。取り消す判定がありません。")
        case.status, case.decided_at = CaseStatus.ASSIGNED.value, None
        case.result, case.months, case.reason, case.opinion, case.judged = "", None, "", "", {}
        case.save(update_fields=["status", "decided_at", "result", "months", "reason", "opinion", "judged"])
        return case


def moment_text(case: BoardCase) -> str:
    """When the decision that stands was written, as a page keeps it; empty where there is none."""
    return "" if case.decided_at is None else case.decided_at.astimezone(UTC).isoformat()


def _before_the_board(uuid: UUID) -> tuple[BoardCase, Sitting]:
    """A case with its open sitting, both locked. Raises NotFoundError, NotNowError."""
    asked = BoardCase.objects.select_related("sitting").filter(uuid=uuid).first()
    if asked is None:
        raise NotFoundError(NotFoundError.__doc__)
    if asked.sitting is None:
        raise NotNowError(f"この審査は「{asked.state.label}」です。審査会の予定に入れてください。")
    # The sitting first: closing locks in this order as well.
    sitting = locked_sitting(asked.sitting.uuid)
    if sitting.state is not SittingStatus.OPEN:
        raise NotNowError(f"この審査会は「{sitting.state.label}」です。開いているときだけ記録できます。")
    case = locked_case(uuid)
    # Somebody may have taken it off, or sent it back, while this waited for the sitting.
    if case.sitting_id != sitting.pk or case.state not in (CaseStatus.ASSIGNED, CaseStatus.DECIDED):
        raise NotNowError(f"この審査は「{case.state.label}」です。画面を開き直してください。")
    case.sitting = sitting
    return case, sitting
