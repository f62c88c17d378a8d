"""What a person decides: held answers, corrections after asking, lost tablets, confirmed findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core import clock
from madoguchi.core.actions import Action, Context, Event
from madoguchi.engines.assessments.actions.story import (
    SurveyNotFoundError,
    must_take_answers,
    put_answer,
    reason_in,
    survey_of_desk,
    tell,
)
from madoguchi.engines.assessments.domain.fields import answers_of, checked, label_of, unanswered
from madoguchi.engines.assessments.domain.findings import findings
from madoguchi.engines.assessments.domain.states import OpinionStatus, SurveyStatus, SurveyStep
from madoguchi.engines.assessments.models import Confirmation, HeldAnswer, Opinion, Survey, TabletCopy
from madoguchi.engines.assessments.whose import WORK, assessment_of


class HeldAnswerNotFoundError(LookupError):
    """この答えは、もう決められています。画面を開き直してください。"""


class NotFittingError(ValueError):
    """いまの調査票にない答えなので、使えません。調査員に聞いて、新しい答えを入れてもらってください。"""


class FindingGoneError(LookupError):
    """この食い違いは、いまの答えにはありません。画面を開き直してください。"""


@dataclass(frozen=True, slots=True)
class HeldDecision:
    """Whether a held answer takes the place of the one that is there."""

    survey: UUID
    held: UUID
    take: bool


@dataclass(frozen=True, slots=True)
class LostTablet:
    """A tablet that was lost, told by one of its surveys."""

    survey: UUID
    tablet: UUID


@dataclass(frozen=True, slots=True)
class FindingConfirmed:
    """Which finding of a survey was looked into, and what came of it."""

    survey: UUID
    group: str
    code: str
    note: str = field(repr=False)


class SettleHeldAnswer(Action[HeldDecision, Survey]):
    """Decide about one held answer. The other one stays in the record."""

    name: ClassVar[str] = "assessments.settle_answer"
    permission: ClassVar[str | None] = WORK

    def perform(self, context: Context, given: HeldDecision) -> Survey:
        """Raises SurveyNotFoundError, NotYourAssessmentError, HeldAnswerNotFoundError, NotFittingError,
        SurveyClosedError, JudgedAlreadyError.
        """
        survey = survey_of_desk(context.actor, given.survey)
        held = HeldAnswer.objects.filter(survey=survey, uuid=given.held, settled_at__isnull=True).first()
        if held is None:
            raise HeldAnswerNotFoundError(HeldAnswerNotFoundError.__doc__)
        form = assessment_of(survey.assessment).survey
        if given.take:
            if not held.why.may_be_taken:
                raise NotFittingError(NotFittingError.__doc__)
            must_take_answers(survey)
            put_answer(survey, held.path, checked(form, held.path, held.value))
        held.settled_at, held.taken = context.now, given.take
        held.settled_by_id, held.settled_by_name = context.actor.id, context.actor.display_name
        held.save(update_fields=["settled_at", "taken", "settled_by_id", "settled_by_name"])
        what = "届いた答えにしました" if given.take else "いまの答えを残しました"
        tell(context, survey, SurveyStep.SETTLED, f"{label_of(form, held.path)}：{what}")
        return survey

    def subject(self, given: HeldDecision, result: Survey) -> str:
        """The survey."""
        return f"survey:{result.uuid}"

    def details(self, given: HeldDecision, result: Survey) -> Mapping[str, Any]:
        """Which answer, and whether it was taken."""
        return {"held": str(given.held), "taken": given.take}


class CompleteSurvey(Action[UUID, Survey]):
    """Call a survey finished at the desk: everything is answered, and nothing waits for a decision."""

    name: ClassVar[str] = "assessments.complete_survey"
    permission: ClassVar[str | None] = WORK

    def perform(self, context: Context, given: UUID) -> Survey:
        """Raises SurveyNotFoundError, NotYourAssessmentError, NotFinishedError."""
        survey = survey_of_desk(context.actor, given)
        if survey.state is not SurveyStatus.OPEN:
            return survey
        form = assessment_of(survey.assessment).survey
        waiting = HeldAnswer.objects.filter(survey=survey, settled_at__isnull=True).count()
        missing = unanswered(form, answers_of(survey.fields))
        if waiting or missing:
            raise NotFinishedError(len(missing), waiting)
        survey.status, survey.closed_at = SurveyStatus.COMPLETED.value, context.now
        survey.save(update_fields=["status", "closed_at"])
        tell(context, survey, SurveyStep.COMPLETED)
        return survey

    def subject(self, given: UUID, result: Survey) -> str:
        """The survey."""
        return f"survey:{given}"

    def events(self, context: Context, given: UUID, result: Survey) -> Iterable[Event]:
        """That it is finished."""
        yield Event("assessments.survey_completed", f"survey:{given}", {"subject": result.subject})


class NotFinishedError(Exception):
    """まだ終わりにできません。"""

    def __init__(self, missing: int, waiting: int) -> None:
        parts = [f"答えていない項目が{missing}件"] if missing else []
        parts += [f"決めていない答えが{waiting}件"] if waiting else []
        super().__init__(f"まだ終わりにできません。{'、'.join(parts)}あります。先に済ませてください。")


class MarkTabletLost(Action[LostTablet, int]):
    """Write down that a tablet was lost. What it sends afterwards is held, and it is told so."""

    name: ClassVar[str] = "assessments.tablet_lost"
    permission: ClassVar[str | None] = WORK

    def perform(self, context: Context, given: LostTablet) -> int:
        """How many surveys were on it. Raises SurveyNotFoundError, NotYourAssessmentError."""
        survey_of_desk(context.actor, given.survey)
        copies = list(
            TabletCopy.objects.select_related("survey").filter(
                tablet=given.tablet, returned_at__isnull=True, lost_at__isnull=True
            )
        )
        if not copies:
            raise SurveyNotFoundError(SurveyNotFoundError.__doc__)
        for copy in copies:
            copy.lost_at = context.now
            copy.save(update_fields=["lost_at"])
            tell(context, copy.survey, SurveyStep.LOST)
        return len(copies)

    def subject(self, given: LostTablet, result: int) -> str:
        """The tablet."""
        return f"tablet:{given.tablet}"

    def details(self, given: LostTablet, result: int) -> Mapping[str, Any]:
        """How many surveys were on it."""
        return {"surveys": result}


class ConfirmFinding(Action[FindingConfirmed, Survey]):
    """Write down what came of looking into a finding; it opens again when one of its answers changes."""

    name: ClassVar[str] = "assessments.confirm_finding"
    permission: ClassVar[str | None] = WORK

    def perform(self, context: Context, given: FindingConfirmed) -> Survey:
        """Raises SurveyNotFoundError, NotYourAssessmentError, ReasonMissingError, FindingGoneError."""
        note = reason_in(given.note)
        survey = survey_of_desk(context.actor, given.survey)
        opinion = Opinion.objects.filter(
            assessment=survey.assessment, subject=survey.subject, status=OpinionStatus.RECEIVED.value
        ).first()
        found = findings(
            assessment_of(survey.assessment),
            answers_of(survey.fields),
            opinion.answers if opinion is not None else {},
            clock.today(),
        )
        one = next((one for one in found if (one.group, one.code) == (given.group, given.code)), None)
        if one is None:
            raise FindingGoneError(FindingGoneError.__doc__)
        Confirmation.objects.get_or_create(
            municipality_code=context.municipality_code,
            survey=survey,
            group=one.group,
            code=one.code,
            seen=one.seen,
            defaults={
                "note": note,
                "at": context.now,
                "actor_id": context.actor.id,
                "actor_name": context.actor.display_name,
            },
        )
        tell(context, survey, SurveyStep.CONFIRMED, f"{one.group_label}　{one.code}")
        return survey

    def subject(self, given: FindingConfirmed, result: Survey) -> str:
        """The survey."""
        return f"survey:{result.uuid}"

    def details(self, given: FindingConfirmed, result: Survey) -> Mapping[str, Any]:
        """Which check."""
        return {"check": f"{given.group}.{given.code}"}
