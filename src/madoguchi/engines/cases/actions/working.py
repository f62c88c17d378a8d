"""What a desk does with a case, from acceptance to its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.cases.domain.states import Step, next_status
from madoguchi.engines.cases.locking import lock_source
from madoguchi.engines.cases.models import Case, CaseEvent
from madoguchi.lib.japanese.text import clean_text

ANY_DESK = "cases.assign"
"""Who may hand out work may also do that of every desk."""


class CaseNotFoundError(LookupError):
    """この案件は見つかりません。一覧から選び直してください。"""


class NotYourDeskError(Exception):
    """ほかの課の案件です。担当の課の職員が操作してください。"""


class CaseHeldError(Exception):
    """For whoever listens to what a desk does with a case, and knows why it may not be done yet.

    The words say why, and what to do now.
    """


class NoteMissingError(ValueError):
    """理由やメモを書いてください。受け取った人が次に何をすればよいか分かります。"""


@dataclass(frozen=True, slots=True)
class CaseStep:
    """Which case, and what is written about the step (a reason, a note)."""

    uuid: UUID
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CaseCorrection:
    """Which case, and the answers that take the place of the former ones (JSON by item key)."""

    uuid: UUID
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CaseDue:
    """Which case, and the day by which the authority has to be done with it."""

    uuid: UUID
    due: date


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
        case = locked_case(given.uuid)
        check_desk(context.actor, case)
        by_hand = context.actor.kind == "staff"
        if by_hand and self.step in (Step.STARTED, Step.DECIDED, Step.FINISHED):
            case.assignee_id, case.assignee_name = context.actor.id, context.actor.display_name
        take_step(context, case, self.step, note)
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


class AcceptCase(_Step):
    """What has arrived is accepted: the desk takes it up."""

    name: ClassVar[str] = "cases.accept"
    step: ClassVar[Step] = Step.ACCEPTED


class StartCase(_Step):
    """Begin to examine it; whoever does so is the one in charge."""

    name: ClassVar[str] = "cases.start"
    step: ClassVar[Step] = Step.STARTED


class RequestCorrection(_Step):
    """Something is missing: back to the counter or to the applicant, with what to do."""

    name: ClassVar[str] = "cases.request_correction"
    step: ClassVar[Step] = Step.CORRECTION_REQUESTED
    needs_note: ClassVar[bool] = True


class DecideCase(_Step):
    """The application is granted; what follows (a notice, an entry) is still to be done."""

    name: ClassVar[str] = "cases.decide"
    step: ClassVar[Step] = Step.DECIDED


class FinishCase(_Step):
    """The work is done."""

    name: ClassVar[str] = "cases.finish"
    step: ClassVar[Step] = Step.FINISHED


class RejectCase(_Step):
    """The application is refused, with the reason (行政手続法 第8条)."""

    name: ClassVar[str] = "cases.reject"
    step: ClassVar[Step] = Step.REJECTED
    needs_note: ClassVar[bool] = True


class WithdrawCase(_Step):
    """The applicant has taken it back; who said so, and how."""

    name: ClassVar[str] = "cases.withdraw"
    step: ClassVar[Step] = Step.WITHDRAWN
    needs_note: ClassVar[bool] = True


class AddNote(_Step):
    """Write something down; the status stays."""

    name: ClassVar[str] = "cases.note"
    step: ClassVar[Step] = Step.NOTED
    needs_note: ClassVar[bool] = True


class ReceiveCorrection(Action[CaseCorrection, Case]):
    """What was asked for has come: the corrected answers take the place of the former ones.

    For the journey that brings corrections in; a desk that gets a paper just begins to examine again.
    """

    name: ClassVar[str] = "cases.receive_correction"
    permission: ClassVar[str | None] = "counter_visit.accept"

    def perform(self, context: Context, given: CaseCorrection) -> Case:
        """Raises CaseNotFoundError, StepNotPossibleError, TextError."""
        case = locked_case(given.uuid)
        case.data = dict(given.data)
        take_step(context, case, Step.CORRECTED, clean_text(given.note), also=("data",))
        return case

    def subject(self, given: CaseCorrection, result: Case) -> str:
        """The case."""
        return f"case:{result.uuid}"

    def details(self, given: CaseCorrection, result: Case) -> Mapping[str, Any]:
        """The status after it."""
        return {"status": result.status}

    def events(self, context: Context, given: CaseCorrection, result: Case) -> Iterable[Event]:
        """That it came."""
        yield Event("cases.corrected", f"case:{result.uuid}", {"desk_role": result.desk_role})


class SetDue(Action[CaseDue, Case]):
    """The day by which a case has to be done, where a law counts it or it was put off."""

    name: ClassVar[str] = "cases.set_due"
    permission: ClassVar[str | None] = "cases.work"

    def perform(self, context: Context, given: CaseDue) -> Case:
        """Raises CaseNotFoundError, NotYourDeskError."""
        case = locked_case(given.uuid)
        check_desk(context.actor, case)
        case.due = given.due
        case.save(update_fields=["due"])
        return case

    def subject(self, given: CaseDue, result: Case) -> str:
        """The case."""
        return f"case:{result.uuid}"

    def details(self, given: CaseDue, result: Case) -> Mapping[str, Any]:
        """The day."""
        return {"due": given.due.isoformat()}


def may_work_on(actor: Actor, case: Case) -> bool:
    """Whether the case lies on one of the actor's desks, or the actor hands out work."""
    return case.desk_role in actor.desks or actor.may(ANY_DESK)


def check_desk(actor: Actor, case: Case) -> None:
    """Raises NotYourDeskError unless the actor may work on the case."""
    if not may_work_on(actor, case):
        raise NotYourDeskError(NotYourDeskError.__doc__)


def locked_case(uuid: UUID) -> Case:
    """The case, its source and its row locked until the transaction ends. Raises CaseNotFoundError."""
    source = Case.objects.filter(uuid=uuid).values_list("source_uuid", flat=True).first()
    if source is not None:
        lock_source(source)
    case = Case.objects.select_for_update().filter(uuid=uuid).first()
    if case is None:
        raise CaseNotFoundError(CaseNotFoundError.__doc__)
    return case


def take_step(context: Context, case: Case, step: Step, note: str = "", *, also: Iterable[str] = ()) -> None:
    """Put a locked case into its next state and write the step into its story.

    `also` are fields of the case to save besides. Raises StepNotPossibleError before anything is written.
    """
    state = next_status(case.state, step)
    case.status = state.value
    if state.is_finished:
        case.closed_at = case.closed_at or context.now
    if note and step not in (Step.ASSIGNED, Step.ATTACHED):
        case.note = note
    case.save(update_fields=["status", "assignee_id", "assignee_name", "closed_at", "note", *also])
    CaseEvent.objects.create(
        municipality_code=context.municipality_code,
        case=case,
        step=step.value,
        at=context.now,
        actor_id=context.actor.id,
        actor_name=context.actor.told_name,
        note=note,
    )
