"""The jobs of 要介護認定: telling the case, calling off what nobody needs, reminding every morning."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.conf import settings
from procrastinate import RetryStrategy

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.jobs import app, in_japan
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.assessments.api import (
    AnnounceLateOpinions,
    Opinion,
    OpinionNote,
    OpinionStatus,
    Survey,
    SurveyReason,
    SurveyStatus,
    WithdrawOpinion,
    WithdrawSurvey,
)
from madoguchi.engines.cases.api import AddNote, CaseNotFoundError, CaseStep
from madoguchi.journeys.care_certification.listening import SAID

QUEUE = "care_certification"
_RETRY = RetryStrategy(max_attempts=10, exponential_wait=5)


@app.task(name="care_certification.note_in_case", queue=QUEUE, retry=_RETRY)
def note_in_case(municipality_code: str, case: str, event: str) -> None:
    """Write into the story of a case what happened to its survey or opinion."""
    with suppress(CaseNotFoundError):
        run(AddNote(), _context(municipality_code), CaseStep(UUID(case), SAID[event]))


@app.task(name="care_certification.call_off", queue=QUEUE, retry=_RETRY)
def call_off(municipality_code: str, subject: str, reason: str) -> None:
    """Call off the survey and the opinion of a case that is over; once is as good as twice."""
    with tenancy.municipality(municipality_code):
        surveys = Survey.objects.filter(subject=subject).exclude(status=SurveyStatus.WITHDRAWN.value)
        opinions = Opinion.objects.filter(subject=subject).exclude(status=OpinionStatus.WITHDRAWN.value)
        open_surveys = list(surveys.values_list("uuid", flat=True))
        open_opinions = list(opinions.values_list("uuid", flat=True))
    context = _context(municipality_code)
    for uuid in open_surveys:
        run(WithdrawSurvey(), context, SurveyReason(uuid, reason))
    for uuid in open_opinions:
        run(WithdrawOpinion(), context, OpinionNote(uuid, reason))


@app.periodic(cron=in_japan("20 7 * * *"))
@app.task(name="care_certification.late_opinions", queue=QUEUE, pass_context=False)
def late_opinions(timestamp: int) -> None:
    """In the morning: say which doctors are to be reminded today."""
    for code in load_packs_or_refuse(settings.MADOGUCHI_PACKS).municipalities:
        run(AnnounceLateOpinions(), _context(code), clock.today())


def _context(municipality_code: str) -> Context:
    return Context(municipality_code, Actor.system("care_certification"), purpose="要介護認定の進み")
