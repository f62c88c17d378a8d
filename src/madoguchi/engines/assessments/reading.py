"""Looking at surveys and opinions; every look leaves an audit entry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.audit.api import record_reading
from madoguchi.core.packs import Assessment
from madoguchi.engines.assessments.actions.opinions import OpinionNotFoundError
from madoguchi.engines.assessments.actions.story import SurveyNotFoundError
from madoguchi.engines.assessments.domain.fields import answers_of, unanswered
from madoguchi.engines.assessments.domain.findings import Finding, findings
from madoguchi.engines.assessments.domain.states import OpinionStatus, SurveyStatus
from madoguchi.engines.assessments.models import (
    Confirmation,
    Correction,
    Doctor,
    Extension,
    FirstStage,
    HeldAnswer,
    Opinion,
    Survey,
    SurveyEvent,
    TabletCopy,
)
from madoguchi.engines.assessments.whose import (
    READ,
    SURVEY,
    assessments,
    check_desk,
    is_of_desk,
    surveyors,
)

MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Checked:
    """A finding, and what somebody has confirmed about it as the answers are now."""

    finding: Finding
    confirmation: Confirmation | None


@dataclass(frozen=True, slots=True)
class SurveyView:
    """A survey with everything that a page of the desk shows."""

    survey: Survey
    assessment: Assessment
    events: Sequence[SurveyEvent]
    held: Sequence[HeldAnswer]
    copies: Sequence[TabletCopy]
    opinion: Opinion | None
    checks: Sequence[Checked]
    missing: Sequence[str]
    first_stages: Sequence[FirstStage]
    corrections: Sequence[Correction]
    surveyors: dict[str, str]

    @property
    def first_stage(self) -> FirstStage | None:
        """What the first stage said of the answers as they are now."""
        latest = next(iter(self.first_stages), None)
        return latest if latest is not None and latest.version in (None, self.survey.version) else None

    @property
    def open_checks(self) -> int:
        """How many findings nobody has confirmed."""
        return sum(1 for one in self.checks if one.confirmation is None)


@dataclass(frozen=True, slots=True)
class SurveyList:
    """Surveys of the desk; `held` are numbers of answers that wait, by survey."""

    surveys: Sequence[Survey]
    counts: dict[str, int]
    held: dict[int, int] = field(default_factory=dict)
    more: bool = False


def my_surveys(context: Context) -> list[Survey]:
    """The open surveys of the surveyor, the next visit first. Raises NotAllowedError."""
    _may(context, SURVEY)
    with tenancy.municipality(context.municipality_code):
        mine = Survey.objects.filter(surveyor_id=context.actor.id, status=SurveyStatus.OPEN.value)
        found = list(mine.order_by("visit_at", "due", "id")[:MOST_LISTED])
        record_reading(context, "assessments.mine", context.actor.id, {"surveys": len(found)})
    return found


def waiting_surveys(actor: Actor) -> tuple[tenancy.Counted, ...]:
    """What is to be counted for the actor: one's own open surveys; nothing for who makes none."""
    if not actor.may(SURVEY):
        return ()
    query = "SELECT 1 FROM assessments_survey WHERE surveyor_id = %s AND status = %s"
    return (tenancy.Counted("surveys", query, [actor.id, SurveyStatus.OPEN.value]),)


def survey_list(context: Context, show: str = "open", surveyor_id: str | None = None) -> SurveyList:
    """Surveys of the actor's desk. `show`: open, held, completed, withdrawn. Raises NotAllowedError."""
    _may(context, READ)
    keys = _keys(context)
    with tenancy.municipality(context.municipality_code):
        all_of_desk = Survey.objects.filter(assessment__in=keys)
        waiting = HeldAnswer.objects.filter(survey__assessment__in=keys, settled_at__isnull=True)
        held = dict(waiting.values_list("survey_id").annotate(number=Count("id")).order_by())
        counts = {
            str(status): number
            for status, number in all_of_desk.values_list("status").annotate(Count("id")).order_by()
        }
        counts["held"] = len(held)
        chosen = all_of_desk.filter(id__in=held) if show == "held" else all_of_desk.filter(status=show)
        if surveyor_id is not None:
            chosen = chosen.filter(surveyor_id=surveyor_id)
        order = ("due", "id") if show in ("open", "held") else ("-closed_at", "-id")
        found = list(chosen.order_by(*order)[: MOST_LISTED + 1])
        record_reading(context, "assessments.surveys", "", {"surveys": len(found)})
    return SurveyList(found[:MOST_LISTED], counts, held, len(found) > MOST_LISTED)


def survey_view(context: Context, uuid: UUID) -> SurveyView:
    """One survey. Raises SurveyNotFoundError, NotYourAssessmentError, NotAllowedError."""
    _may(context, READ)
    with tenancy.municipality(context.municipality_code):
        survey = Survey.objects.filter(uuid=uuid).first()
        if survey is None:
            raise SurveyNotFoundError(SurveyNotFoundError.__doc__)
        assessment = check_desk(context.actor, survey.assessment)
        opinion = (
            Opinion.objects.select_related("doctor")
            .filter(assessment=survey.assessment, subject=survey.subject)
            .exclude(status=OpinionStatus.WITHDRAWN.value)
            .first()
        )
        record_reading(context, "assessments.survey", f"survey:{survey.uuid}")
        return SurveyView(
            survey=survey,
            assessment=assessment,
            events=list(survey.events.all()),
            held=list(survey.held.filter(settled_at__isnull=True)),
            copies=list(survey.copies.filter(returned_at__isnull=True)),
            opinion=opinion,
            checks=_checks(assessment, survey, opinion),
            missing=[
                f"{one.number} {one.item.label}"
                for one in unanswered(assessment.survey, answers_of(survey.fields))
            ],
            first_stages=list(survey.first_stages.all()),
            corrections=list(survey.corrections.all()),
            surveyors=surveyors(),
        )


def opinion_list(context: Context, show: str = "requested") -> tuple[list[Opinion], dict[str, int]]:
    """Opinions of the actor's desk and their counts; `show`: requested, late, received, withdrawn."""
    _may(context, READ)
    keys = _keys(context)
    today = clock.today()
    with tenancy.municipality(context.municipality_code):
        all_of_desk = Opinion.objects.filter(assessment__in=keys)
        late = Q(status=OpinionStatus.REQUESTED.value, remind_on__lte=today)
        counts = {
            str(status): number
            for status, number in all_of_desk.values_list("status").annotate(Count("id")).order_by()
        }
        counts["late"] = all_of_desk.filter(late).count()
        chosen = all_of_desk.filter(late) if show == "late" else all_of_desk.filter(status=show)
        order = ("due", "id") if show in ("requested", "late") else ("-received_on", "-id")
        found = list(chosen.select_related("doctor").order_by(*order)[:MOST_LISTED])
        record_reading(context, "assessments.opinions", "", {"opinions": len(found)})
    return found, counts


def opinion_view(context: Context, uuid: UUID) -> tuple[Opinion, Assessment, Survey | None]:
    """One opinion, and the survey of the same person. Raises OpinionNotFoundError, NotYourAssessmentError."""
    _may(context, READ)
    with tenancy.municipality(context.municipality_code):
        opinion = Opinion.objects.select_related("doctor").filter(uuid=uuid).first()
        if opinion is None:
            raise OpinionNotFoundError(OpinionNotFoundError.__doc__)
        assessment = check_desk(context.actor, opinion.assessment)
        survey = (
            Survey.objects.filter(assessment=opinion.assessment, subject=opinion.subject)
            .exclude(status=SurveyStatus.WITHDRAWN.value)
            .first()
        )
        record_reading(context, "assessments.opinion", f"opinion:{opinion.uuid}")
    return opinion, assessment, survey


def of_subject(context: Context, assessment: str, subject: str) -> tuple[Survey | None, Opinion | None]:
    """Survey and opinion that were not called off, for whoever may see them. Raises NotAllowedError."""
    _may(context, READ)
    check_desk(context.actor, assessment)
    with tenancy.municipality(context.municipality_code):
        wanted = {"assessment": assessment, "subject": subject}
        survey = Survey.objects.filter(**wanted).exclude(status=SurveyStatus.WITHDRAWN.value).first()
        opinion = (
            Opinion.objects.select_related("doctor")
            .filter(**wanted)
            .exclude(status=OpinionStatus.WITHDRAWN.value)
            .first()
        )
        record_reading(context, "assessments.of_subject", subject)
    return survey, opinion


def extensions_of(context: Context, assessment: str, subject: str) -> list[Extension]:
    """How often the decision about a subject was put off, the latest last.

    Raises NotAllowedError, NotYourAssessmentError.
    """
    _may(context, READ)
    check_desk(context.actor, assessment)
    with tenancy.municipality(context.municipality_code):
        return list(Extension.objects.filter(assessment=assessment, subject=subject))


def answered(survey: Survey, assessment: Assessment) -> tuple[int, int]:
    """How many questions of the form have an answer, and how many there are."""
    total = sum(1 for one in assessment.survey if one.required)
    return total - len(unanswered(assessment.survey, answers_of(survey.fields))), total


def doctors(context: Context, *, active_only: bool = False) -> list[Doctor]:
    """The register of doctors by clinic. Raises NotAllowedError."""
    _may(context, READ)
    with tenancy.municipality(context.municipality_code):
        found = Doctor.objects.filter(is_active=True) if active_only else Doctor.objects.all()
        return list(found)


def _checks(assessment: Assessment, survey: Survey, opinion: Opinion | None) -> list[Checked]:
    received: dict[str, Any] = opinion.answers if opinion is not None else {}
    found = findings(assessment, answers_of(survey.fields), received, clock.today())
    confirmed = {(one.group, one.code, one.seen): one for one in survey.confirmations.all()}
    return [Checked(one, confirmed.get((one.group, one.code, one.seen))) for one in found]


def _keys(context: Context) -> list[str]:
    return [key for key, one in assessments().items() if is_of_desk(context.actor, one)]


def _may(context: Context, permission: str) -> None:
    if not context.actor.may(permission):
        raise NotAllowedError(NotAllowedError.__doc__)
