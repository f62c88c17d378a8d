"""What happens to a case reaches survey and opinion; what happens to these stands in the case's story."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.integration.engines.assessments.people import (
    CARE,
    HERE,
    NOW,
    Office,
    an_office,
    every_answer,
    ordered,
    sent,
    taken,
)

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.assessments.api import (
    AssignSurvey,
    DoctorEntry,
    NewOpinion,
    Opinion,
    OpinionStatus,
    RequestOpinion,
    SaveDoctor,
    Survey,
    SurveyAssignment,
    SurveyReason,
    SurveyStatus,
    WithdrawSurvey,
)
from madoguchi.engines.cases.api import (
    Case,
    CaseStep,
    NewCase,
    OpenCases,
    OpenCasesInput,
    WithdrawCase,
    case_story,
)
from madoguchi.engines.flows.api import FinishTask, FlowTask, TaskResult
from madoguchi.journeys.care_certification import tasks
from madoguchi.journeys.care_certification.api import order_survey

pytestmark = pytest.mark.django_db
PLATFORM = Context(HERE, Actor.system("test"), NOW)


@pytest.fixture
def office() -> Office:
    return an_office()


@pytest.fixture
def case(office: Office) -> Case:
    new = NewCase("care_certification_application", "要介護認定の申請", "care_insurance", 0, "会津 十三蔵")
    return run(OpenCases(), PLATFORM, OpenCasesInput(uuid4(), (new,)))[0]


def asked(office: Office, case: Case) -> Opinion:
    doctor = run(SaveDoctor(), office.official, DoctorEntry("会津中央医院（架空）", "竹田 一郎"))
    new = NewOpinion(CARE, f"case:{case.uuid}", doctor.uuid, "会津 十三蔵")
    return run(RequestOpinion(), office.official, new)


def do_the_jobs() -> list[str]:
    """Do the jobs of this journey that were deferred; their names."""
    with tenancy.municipality(HERE):
        jobs = list(ProcrastinateJob.objects.filter(queue_name=tasks.QUEUE).order_by("id"))
    for job in jobs:
        tasks.app.tasks[job.task_name](**job.args)
    return [job.task_name.removeprefix("care_certification.") for job in jobs]


def standing(case: Case) -> set[str]:
    """The steps at which the flow of the case stands."""
    with tenancy.municipality(HERE):
        open_tasks = FlowTask.objects.filter(subject=f"case:{case.uuid}", ended_at__isnull=True)
        return set(open_tasks.values_list("step", flat=True))


def reviewed(office: Office, case: Case) -> None:
    """The desk has looked at the application, and nothing is missing."""
    with tenancy.municipality(HERE):
        review = FlowTask.objects.get(subject=f"case:{case.uuid}", step="review")
    run(FinishTask(), office.official, TaskResult(review.uuid, "complete"))


def notes(case: Case) -> list[str]:
    return [event.note for event in case_story(PLATFORM, case.uuid).events if event.step == "noted"]


def test_a_finished_survey_stands_in_the_story_of_the_case(office: Office, case: Case) -> None:
    survey, tablet = ordered(office, f"case:{case.uuid}"), uuid4()
    taken(survey, office.surveyor, tablet)
    sent(survey, office.surveyor, tablet, every_answer(), complete=True)
    assert do_the_jobs() == ["note_in_case"]
    assert notes(case) == ["認定調査が終わりました。"]


def test_an_application_taken_back_calls_off_survey_and_opinion(office: Office, case: Case) -> None:
    ordered(office, f"case:{case.uuid}")
    asked(office, case)
    run(WithdrawCase(), PLATFORM, CaseStep(case.uuid, "本人が電話で"))
    assert do_the_jobs() == ["call_off"]
    assert do_the_jobs() == ["call_off"], "once is as good as twice"
    with tenancy.municipality(HERE):
        survey, opinion = Survey.objects.get(), Opinion.objects.get()
    assert (survey.state, survey.reason) == (SurveyStatus.WITHDRAWN, "申請が取り下げられました。")
    assert opinion.state is OpinionStatus.WITHDRAWN


def test_a_late_opinion_is_told_on_the_morning_of_its_reminder(
    office: Office, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: date(2026, 3, 19))
    opinion = asked(office, case)
    for day, said in ((date(2026, 4, 8), 0), (opinion.remind_on, 1), (date(2026, 4, 10), 0)):
        monkeypatch.setattr(clock, "today", lambda day=day: day)
        before = ProcrastinateJob.objects.filter(queue_name=tasks.QUEUE).count()
        tasks.late_opinions(0)
        assert ProcrastinateJob.objects.filter(queue_name=tasks.QUEUE).count() - before == said
    do_the_jobs()
    assert notes(case) == ["主治医意見書が期限を過ぎています。医師に催促してください。"]


def test_a_survey_of_something_else_than_a_case_tells_no_case(office: Office) -> None:
    survey, tablet = ordered(office, "visit:1"), uuid4()
    taken(survey, office.surveyor, tablet)
    sent(survey, office.surveyor, tablet, every_answer(), complete=True)
    assert do_the_jobs() == []


def test_who_is_quicker_than_the_flow_has_not_to_do_it_twice(office: Office, case: Case) -> None:
    subject = f"case:{case.uuid}"
    survey = ordered(office, subject)
    asked(office, case)
    reviewed(office, case)
    assert standing(case) == {"surveyed", "opinion", "near_the_end"}
    run(AssignSurvey(), office.official, SurveyAssignment(survey.uuid))
    assert standing(case) == {"order_survey", "opinion", "near_the_end"}
    do_the_jobs()
    assert notes(case)[-1].startswith("認定調査の調査員がいなくなりました")
    run(AssignSurvey(), office.official, SurveyAssignment(survey.uuid, office.other_surveyor.actor.id))
    assert standing(case) == {"surveyed", "opinion", "near_the_end"}
    run(WithdrawSurvey(), office.official, SurveyReason(survey.uuid, "別の方の調査でした"))
    assert "order_survey" in standing(case)


def test_a_survey_without_a_surveyor_leaves_the_step_of_the_flow_open(office: Office, case: Case) -> None:
    reviewed(office, case)
    order_survey(office.official, case.uuid)
    assert "order_survey" in standing(case)
