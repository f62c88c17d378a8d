"""Which assessments there are, and who may work with them."""

from __future__ import annotations

from django.conf import settings

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.packs import Assessment, load_packs_or_refuse

READ, WORK, SURVEY = "assessments.read", "assessments.work", "assessments.survey"


class AssessmentUnknownError(LookupError):
    """この種類の認定はありません。パックの assessments を確かめてください。"""


class NotYourAssessmentError(Exception):
    """担当の課の職員だけが見られます。担当の課に相談してください。"""


class NoSurveyorError(LookupError):
    """この職員は認定調査員ではないか、いまは使われていません。調査員を選び直してください。"""


def assessment_of(key: str) -> Assessment:
    """What the packs say of it. Raises AssessmentUnknownError."""
    found = load_packs_or_refuse(settings.MADOGUCHI_PACKS).assessments.get(key)
    if found is None:
        raise AssessmentUnknownError(AssessmentUnknownError.__doc__)
    return found


def assessments() -> dict[str, Assessment]:
    """All assessments by key."""
    return dict(load_packs_or_refuse(settings.MADOGUCHI_PACKS).assessments)


def is_of_desk(actor: Actor, assessment: Assessment) -> bool:
    """Whether the actor works at the desk of the assessment; jobs do."""
    return actor.kind == "system" or assessment.desk in actor.desks


def check_desk(actor: Actor, key: str) -> Assessment:
    """The assessment. Raises AssessmentUnknownError, and NotYourAssessmentError for other desks."""
    assessment = assessment_of(key)
    if not is_of_desk(actor, assessment):
        raise NotYourAssessmentError(NotYourAssessmentError.__doc__)
    return assessment


def surveyors() -> dict[str, str]:
    """Names by id of those who may be sent; inside `tenancy.municipality(...)`."""
    members = StaffMember.objects.filter(is_active=True).order_by("display_name", "id")
    return {f"staff:{one.pk}": one.display_name for one in members if one.may(SURVEY)}
