"""A care office and the family apply for the same person: what the desk sees, checks and sends."""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pypdf
import pytest
from django.test import Client
from tests.integration.surfaces.staff_web.conftest import HERE, NEIGHBOUR, SignedIn

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.cases.api import (
    Case,
    CaseEvent,
    CaseHeldError,
    CaseStep,
    DecideCase,
    NewCase,
    OpenCases,
    OpenCasesInput,
    RejectCase,
    StartCase,
)
from madoguchi.engines.flows.api import FinishTask, FlowTask, Happened, TaskResult, tell_flow
from madoguchi.journeys.mandates.api import MandateCheck, OfficeEntry, SaveOffice, addressee_of
from madoguchi.journeys.mandates.tasks import note_alike

TOME = {
    "person.name": "例示 トメ",
    "person.name_kana": "レイジ トメ",
    "person.birth_date": "1940-01-01",
}
GROUP_HOME = {
    "contact.care_applicant": "office",
    "contact.care_office_kind": "other_office",
    "contact.care_office": "例示グループホーム",
    "contact.care_office_number": "0770000009",
    "contact.agent_name": "例示 次郎",
    "contact.agent_address": "福島県会津若松市例示町9番9号",
    "contact.agent_phone": "0242-00-0009",
    "contact.notices_to": "agent",
}
SYSTEM = Context(HERE, Actor.system("test"))


def applied(acting: dict[str, Any], birth: date = date(1940, 1, 1)) -> Case:
    """A case of 要介護認定 for the same person, and the job that follows it."""
    data = {"household.address": "福島県会津若松市例示町1番1号", "members": [TOME]} | acting
    new = NewCase(
        procedure_key="care_certification_application",
        procedure_label="要介護・要支援認定の申請",
        desk_role="care_insurance",
        person_index=0,
        person_name="例示 トメ",
        person_kana="レイジ トメ",
        person_birth=birth,
        due=None,
        data=data,
    )
    case = run(OpenCases(), SYSTEM, OpenCasesInput(uuid.uuid4(), (new,)))[0]
    note_alike(municipality_code=HERE, case=str(case.uuid))
    return case


@pytest.fixture
def officer(signed_in: SignedIn) -> Client:
    return signed_in("desk_officer", desks=("care_insurance",))


def page_of(officer: Client, case: Case) -> str:
    response = officer.get(f"/{HERE}/cases/{case.uuid}/")
    assert response.status_code == 200
    return str(response.content.decode())


def check(officer: Client, case: Case, **given: str) -> Any:
    return officer.post(f"/{HERE}/cases/{case.uuid}/mandate/", given)


def checks() -> list[MandateCheck]:
    with tenancy.municipality(HERE):
        return list(MandateCheck.objects.order_by("id"))


def test_the_desk_sees_who_acts_and_that_nobody_has_looked_yet(officer: Client) -> None:
    page = page_of(officer, applied(GROUP_HOME))
    for said in (
        "例示グループホーム",
        "例示 次郎",
        "委任状",
        "委任をまだ確かめていない",
        "本人（代わりの人に送る希望",
    ):
        assert said in page
    assert "代わりに申請した人" not in page_of(officer, applied({"contact.care_applicant": "self"}))


def test_a_mandate_is_verified_with_what_was_seen_or_refused_with_a_reason(officer: Client) -> None:
    case = applied(GROUP_HOME)
    assert "何で確かめたか" in str(check(officer, case, verdict="verified").content.decode())
    assert check(officer, case, verdict="verified").status_code == 422
    assert check(officer, case, verdict="refused", note="署名が別の人").status_code == 422
    assert check(officer, case, verdict="refused", reason="no_such_reason").status_code == 422
    assert checks() == []
    assert check(officer, case, verdict="refused", reason="signed_by_other").status_code == 302
    page = page_of(officer, case)
    assert "委任を認めない" in page
    assert "本人ではない人が署名している" in page
    assert check(officer, case, verdict="verified", note="新しい委任状を見た").status_code == 302
    assert [one.verdict for one in checks()] == ["refused", "verified"]
    assert "委任をまだ確かめていない" not in page_of(officer, case)


def test_notices_go_to_the_person_unless_a_checked_mandate_says_otherwise(officer: Client) -> None:
    case = applied(GROUP_HOME)
    at_home = ("福島県会津若松市例示町1番1号", "例示 トメ　様")
    assert addressee_of(SYSTEM, case.uuid) == at_home
    check(officer, case, verdict="verified", note="委任状を見た")
    assert addressee_of(SYSTEM, case.uuid) == at_home
    check(officer, case, verdict="verified", note="委任状を見た", notices="yes")
    assert "例示グループホーム" in addressee_of(SYSTEM, case.uuid)
    check(officer, case, verdict="refused", reason="expired", notices="yes")
    assert addressee_of(SYSTEM, case.uuid) == at_home


def notice_of_delay(officer: Client, case: Case) -> str:
    """What stands on the newest 延期通知書, which is written now where there is none."""
    page = f"/{HERE}/assessments/case/{case.uuid}/extension/"
    shown = str(officer.get(page).content.decode())
    if not (papers := re.findall(rf'href="({page}[0-9a-f-]+/)"', shown)):
        (seen,) = re.findall(r'name="seen" value="([0-9-]+)"', shown)
        until = (date.fromisoformat(seen) + timedelta(days=20)).isoformat()
        officer.post(f"{page}new/", {"seen": seen, "until": until, "reason": "審査会の日程のため"})
        papers = re.findall(rf'href="({page}[0-9a-f-]+/)"', str(officer.get(page).content.decode()))
    pages = pypdf.PdfReader(BytesIO(officer.get(papers[0]).content)).pages
    return "".join(one.extract_text() for one in pages).replace("\u200b", "")


def test_word_that_it_takes_longer_goes_where_the_result_goes(officer: Client) -> None:
    case = applied(GROUP_HOME)
    at_home = notice_of_delay(officer, case)
    assert "福島県会津若松市例示町1番1号" in at_home
    assert "例示グループホーム" not in at_home
    check(officer, case, verdict="verified", note="委任状を見た", notices="yes")
    there = notice_of_delay(officer, case)
    assert "福島県会津若松市例示町9番9号" in there
    assert "例示グループホーム" in there
    assert "例示 次郎" in there
    page = str(officer.get(f"/{HERE}/assessments/case/{case.uuid}/extension/").content.decode())
    assert "例示町9番9号" in page, "the page says beforehand to whom it goes"


def test_who_did_not_ask_for_notices_gets_none(officer: Client) -> None:
    case = applied(GROUP_HOME | {"contact.notices_to": "self"})
    check(officer, case, verdict="verified", note="委任状を見た", notices="yes")
    assert addressee_of(SYSTEM, case.uuid)[-1] == "例示 トメ　様"


def test_another_desk_and_another_town_check_nothing(signed_in: SignedIn) -> None:
    case = applied(GROUP_HOME)
    assert (
        check(signed_in("desk_officer", desks=("tax",)), case, verdict="verified", note="x").status_code
        == 409
    )
    elsewhere = signed_in("desk_officer", desks=("care_insurance",), code=NEIGHBOUR)
    address = f"/{NEIGHBOUR}/cases/{case.uuid}/mandate/"
    assert elsewhere.post(address, {"verdict": "verified", "note": "x"}).status_code == 404
    assert checks() == []


def test_what_the_person_applied_for_needs_no_mandate(officer: Client) -> None:
    case = applied({"contact.care_applicant": "family"})
    assert check(officer, case, verdict="verified", note="x").status_code == 409


def test_a_closed_office_and_an_expired_mandate_are_said(officer: Client) -> None:
    run(
        SaveOffice(),
        SYSTEM,
        OfficeEntry("0770000009", "例示グループホーム", "other_office", "", date(2020, 3, 31)),
    )
    page = page_of(officer, applied(GROUP_HOME | {"contact.mandate_until": "2020-03-31"}))
    assert "例示グループホームは、" in page
    assert "閉じています" in page
    assert "委任の終わりの日" in page


def test_family_and_office_at_once_are_shown_to_the_desk_and_neither_is_lost(officer: Client) -> None:
    by_family = applied({"contact.care_applicant": "family"})
    by_office = applied(GROUP_HOME)
    somebody_else = applied({"contact.care_applicant": "self"}, birth=date(1941, 1, 1))
    warning = "同じ方の同じ申請かもしれない案件があります"
    assert warning in page_of(officer, by_family)
    assert by_family.number_text in page_of(officer, by_office)
    assert warning not in page_of(officer, somebody_else)
    with tenancy.municipality(HERE):
        notes = CaseEvent.objects.filter(step="noted").order_by("id").values_list("case_id", "note")
        assert [case for case, _ in notes] == [by_office.pk, by_family.pk]
        assert "例示グループホーム" in notes[1][1]
        assert Case.objects.filter(closed_at=None).count() == 3


def test_one_that_was_taken_back_is_no_duplicate(officer: Client) -> None:
    first = applied({"contact.care_applicant": "family"})
    officer.post(f"/{HERE}/cases/{first.uuid}/step/", {"step": "withdraw", "note": "家族が取り下げた"})
    assert "同じ方の同じ申請" not in page_of(officer, applied(GROUP_HOME))


def test_offices_are_listed_changed_and_refused_when_they_cannot_be_read(officer: Client) -> None:
    address = f"/{HERE}/agent-offices/"
    assert "まだ登録されていません" in str(officer.get(address).content.decode())
    given = {"number": "0770000001", "name": "例示ケアプラン", "kind": "care_manager"}
    assert officer.post(address, given | {"number": "12345"}).status_code == 422
    assert officer.post(address, given | {"closed_on": "2026-02-30"}).status_code == 422
    assert officer.post(address, given).status_code == 302
    assert officer.post(address, given | {"closed_on": "2026-03-31"}).status_code == 302
    page = str(officer.get(f"{address}?office=0770000001").content.decode())
    assert page.count("例示ケアプラン") >= 2
    assert "閉じた" in page


def status_of(case: Case) -> str:
    with tenancy.municipality(HERE):
        return Case.objects.get(pk=case.pk).status


def at_the_result(case: Case) -> FlowTask:
    """The flow of the case stands before its result is sent."""
    subject, kinds = f"case:{case.uuid}", {"review": "complete", "compare": "agrees"}
    with tenancy.municipality(HERE):
        for step in ("review", "order_survey", "request_opinion"):
            task = FlowTask.objects.get(subject=subject, step=step, ended_at__isnull=True)
            run(FinishTask(), SYSTEM, TaskResult(task.uuid, kinds.get(step, ""), "紙で"))
        tell_flow(SYSTEM, Happened("assessments.survey_completed", subject, "completed"))
        tell_flow(SYSTEM, Happened("assessments.opinion_received", subject))
        for step in ("compare", "first_stage", "ask_board"):
            task = FlowTask.objects.get(subject=subject, step=step, ended_at__isnull=True)
            run(FinishTask(), SYSTEM, TaskResult(task.uuid, kinds.get(step, ""), "紙で"))
        tell_flow(SYSTEM, Happened("boards.result", subject, "decided"))
        return FlowTask.objects.get(subject=subject, step="notify", ended_at__isnull=True)


def test_nothing_is_decided_before_the_mandate_was_checked(officer: Client) -> None:
    case = applied(GROUP_HOME)
    assert "このままでは決定できません" in page_of(officer, case)
    address = f"/{HERE}/cases/{case.uuid}/tasks/{at_the_result(case).uuid}/finish/"
    for words in ("「委任を確かめる」で、先に確かめてください", "委任を認めていないので"):
        refused = officer.post(address, {"note": "きょう送る"})
        page = str(refused.content.decode())
        assert (refused.status_code, words in page, "きょう送る" in page) == (422, True, True)
        assert status_of(case) == "accepted"
        check(officer, case, verdict="refused", reason="expired")
    check(officer, case, verdict="verified", note="新しい委任状を見た")
    assert "このままでは決定できません" not in page_of(officer, case)
    assert officer.post(address).status_code == 302
    assert status_of(case) == "done"


@pytest.mark.django_db
def test_a_decision_by_hand_waits_for_the_mandate_and_a_refusal_does_not() -> None:
    case = applied(GROUP_HOME)
    run(StartCase(), SYSTEM, CaseStep(case.uuid))
    with pytest.raises(CaseHeldError, match="補正を求めてください"):
        run(DecideCase(), SYSTEM, CaseStep(case.uuid))
    assert status_of(case) == "examining"
    run(RejectCase(), SYSTEM, CaseStep(case.uuid, "委任が確かめられない"))
    assert status_of(case) == "rejected"


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["self", "family"])
def test_who_needs_no_mandate_is_decided_at_once(who: str) -> None:
    case = applied({"contact.care_applicant": who})
    run(StartCase(), SYSTEM, CaseStep(case.uuid))
    run(DecideCase(), SYSTEM, CaseStep(case.uuid))
    assert status_of(case) == "decided"
