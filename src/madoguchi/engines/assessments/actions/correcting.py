"""An official puts an answer of a survey right: with the reason, and what was there stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Context
from madoguchi.core.packs import AssessmentForm
from madoguchi.engines.assessments.actions.story import (
    RowAction,
    must_take_answers,
    put_answer,
    reason_in,
    survey_of_desk,
    tell,
)
from madoguchi.engines.assessments.domain.fields import (
    ANSWER,
    DAY,
    FieldRefusedError,
    checked,
    label_of,
    value_text,
)
from madoguchi.engines.assessments.domain.states import SurveyStatus, SurveyStep
from madoguchi.engines.assessments.models import Correction, Survey
from madoguchi.engines.assessments.whose import assessment_of


class ChangedMeanwhileError(Exception):
    """画面を開いたあとで、この答えが変わりました。いまの答えを見てから、もう一度直してください。"""


class NothingCorrectedError(ValueError):
    """いまの答えと同じです。直すところがなければ、このままでかまいません。"""


@dataclass(frozen=True, slots=True)
class AnswerCorrection:
    """Which field of a survey (`domain.fields`) gets which value, and why; None takes the value away.

    `seen` is the version of the survey that the official looked at.
    """

    survey: UUID
    path: str
    value: Any = field(repr=False)
    reason: str = field(repr=False)
    seen: int


class CorrectAnswer(RowAction[Survey]):
    """Correct one answer, note or the day. A tablet that has an older one does not undo it."""

    name: ClassVar[str] = "assessments.correct_answer"
    tells: ClassVar[str] = "answer_corrected"

    def perform(self, context: Context, given: AnswerCorrection) -> Survey:
        """Raises SurveyNotFoundError, NotYourAssessmentError, SurveyClosedError, JudgedAlreadyError,
        ReasonMissingError, FieldRefusedError, NothingCorrectedError, ChangedMeanwhileError, TextError.
        """
        survey = survey_of_desk(context.actor, given.survey)
        must_take_answers(survey)
        form = assessment_of(survey.assessment).survey
        value = checked(form, given.path, given.value)
        reason = reason_in(given.reason)
        before = survey.fields.get(given.path)
        if survey.stamps.get(given.path, 0) > given.seen:
            raise ChangedMeanwhileError(ChangedMeanwhileError.__doc__)
        if value == before:
            raise NothingCorrectedError(NothingCorrectedError.__doc__)
        if value is None and survey.state is SurveyStatus.COMPLETED and _is_required(form, given.path):
            raise FieldRefusedError("終わった調査の答えは、空にできません。正しい答えを選んでください。")
        put_answer(survey, given.path, value)
        Correction.objects.create(
            municipality_code=context.municipality_code,
            survey=survey,
            path=given.path,
            before=before,
            after=value,
            reason=reason,
            version=survey.version,
            at=context.now,
            actor_id=context.actor.id,
            actor_name=context.actor.display_name,
        )
        was, is_now = (value_text(form, given.path, one) or "答えなし" for one in (before, value))
        tell(context, survey, SurveyStep.CORRECTED, f"{label_of(form, given.path)}：{was} → {is_now}")
        return survey

    def details(self, given: AnswerCorrection, result: Survey) -> Mapping[str, Any]:
        """Which field, and the version that it made; no answer."""
        return {"field": given.path, "version": result.version, "of": result.subject}


def _is_required(form: AssessmentForm, path: str) -> bool:
    return path == DAY or (path.startswith(ANSWER) and form.items[path.removeprefix(ANSWER)].required)
