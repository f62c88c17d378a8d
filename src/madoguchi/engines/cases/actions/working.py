"""What a desk does with a case: start, finish, return, note."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.cases.domain.states import Step, next_status
from madoguchi.engines.cases.models import Case, CaseEvent
from madoguchi.lib.japanese.text import clean_text

ANY_DESK = "cases.assign"
"""Who may hand out work may also do that of every desk."""


class CaseNotFoundError(LookupError):
    """この案件は見つかりません。一覧から選び直してください。"""


class NotYourDeskError(Exception):
    """ほかの課の案件です。担当の課の職員が操作してください。"""


class NoteMissingError(ValueError):
    """理由やメモを書いてください。受け取った人が次に何をすればよいか分かります。"""


@dataclass(frozen=True, slots=True)
class CaseStep:
    """Which case, and what is written about the step (a reason, a note)."""

    uuid: UUID
    note: str = ""


class _Step(Action[CaseStep, Case]):
    """What the verbs have in common: the row locked, the desk checked, the step written into the story."""

    permission: ClassVar[str | None] = "cases.work"
    step: ClassVar[Step]
    needs_note: ClassVar[bool] = False

    def perform(self, context: Context, given: CaseStep) -> Case:
        """Raises CaseNotFoundError, NotYourDeskError, NoteMissingError, StepNotPossibleError, TextError."""
        note = clean_text(given.note)
        if self.needs_note and not note:
            raise NoteMissingError(NoteMissingError.__doc__)
        case = _locked(given.uuid)
        if not may_work_on(context.actor, case):
            raise NotYourDeskError(NotYourDeskError.__doc__)
        case.status = next_status(case.state, self.step).value
        if self.step in (Step.STARTED, Step.FINISHED):
            case.worked_by, case.worked_by_name = context.actor.id, context.actor.display_name
        if self.step is Step.FINISHED:
            case.closed_at = context.now
        if note:
            case.note = note
        case.save(update_fields=["status", "worked_by", "worked_by_name", "closed_at", "note"])
        CaseEvent.objects.create(
            municipality_code=context.municipality_code,
            case=case,
            step=self.step.value,
            at=context.now,
            actor_id=context.actor.id,
            actor_name=context.actor.display_name,
            note=note,
        )
        return case

    def subject(self, given: CaseStep, result: Case) -> str:
        """The case."""
        return f"case:{result.uuid}"

    def details(self, given: CaseStep, result: Case) -> Mapping[str, Any]:
        """The status after the step."""
        return {"status": result.status}

    def events(self, context: Context, given: CaseStep, result: Case) -> Iterable[Event]:
        """That it happened."""
        yield Event(f"cases.{self.step.value}", f"case:{result.uuid}", {"desk_role": result.desk_role})


class StartCase(_Step):
    """Take the case to work on it."""

    name: ClassVar[str] = "cases.start"
    step: ClassVar[Step] = Step.STARTED


class FinishCase(_Step):
    """The work is done."""

    name: ClassVar[str] = "cases.finish"
    step: ClassVar[Step] = Step.FINISHED


class ReturnCase(_Step):
    """Something is missing: back to the counter, with the reason."""

    name: ClassVar[str] = "cases.return"
    step: ClassVar[Step] = Step.RETURNED
    needs_note: ClassVar[bool] = True


class AddNote(_Step):
    """Write something down; the status stays."""

    name: ClassVar[str] = "cases.note"
    step: ClassVar[Step] = Step.NOTED
    needs_note: ClassVar[bool] = True


def may_work_on(actor: Actor, case: Case) -> bool:
    """Whether the case lies on one of the actor's desks, or the actor hands out work."""
    return case.desk_role in actor.desks or actor.may(ANY_DESK)


def _locked(uuid: UUID) -> Case:
    case = Case.objects.select_for_update().filter(uuid=uuid).first()
    if case is None:
        raise CaseNotFoundError(CaseNotFoundError.__doc__)
    return case
