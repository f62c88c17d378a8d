"""Asking a doctor for an opinion, reminding, and entering what came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core import clock
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Action, Context, Event
from madoguchi.core.packs import Assessment
from madoguchi.engines.assessments.actions.doctors import DoctorNotFoundError
from madoguchi.engines.assessments.actions.story import RowAction, begun_once, reason_in
from madoguchi.engines.assessments.domain.fields import ANSWER, FieldRefusedError, checked
from madoguchi.engines.assessments.domain.states import OpinionStatus
from madoguchi.engines.assessments.models import Doctor, Opinion
from madoguchi.engines.assessments.whose import WORK, check_desk
from madoguchi.lib.japanese.text import clean_line


class OpinionNotFoundError(LookupError):
    """この主治医意見書は見つかりません。一覧から選び直してください。"""


class OpinionClosedError(Exception):
    """この主治医意見書の依頼は取りやめになりました。新しく依頼してください。"""


class AnswersRefusedError(ValueError):
    """入力を直してください。"""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True)
class NewOpinion:
    """About whom, and which doctor. Without `due` it is as many days from today as the pack says."""

    assessment: str
    subject: str
    doctor: UUID
    person_name: str = field(repr=False)
    person_kana: str = field(default="", repr=False)
    person_birth: str = field(default="", repr=False)
    person_address: str = field(default="", repr=False)
    due: date | None = None


@dataclass(frozen=True, slots=True)
class OpinionAnswers:
    """What the doctor wrote, by item key (JSON), and the day on which it came."""

    uuid: UUID
    answers: Mapping[str, Any] = field(repr=False)
    received_on: date | None = None


@dataclass(frozen=True, slots=True)
class OpinionFile:
    """Which file is the opinion (`attachment:<uuid>`), as whoever keeps files calls it."""

    uuid: UUID
    file: str


@dataclass(frozen=True, slots=True)
class OpinionNote:
    """Which opinion, and what is written about it."""

    uuid: UUID
    note: str = field(default="", repr=False)


class RequestOpinion(RowAction[Opinion]):
    """Ask a doctor. The same subject is asked for once, unless that was called off."""

    name: ClassVar[str] = "assessments.request_opinion"
    tells: ClassVar[str] = "opinion_requested"

    def perform(self, context: Context, given: NewOpinion) -> Opinion:
        """Raises AssessmentUnknownError, NotYourAssessmentError, DoctorNotFoundError, TextError."""
        assessment = check_desk(context.actor, given.assessment)
        doctor = Doctor.objects.filter(uuid=given.doctor, is_active=True).first()
        if doctor is None:
            raise DoctorNotFoundError(DoctorNotFoundError.__doc__)
        today = clock.today()
        due = given.due or today + timedelta(days=assessment.opinion.days)
        opinion, _ = begun_once(
            Opinion,
            context,
            given,
            person_address=clean_line(given.person_address, 400),
            doctor=doctor,
            requested_on=today,
            due=due,
            remind_on=due + timedelta(days=assessment.opinion.remind_after),
        )
        return opinion


class RemindDoctor(RowAction[Opinion]):
    """Write down that the doctor was reminded; the next reminder is as many days away as the first was."""

    name: ClassVar[str] = "assessments.remind_doctor"

    def perform(self, context: Context, given: OpinionNote) -> Opinion:
        """Raises OpinionNotFoundError, NotYourAssessmentError, OpinionClosedError.

        On one day it counts once.
        """
        opinion, assessment = _locked(context.actor, given.uuid)
        _must_wait(opinion)
        today = clock.today()
        if opinion.reminded_on != today:
            opinion.reminded_on, opinion.reminders = today, opinion.reminders + 1
            opinion.remind_on = today + timedelta(days=max(1, assessment.opinion.remind_after))
            opinion.save(update_fields=["reminded_on", "reminders", "remind_on"])
        return opinion


class ReceiveOpinion(RowAction[Opinion]):
    """Enter what the doctor wrote, or correct what was entered."""

    name: ClassVar[str] = "assessments.receive_opinion"
    tells: ClassVar[str] = "opinion_received"

    def perform(self, context: Context, given: OpinionAnswers) -> Opinion:
        """Raises OpinionNotFoundError, NotYourAssessmentError, OpinionClosedError, AnswersRefusedError."""
        opinion, assessment = _locked(context.actor, given.uuid)
        if opinion.state is OpinionStatus.WITHDRAWN:
            raise OpinionClosedError(OpinionClosedError.__doc__)
        form = assessment.opinion.form
        problems: dict[str, str] = {}
        answers: dict[str, Any] = {}
        for key, value in given.answers.items():
            try:
                kept = checked(form, ANSWER + key, value)
            except FieldRefusedError as problem:
                problems[key] = str(problem)
                continue
            if kept is not None:
                answers[key] = kept
        if not answers and not problems:
            problems[""] = "何も入力されていません。意見書に書かれていることを入れてください。"
        received = given.received_on or opinion.received_on or clock.today()
        if received < opinion.requested_on:
            problems["received_on"] = "依頼日より前の日です。受け取った日を確かめてください。"
        if problems:
            raise AnswersRefusedError(problems)
        opinion.answers, opinion.received_on = answers, received
        opinion.status = OpinionStatus.RECEIVED.value
        opinion.entered_by_id, opinion.entered_by_name = context.actor.id, context.actor.display_name
        opinion.save(update_fields=["answers", "received_on", "status", "entered_by_id", "entered_by_name"])
        return opinion


class AttachOpinion(RowAction[Opinion]):
    """Say which file is the opinion. Its answers are entered besides."""

    name: ClassVar[str] = "assessments.attach_opinion"

    def perform(self, context: Context, given: OpinionFile) -> Opinion:
        """Raises OpinionNotFoundError, NotYourAssessmentError, OpinionClosedError."""
        opinion, _ = _locked(context.actor, given.uuid)
        if opinion.state is OpinionStatus.WITHDRAWN:
            raise OpinionClosedError(OpinionClosedError.__doc__)
        opinion.file = given.file
        opinion.save(update_fields=["file"])
        return opinion


class WithdrawOpinion(RowAction[Opinion]):
    """Call the request off: another doctor is asked, or the application was taken back."""

    name: ClassVar[str] = "assessments.withdraw_opinion"
    tells: ClassVar[str] = "opinion_withdrawn"

    def perform(self, context: Context, given: OpinionNote) -> Opinion:
        """Raises OpinionNotFoundError, NotYourAssessmentError, ReasonMissingError."""
        note = reason_in(given.note)
        opinion, _ = _locked(context.actor, given.uuid)
        if opinion.state is not OpinionStatus.WITHDRAWN:
            opinion.status, opinion.note = OpinionStatus.WITHDRAWN.value, note
            opinion.save(update_fields=["status", "note"])
        return opinion


def _locked(actor: Actor, uuid: UUID) -> tuple[Opinion, Assessment]:
    opinion = (
        Opinion.objects.select_for_update(of=("self",)).select_related("doctor").filter(uuid=uuid).first()
    )
    if opinion is None:
        raise OpinionNotFoundError(OpinionNotFoundError.__doc__)
    return opinion, check_desk(actor, opinion.assessment)


def _must_wait(opinion: Opinion) -> None:
    if opinion.state is not OpinionStatus.REQUESTED:
        raise OpinionClosedError("この意見書は届いているか、取りやめになりました。催促はいりません。")


class AnnounceLateOpinions(Action[date, list[Opinion]]):
    """Tell the others which doctors are to be reminded on a day; once for each reminder."""

    name: ClassVar[str] = "assessments.late_opinions"
    permission: ClassVar[str | None] = WORK

    def perform(self, context: Context, given: date) -> list[Opinion]:
        """The opinions, the longest due first."""
        late = Opinion.objects.filter(status=OpinionStatus.REQUESTED.value, remind_on=given)
        return list(late.order_by("due", "id"))

    def subject(self, given: date, result: list[Opinion]) -> str:
        """Of no single one."""
        return "opinion"

    def details(self, given: date, result: list[Opinion]) -> Mapping[str, Any]:
        """How many."""
        return {"opinions": len(result)}

    def events(self, context: Context, given: date, result: list[Opinion]) -> Iterable[Event]:
        """One for each."""
        for one in result:
            yield Event("assessments.opinion_late", f"opinion:{one.uuid}", {"subject": one.subject})
