"""Steps of the flow of 要介護認定 on the page of its case: nobody ends them unawares."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
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

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import Context, run
from madoguchi.engines.assessments.api import (
    DoctorEntry,
    NewOpinion,
    OpinionAnswers,
    ReceiveOpinion,
    RequestOpinion,
    SaveDoctor,
    SendBackSurvey,
    Survey,
    SurveyReason,
)
from madoguchi.engines.cases.api import Case, NewCase, OpenCases, OpenCasesInput
from madoguchi.engines.flows.api import FinishTask, FlowTask, TaskResult

pytestmark = pytest.mark.django_db
PLATFORM = Context(HERE, Actor.system("test"), NOW)


@pytest.fixture
def office() -> Office:
    return an_office()


@pytest.fixture
def client(office: Office, sign_in_as: Callable[[StaffMember], Client]) -> Client:
    """The official of the desk, signed in."""
    with tenancy.municipality(HERE):
        return sign_in_as(StaffMember.objects.get(username="official"))


@pytest.fixture
def case(office: Office) -> Case:
    new = NewCase("care_certification_application", "要介護認定の申請", "care_insurance", 0, "会津 十三蔵")
    opened = run(OpenCases(), PLATFORM, OpenCasesInput(uuid4(), (new,)))[0]
    run(FinishTask(), office.official, TaskResult(task(opened, "review").uuid, "complete"))
    return opened


def task(case: Case, step: str) -> FlowTask:
    with tenancy.municipality(HERE):
        return FlowTask.objects.get(subject=f"case:{case.uuid}", step=step, ended_at__isnull=True)


def is_open(case: Case, step: str) -> bool:
    with tenancy.municipality(HERE):
        return FlowTask.objects.filter(subject=f"case:{case.uuid}", step=step, ended_at__isnull=True).exists()


def press(client: Client, case: Case, step: str, result: str = "", note: str = "") -> Any:
    uuid = task(case, step).uuid
    return client.post(f"/{HERE}/cases/{case.uuid}/tasks/{uuid}/finish/", {"result": result, "note": note})


def text_of(response: Any) -> str:
    return str(response.content.decode())


def compared(office: Office, case: Case, opinion: str) -> Survey:
    """Survey and opinion have come; of the memory the opinion says what is given, the survey 「できる」."""
    subject = f"case:{case.uuid}"
    survey, tablet = ordered(office, subject), uuid4()
    taken(survey, office.surveyor, tablet)
    sent(survey, office.surveyor, tablet, every_answer(short_term_memory="able"), complete=True)
    doctor = run(SaveDoctor(), office.official, DoctorEntry("会津中央医院（架空）", "竹田 一郎"))
    asked = run(RequestOpinion(), office.official, NewOpinion(CARE, subject, doctor.uuid, "会津 十三蔵"))
    run(
        ReceiveOpinion(),
        office.official,
        OpinionAnswers(asked.uuid, {"opinion.short_term_memory": opinion}),
    )
    return survey


def test_differences_that_nobody_confirmed_are_named_before_and_after_the_button(
    office: Office, client: Client, case: Case
) -> None:
    survey = compared(office, case, "problem")
    page = text_of(client.get(f"/{HERE}/cases/{case.uuid}/"))
    assert "確かめていないことが" in page
    assert "短期記憶" in page
    assert f"/{HERE}/assessments/{survey.uuid}/" in page
    refused = press(client, case, "compare", "agrees")
    assert refused.status_code == 422
    for words in ("調査票 ", "確かめずに「合う」とするとき", "確かめていないことが"):
        assert words in text_of(refused)
    assert is_open(case, "compare")
    assert press(client, case, "compare", "agrees", " 　").status_code == 422
    assert press(client, case, "compare", "agrees", "主治医に電話で確かめた").status_code == 302
    assert not is_open(case, "compare")
    assert "主治医に電話で確かめた" in text_of(client.get(f"/{HERE}/cases/{case.uuid}/"))


def test_confirmed_differences_need_no_reason(office: Office, client: Client, case: Case) -> None:
    survey = compared(office, case, "problem")
    place = f"/{HERE}/assessments/{survey.uuid}/"
    found = re.findall(
        r'name="group" value="([^"]+)"><input type="hidden" name="code" value="([^"]+)"',
        text_of(client.get(place)),
    )
    assert found
    for group, code in found:
        client.post(f"{place}confirm/", {"group": group, "code": code, "note": "確かめた"})
    assert "確かめていないことはありません" in text_of(client.get(f"/{HERE}/cases/{case.uuid}/"))
    assert press(client, case, "compare", "agrees").status_code == 302


def test_what_differs_always_goes_back_with_a_reason(office: Office, client: Client, case: Case) -> None:
    compared(office, case, "problem")
    assert press(client, case, "compare", "differs").status_code == 422
    assert press(client, case, "compare", "differs", "調査員に聞く").status_code == 302
    assert is_open(case, "ask_again")


def test_a_survey_that_went_back_cannot_agree_whatever_is_written(
    office: Office, client: Client, case: Case
) -> None:
    survey = compared(office, case, "good")
    run(SendBackSurvey(), office.official, SurveyReason(survey.uuid, "3-4を確かめてください"))
    assert "調査員に戻っています" in text_of(client.get(f"/{HERE}/cases/{case.uuid}/"))
    refused = press(client, case, "compare", "agrees", "急ぐので")
    assert (refused.status_code, "調査員に戻っています" in text_of(refused)) == (422, True)
    assert "急ぐので" in text_of(refused), "what was written stays"
    assert is_open(case, "compare")


@pytest.mark.parametrize("step", ["order_survey", "request_opinion"])
def test_what_ends_by_itself_is_ended_by_hand_only_with_how_it_was_done(
    client: Client, case: Case, step: str
) -> None:
    refused = press(client, case, step)
    assert (refused.status_code, "紙など別の方法で" in text_of(refused)) == (422, True)
    assert is_open(case, step)
    assert press(client, case, step, note="電話で頼んだ").status_code == 302
    assert not is_open(case, step)


def test_who_is_late_after_a_withdrawal_hears_who_recorded_it_when_and_why(
    client: Client, case: Case
) -> None:
    late = f"/{HERE}/cases/{case.uuid}/tasks/{task(case, 'order_survey').uuid}/finish/"
    client.post(f"/{HERE}/cases/{case.uuid}/step/", {"step": "withdraw", "note": "入院したため"})
    refused = client.post(late, {"note": "調査員に電話した"})
    page = text_of(refused)
    assert refused.status_code == 409
    assert re.search(r"職員 officialさんが\d+月\d+日\d+時\d\d分に申請の取下げを記録しました", page)
    for words in ("理由：入院したため", "もう一度申請してもらって", "調査員に電話した"):
        assert words in page
    assert "終わっています。案件を開き直して" not in page


def test_who_is_late_after_a_colleague_hears_who_was_faster(client: Client, case: Case) -> None:
    late = f"/{HERE}/cases/{case.uuid}/tasks/{task(case, 'order_survey').uuid}/finish/"
    client.post(late, {"note": "電話で頼んだ"})
    again = client.post(late, {"note": "電話で頼んだ"})
    assert (again.status_code, "終えました。案件を開き直して" in text_of(again)) == (409, True)
