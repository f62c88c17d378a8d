"""What the verbs about surveys have in common: the locked row, its story, its version."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.engines.assessments.domain.states import SurveyStatus, SurveyStep
from madoguchi.engines.assessments.models import Survey, SurveyEvent
from madoguchi.engines.assessments.whose import check_desk


class SurveyNotFoundError(LookupError):
    """この認定調査は見つかりません。一覧から選び直してください。"""


class SurveyClosedError(Exception):
    """この認定調査は終わったか、取りやめになりました。画面を開き直して、いまの状態を確かめてください。"""


class ReasonMissingError(ValueError):
    """理由を書いてください。あとで読む人が、何があったか分かります。"""


def locked_survey(uuid: UUID) -> Survey:
    """The survey, locked until the transaction ends. Raises SurveyNotFoundError."""
    survey = Survey.objects.select_for_update().filter(uuid=uuid).first()
    if survey is None:
        raise SurveyNotFoundError(SurveyNotFoundError.__doc__)
    return survey


def survey_of_desk(actor: Actor, uuid: UUID) -> Survey:
    """The locked survey, for whoever works at its desk. Raises also NotYourAssessmentError."""
    survey = locked_survey(uuid)
    check_desk(actor, survey.assessment)
    return survey


def must_be_open(survey: Survey) -> None:
    """Raises SurveyClosedError."""
    if survey.state is not SurveyStatus.OPEN:
        raise SurveyClosedError(SurveyClosedError.__doc__)


def tell(context: Context, survey: Survey, step: SurveyStep, note: str = "") -> None:
    """Write a line into the story."""
    SurveyEvent.objects.create(
        municipality_code=context.municipality_code,
        survey=survey,
        step=step.value,
        at=context.now,
        actor_id=context.actor.id,
        actor_name=context.actor.display_name,
        note=note,
    )


def save(survey: Survey, fields: Iterable[str]) -> None:
    """Save what was changed."""
    survey.save(update_fields=list(fields))
