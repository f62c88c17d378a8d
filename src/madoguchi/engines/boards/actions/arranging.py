"""What happens around a sitting before it opens: moved, called off, its papers sent, who can come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context
from madoguchi.engines.boards.actions.sittings import (
    OfSitting,
    check_plan,
    locked_sitting,
    members_in_term,
    must_be,
)
from madoguchi.engines.boards.domain.states import CaseStatus, SittingStatus
from madoguchi.engines.boards.errors import InputRefusedError, NotFoundError
from madoguchi.engines.boards.models import Availability, Member, Panel, Sitting
from madoguchi.engines.boards.rules import rules_of
from madoguchi.lib.japanese.text import clean_line, clean_text

_LONGEST_NOTE = 200


@dataclass(frozen=True, slots=True)
class MovedSitting:
    """When and where a sitting takes place instead, and with how many cases at most."""

    uuid: UUID
    day: date
    begins: time
    place: str
    most_cases: int


@dataclass(frozen=True, slots=True)
class CalledOff:
    """Which sitting does not take place, and why; its members read it."""

    uuid: UUID
    reason: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ComesOrNot:
    """Whether somebody can come to a sitting."""

    uuid: UUID
    comes: bool
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class AnswerOfMember:
    """What which member said of a sitting."""

    member: UUID
    said: ComesOrNot


class ChangeSitting(Action[MovedSitting, Sitting]):
    """Another day, hour, place. Who had said that they can come at the old hour is asked again."""

    name: ClassVar[str] = "boards.change"
    permission: ClassVar[str | None] = "boards.manage"
    subject_kind: ClassVar[str] = "sitting"

    def perform(self, context: Context, given: MovedSitting) -> Sitting:
        """Raises NotFoundError, NotNowError, InputRefusedError, TextError."""
        sitting = locked_sitting(given.uuid)
        must_be(sitting, SittingStatus.PLANNED)
        panel = Panel.objects.select_for_update().get(pk=sitting.panel_id)
        rules = rules_of(panel.board, context.municipality_code)
        check_plan(rules, panel, given.day, given.begins, given.most_cases, sitting.pk)
        if given.most_cases < sitting.cases.count():
            raise InputRefusedError("予定に入っている件数より少なくできません。先に予定から外してください。")
        if (given.day, given.begins) != (sitting.day, sitting.begins):
            sitting.availabilities.all().delete()
        sitting.day, sitting.begins = given.day, given.begins
        sitting.place, sitting.most_cases = clean_line(given.place, 200), given.most_cases
        sitting.save(update_fields=["day", "begins", "place", "most_cases"])
        return sitting

    def details(self, given: MovedSitting, result: Sitting) -> Mapping[str, Any]:
        """To which day."""
        return {"day": result.day.isoformat()}


class CancelSitting(Action[CalledOff, Sitting]):
    """A sitting does not take place: its cases wait again, in the order in which they were applied for."""

    name: ClassVar[str] = "boards.cancel"
    permission: ClassVar[str | None] = "boards.manage"
    subject_kind: ClassVar[str] = "sitting"

    def perform(self, context: Context, given: CalledOff) -> Sitting:
        """Raises NotFoundError, NotNowError, InputRefusedError, TextError."""
        reason = clean_text(given.reason)
        if not reason:
            raise InputRefusedError("中止の理由を書いてください。委員の画面に出ます。")
        sitting = locked_sitting(given.uuid)
        must_be(sitting, SittingStatus.PLANNED)
        sitting.cases.update(sitting=None, number=None, status=CaseStatus.WAITING.value)
        sitting.status, sitting.cancel_reason = SittingStatus.CANCELLED.value, reason
        sitting.save(update_fields=["status", "cancel_reason"])
        return sitting


class SendAgenda(Action[OfSitting, Sitting]):
    """From now on the members of the panel see the agenda with its papers; again, it is what it was."""

    name: ClassVar[str] = "boards.send_agenda"
    permission: ClassVar[str | None] = "boards.work"
    subject_kind: ClassVar[str] = "sitting"

    def perform(self, context: Context, given: OfSitting) -> Sitting:
        """Raises NotFoundError, NotNowError, InputRefusedError."""
        sitting = locked_sitting(given.uuid)
        must_be(sitting, SittingStatus.PLANNED)
        if not sitting.cases.exists():
            raise InputRefusedError("予定に審査がありません。先に「予定に入れる」を押してください。")
        if sitting.sent_at is None:
            sitting.sent_at = context.now
            sitting.save(update_fields=["sent_at"])
        return sitting

    def details(self, given: OfSitting, result: Sitting) -> Mapping[str, Any]:
        """How many cases."""
        return {"board_cases": result.cases.count()}


class RecordAnswer(Action[AnswerOfMember, Availability]):
    """The secretary writes down what a member said on the telephone."""

    name: ClassVar[str] = "boards.record_answer"
    permission: ClassVar[str | None] = "boards.work"

    def perform(self, context: Context, given: AnswerOfMember) -> Availability:
        """Raises NotFoundError, NotNowError, TextError."""
        sitting = locked_sitting(given.said.uuid)
        member = members_in_term(sitting).filter(uuid=given.member).first()
        if member is None:
            raise NotFoundError(NotFoundError.__doc__)
        return answered(context, sitting, member, given.said)

    def subject(self, given: AnswerOfMember, result: Availability) -> str:
        """The sitting."""
        return f"sitting:{given.said.uuid}"

    def details(self, given: AnswerOfMember, result: Availability) -> Mapping[str, Any]:
        """Who, by reference, and what."""
        return {"member": str(given.member), "comes": given.said.comes}


def answered(context: Context, sitting: Sitting, member: Member, given: ComesOrNot) -> Availability:
    """Write the answer down; the last one counts until the sitting opens. Raises NotNowError, TextError."""
    must_be(sitting, SittingStatus.PLANNED)
    availability, _ = Availability.objects.update_or_create(
        sitting=sitting,
        member=member,
        defaults={
            "municipality_code": context.municipality_code,
            "comes": given.comes,
            "note": clean_line(given.note, _LONGEST_NOTE),
            "said_at": context.now,
        },
    )
    return availability
