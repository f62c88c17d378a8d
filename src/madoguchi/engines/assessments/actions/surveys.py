"""Ordering a survey, giving it to a surveyor, sending it back, calling it off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from madoguchi.core.actions import Context, Event
from madoguchi.engines.assessments.actions.story import (
    RowAction,
    begun_once,
    must_be_open,
    reason_in,
    survey_of_desk,
    tell,
)
from madoguchi.engines.assessments.domain.states import SurveyStatus, SurveyStep
from madoguchi.engines.assessments.models import Survey
from madoguchi.engines.assessments.whose import NoSurveyorError, check_desk, surveyors
from madoguchi.lib.japanese.text import clean_line, clean_text


@dataclass(frozen=True, slots=True)
class NewSurvey:
    """Whom to survey. `subject` is what asked for it (`case:<uuid>`); asked again it is the same survey."""

    assessment: str
    subject: str
    person_name: str = field(repr=False)
    person_kana: str = field(default="", repr=False)
    person_birth: str = field(default="", repr=False)
    place: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    due: date | None = None


@dataclass(frozen=True, slots=True)
class SurveyAssignment:
    """Who goes (`staff:12`, empty: not decided), when and where, and what to know before."""

    uuid: UUID
    surveyor_id: str = ""
    visit_at: datetime | None = None
    place: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    instructions: str = field(default="", repr=False)
    due: date | None = None


@dataclass(frozen=True, slots=True)
class SurveyReason:
    """Which survey, and why."""

    uuid: UUID
    reason: str = field(default="", repr=False)


class OrderSurvey(RowAction[Survey]):
    """Begin a survey, unless the same subject has one that was not called off."""

    name: ClassVar[str] = "assessments.order_survey"
    tells: ClassVar[str] = "survey_ordered"

    def perform(self, context: Context, given: NewSurvey) -> Survey:
        """Raises AssessmentUnknownError, NotYourAssessmentError, TextError."""
        assessment = check_desk(context.actor, given.assessment)
        survey, made = begun_once(
            Survey,
            context,
            given,
            place=clean_line(given.place, 400),
            contact=clean_line(given.contact, 200),
            due=given.due,
            form_version=assessment.survey.version,
            made_at=context.now,
        )
        if made:
            tell(context, survey, SurveyStep.ORDERED)
        return survey


class AssignSurvey(RowAction[Survey]):
    """Say who goes when, or change it. What a tablet of somebody else sends afterwards is held."""

    name: ClassVar[str] = "assessments.assign_survey"

    def perform(self, context: Context, given: SurveyAssignment) -> Survey:
        """Raises SurveyNotFoundError, SurveyClosedError, NoSurveyorError, NotYourAssessmentError."""
        survey = survey_of_desk(context.actor, given.uuid)
        must_be_open(survey)
        name = ""
        if given.surveyor_id:
            name = surveyors().get(given.surveyor_id, "")
            if not name:
                raise NoSurveyorError(NoSurveyorError.__doc__)
        changed = survey.was_given_to_somebody_else = survey.surveyor_id != given.surveyor_id
        survey.surveyor_id, survey.surveyor_name = given.surveyor_id, name
        survey.visit_at, survey.due = given.visit_at, given.due
        survey.place = clean_line(given.place, 400)
        survey.contact = clean_line(given.contact, 200)
        survey.instructions = clean_text(given.instructions)
        survey.save(
            update_fields=[
                "surveyor_id",
                "surveyor_name",
                "visit_at",
                "due",
                "place",
                "contact",
                "instructions",
            ]
        )
        if changed:
            tell(context, survey, SurveyStep.ASSIGNED, name or "まだ決まっていません")
        return survey

    def events(self, context: Context, given: SurveyAssignment, result: Survey) -> Iterable[Event]:
        """That somebody goes, or that nobody does any more."""
        if result.was_given_to_somebody_else:
            name = "survey_assigned" if result.surveyor_id else "survey_unassigned"
            yield Event(f"assessments.{name}", self.subject(given, result), {"subject": result.subject})


class SendBackSurvey(RowAction[Survey]):
    """A finished survey goes back to its surveyor, with what is to be looked at again."""

    name: ClassVar[str] = "assessments.send_back_survey"
    tells: ClassVar[str] = "survey_sent_back"

    def perform(self, context: Context, given: SurveyReason) -> Survey:
        """Raises SurveyNotFoundError, SurveyClosedError, ReasonMissingError, NotYourAssessmentError."""
        reason = reason_in(given.reason)
        survey = survey_of_desk(context.actor, given.uuid)
        if survey.state is SurveyStatus.OPEN:
            return survey
        if survey.state is SurveyStatus.WITHDRAWN:
            must_be_open(survey)
        survey.status, survey.closed_at, survey.instructions = SurveyStatus.OPEN.value, None, reason
        survey.save(update_fields=["status", "closed_at", "instructions"])
        tell(context, survey, SurveyStep.SENT_BACK, reason)
        return survey


class WithdrawSurvey(RowAction[Survey]):
    """Call a survey off: the application was taken back. Tablets that still have it are told so."""

    name: ClassVar[str] = "assessments.withdraw_survey"
    tells: ClassVar[str] = "survey_withdrawn"

    def perform(self, context: Context, given: SurveyReason) -> Survey:
        """Raises SurveyNotFoundError, ReasonMissingError, NotYourAssessmentError; once is enough."""
        reason = reason_in(given.reason)
        survey = survey_of_desk(context.actor, given.uuid)
        if survey.state is SurveyStatus.WITHDRAWN:
            return survey
        survey.status, survey.closed_at, survey.reason = SurveyStatus.WITHDRAWN.value, context.now, reason
        survey.save(update_fields=["status", "closed_at", "reason"])
        tell(context, survey, SurveyStep.WITHDRAWN, reason)
        return survey
