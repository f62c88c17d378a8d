"""What happens to survey, opinion and days of a case moves its flow; and what holds a step of it back."""

from __future__ import annotations

from typing import Final

from madoguchi.core import clock
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, Event, subscribe
from madoguchi.engines.assessments.api import (
    Extension,
    Opinion,
    OpinionStatus,
    Survey,
    SurveyStatus,
)
from madoguchi.engines.flows.api import Happened, Waiting, tell_flow, wait

EXTENDED: Final = "assessments.decision_extended"
ASSIGNED: Final = "assessments.survey_assigned"
SURVEYED: Final = "assessments.survey_completed"
REQUESTED: Final = "assessments.opinion_requested"
RECEIVED: Final = "assessments.opinion_received"
STAGED: Final = "assessments.first_stage_read"
_EXTENDED_NOW, _COMPLETED, _UNASSIGNED = "extended", "completed", "unassigned"


@subscribe(EXTENDED)
def _extended(context: Context, event: Event) -> None:
    _tell(context, "延期の記録", Happened(EXTENDED, event.subject, _EXTENDED_NOW))


@subscribe(SURVEYED)
def _surveyed(context: Context, event: Event) -> None:
    _tell(context, "調査の知らせ", Happened(SURVEYED, event.data["subject"], _COMPLETED))


@subscribe("assessments.survey_unassigned")
@subscribe("assessments.survey_withdrawn")
def _nobody_goes(context: Context, event: Event) -> None:
    """The flow that waits for the survey goes back to where somebody is found for it."""
    _tell(context, "調査の知らせ", Happened(SURVEYED, event.data["subject"], _UNASSIGNED))


def _tell(context: Context, purpose: str, happened: Happened) -> None:
    platform = Context(context.municipality_code, Actor.system("flow"), context.now, purpose)
    tell_flow(platform, happened)


@wait(EXTENDED)
def _was_extended(context: Context, subject: str) -> Waiting:
    """Who was told early need not be asked again while that day has not come."""
    told = Extension.objects.filter(subject=subject, until__gt=clock.today()).exists()
    return Waiting(subject, _EXTENDED_NOW if told else None)


# Whoever is quicker than the flow has not to do it twice.


@wait(ASSIGNED)
def _was_assigned(context: Context, subject: str) -> Waiting:
    given = Survey.objects.filter(subject=subject).exclude(status=SurveyStatus.WITHDRAWN.value)
    return Waiting(subject, "" if given.exclude(surveyor_id="").exists() else None)


@wait(SURVEYED)
def _was_surveyed(context: Context, subject: str) -> Waiting:
    done = Survey.objects.filter(subject=subject, status=SurveyStatus.COMPLETED.value)
    return Waiting(subject, _COMPLETED if done.exists() else None)


@wait(REQUESTED)
def _was_requested(context: Context, subject: str) -> Waiting:
    asked = Opinion.objects.filter(subject=subject).exclude(status=OpinionStatus.WITHDRAWN.value)
    return Waiting(subject, "" if asked.exists() else None)


@wait(RECEIVED)
def _was_received(context: Context, subject: str) -> Waiting:
    came = Opinion.objects.filter(subject=subject, status=OpinionStatus.RECEIVED.value)
    return Waiting(subject, "" if came.exists() else None)


@wait(STAGED)
def _was_staged(context: Context, subject: str) -> Waiting:
    surveys = Survey.objects.filter(subject=subject, status=SurveyStatus.COMPLETED.value)
    latest = [survey.first_stages.first() for survey in surveys]
    read = any(
        one is not None and one.version in (None, survey.version)
        for one, survey in zip(latest, surveys, strict=True)
    )
    return Waiting(subject, "" if read else None)
