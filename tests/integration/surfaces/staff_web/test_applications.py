"""The pages of applications from home: arrivals, what waits, and the question to the applicant."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace

import pypdf
import pytest
from django.test import Client
from tests.integration.journeys.online_application.conftest import *  # noqa: F403 - the office's fixtures
from tests.integration.journeys.online_application.office import HERE, NEIGHBOUR, Office
from tests.integration.journeys.online_application.portal import Portal
from tests.integration.journeys.online_application.test_deciding import forget_serials

from madoguchi.core import tenancy
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.audit import api as audit
from madoguchi.engines.cases.api import Case, Status
from madoguchi.engines.flows.api import FlowTask
from madoguchi.journeys.online_application.domain.submissions import SignedApplication
from madoguchi.journeys.online_application.models import ApplicationState
from madoguchi.lib.sealing import generate_reply_secret, reply_box
from madoguchi_testing.online import Sent

SignIn = Callable[[StaffMember], Client]


@dataclass
class Site:
    """A clerk's browser."""

    client: Client

    def get(self, path: str) -> str:
        response = self.client.get(f"/{HERE}/{path}")
        assert response.status_code == 200
        return response.content.decode()

    def post(self, path: str, expected: int = 302, **fields: object) -> str:
        response = self.client.post(f"/{HERE}/{path}", fields)
        assert response.status_code == expected
        return response.content.decode()

    def found(self, text: str) -> str:
        """What the search of cases answers."""
        response = self.client.post(f"/{HERE}/cases/", {"text": text}, follow=True)
        return response.content.decode()


def member(roles: list[str], desks: list[str], code: str = HERE) -> StaffMember:
    name = "-".join((*roles, code))
    return StaffMember.objects.create_staff(
        code, name, "a-long-password-1", display_name="担当", roles=roles, desks=desks
    )


@pytest.fixture
def site(office: Office, sign_in_as: SignIn) -> Site:
    return Site(sign_in_as(member(["manager"], ["childcare", "child_support"])))


@pytest.fixture
def held(office: Office) -> Sent[SignedApplication]:
    forget_serials()
    sent = office.applicant.apply([("childcare_application", 2)])
    office.arrives(sent)
    return sent


def test_what_waits_stands_first_with_its_reason(site: Site, held: Sent[SignedApplication]) -> None:
    page = site.get("applications/")
    assert "例示　健" in page
    assert "シリアル番号から、申請した人が分かりません" in page
    assert f"/{HERE}/applications/{held.number}/" in page
    with tenancy.municipality(HERE):
        assert "read.online_application.arrivals" in {one.action for one in audit.entries()}


def test_the_signed_application_stands_beside_form_and_register(
    site: Site, office: Office, held: Sent[SignedApplication]
) -> None:
    page = site.get(f"applications/{held.number}/")
    assert "代替文字" not in page
    assert page.count("一致") >= 3
    assert "試験用・デモ用のカードです" in page
    father = office.family.residents[0]
    assert f'value="{father.uuid}"' in page
    assert "名 同じ字 ＋" in page
    assert "生年月日 同じ日 ＋" in page


def test_a_clerk_chooses_the_candidate(site: Site, office: Office, held: Sent[SignedApplication]) -> None:
    father = office.family.residents[0].uuid
    site.post(f"applications/{held.number}/identify/", resident=str(father))
    assert office.application(held).state == ApplicationState.OPENED
    assert "職員が確認" in site.get(f"applications/{held.number}/")


def test_a_clerk_searches_the_register_without_a_name_in_the_address(
    site: Site, office: Office, held: Sent[SignedApplication]
) -> None:
    page = site.post(f"applications/{held.number}/search/", 200, text="例示 美咲")
    assert f'value="{office.family.residents[1].uuid}"' in page


def test_what_is_missing_is_said_where_it_is_missing(
    site: Site, office: Office, held: Sent[SignedApplication]
) -> None:
    assert "だれの申請かを選んで" in site.post(f"applications/{held.number}/identify/", 409, resident="x")
    assert "理由やメモ" in site.post(f"applications/{held.number}/decide/", 409, decision="refuse")
    assert "まだ決まっていません" in site.post(
        f"applications/{held.number}/decide/", 409, decision="release", note="よい"
    )
    assert office.application(held).state == ApplicationState.HELD


def test_answers_that_would_have_gone_elsewhere_are_told_to_the_clerk_alone(
    site: Site, office: Office
) -> None:
    sent = office.applicant.apply([("childcare_application", 2)])
    elsewhere = reply_box(generate_reply_secret(), HERE)
    office.arrives(replace(sent, submission=replace(sent.submission, reply=elsewhere)))
    assert "回答の送り先が、申請したときに署名されたものと違います" in site.get("applications/?show=refused")
    page = site.get(f"applications/{sent.number}/")
    assert "電話か郵便で連絡し、情報担当にも伝えてください" in page
    assert "同じ文で知らせました" not in page


MARKED: dict[str, object] = {
    "note": "電話番号が1けた足りません。",
    "field": ["contact.phone@", "person.name@2"],
    "papers": "就労証明書\n\n",
}


def is_asked_to_correct(office: Office, sent: Sent[SignedApplication]) -> None:
    told = office.told(sent)
    assert {(one.item, one.person, one.reason) for one in told.fields_to_correct} == {
        ("contact.phone", None, MARKED["note"]),
        ("person.name", 2, MARKED["note"]),
    }
    assert told.files_wanted == ("就労証明書",)
    assert office.cases(sent)[0].state is Status.CORRECTION


def task_of(case: Case) -> str:
    """The address of the step that is open in the flow of the case."""
    with tenancy.municipality(HERE):
        task = FlowTask.objects.get(subject=f"case:{case.uuid}", ended_at__isnull=True, kind="person")
    return f"cases/{case.uuid}/tasks/{task.uuid}/finish/"


@pytest.mark.usefixtures("by_hand")
def test_a_desk_marks_the_answers_that_are_wrong(site: Site, office: Office) -> None:
    sent = office.applicant.apply([("childcare_application", 2)])
    office.arrives(sent)
    (case,) = office.cases(sent)
    page = site.get(f"cases/{case.uuid}/")
    assert 'value="contact.phone@"' in page
    assert f"/{HERE}/applications/{sent.number}/" in page
    site.post(f"cases/{case.uuid}/step/", step="correction", **MARKED)
    is_asked_to_correct(office, sent)


def test_a_step_of_a_flow_marks_the_answers_that_are_wrong(site: Site, office: Office) -> None:
    sent = office.applicant.apply([("childcare_application", 2)])
    office.arrives(sent)
    (case,) = office.cases(sent)
    assert 'value="contact.phone@"' in site.get(f"cases/{case.uuid}/")
    site.post(task_of(case), result="correction", **MARKED)
    is_asked_to_correct(office, sent)


def test_a_step_of_a_flow_refuses_an_answer_that_no_page_offered(site: Site, office: Office) -> None:
    sent = office.applicant.apply([("childcare_application", 2)])
    office.arrives(sent)
    (case,) = office.cases(sent)
    page = site.post(task_of(case), 422, result="correction", **(MARKED | {"field": ["tax.x@9"]}))
    assert "就労証明書" in page
    assert "電話番号が1けた足りません。" in page
    assert office.cases(sent)[0].state is Status.ARRIVED
    assert office.told(sent).files_wanted == ()


def test_a_desk_writes_to_the_applicant_from_the_page_of_the_case(site: Site, office: Office) -> None:
    sent = office.applicant.apply([("childcare_application", 2)])
    office.arrives(sent)
    (case,) = office.cases(sent)
    site.post(f"cases/{case.uuid}/step/", step="message", note="面接は11月20日です。")
    assert "面接は11月20日です。" in office.told(sent).messages[-1].text
    assert "申請した人へのお知らせ" in site.get(f"cases/{case.uuid}/")
    page = site.post(f"cases/{case.uuid}/step/", 422, step="message", note="あ" * 501)
    assert "500文字まで" in page
    assert "あ" * 501 in page


@pytest.mark.usefixtures("by_hand")
def test_an_answer_that_no_page_offered_is_refused(site: Site, office: Office) -> None:
    sent = office.applicant.apply([("childcare_application", 2)])
    office.arrives(sent)
    (case,) = office.cases(sent)
    site.post(f"cases/{case.uuid}/step/", 422, step="correction", note="直してください", field=["tax.x@9"])
    assert office.cases(sent)[0].state is Status.ARRIVED


def test_who_may_not_identify_only_looks(
    office: Office, held: Sent[SignedApplication], sign_in_as: SignIn
) -> None:
    officer = Site(sign_in_as(member(["desk_officer"], ["childcare"])))
    assert "だれの申請ですか" not in officer.get(f"applications/{held.number}/")
    officer.post(f"applications/{held.number}/decide/", 403, decision="refuse", note="だめ")
    auditor = sign_in_as(member(["auditor"], []))
    assert auditor.get(f"/{HERE}/applications/").status_code == 403
    neighbour = sign_in_as(member(["manager"], ["childcare"], NEIGHBOUR))
    assert neighbour.get(f"/{NEIGHBOUR}/applications/{held.number}/").status_code == 404


@pytest.mark.usefixtures("by_hand")
def test_what_came_from_the_portal_says_so_and_is_found_by_its_number(site: Site, there: Portal) -> None:
    held = there.applied("MP-20261013-7", there.data(signature={}))
    for path in ("applications/", f"applications/{held.uuid}/"):
        page = site.get(path)
        assert "MP-20261013-7" in page
        assert "マイナポータル" in page
    assert "電子証明書</th>" not in page
    assert "名 同じ字 ＋" in page
    assert "住所 違う" not in page
    found = site.found("ＭＰ-20261013-7")
    assert f"/{HERE}/applications/{held.uuid}/" in found
    site.post(
        f"applications/{held.uuid}/identify/", resident=str(there.office.family.residents[0].uuid), note=""
    )
    (case,) = there.cases("MP-20261013-7")
    assert f"/{HERE}/cases/{case.uuid}/" in site.found("MP-20261013-7")
    page = site.get(f"cases/{case.uuid}/")
    assert "MP-20261013-7" in page
    printed = pypdf.PdfReader(io.BytesIO(site.client.get(f"/{HERE}/cases/{case.uuid}/print/").content))
    text = "".join(one.extract_text() for one in printed.pages).translate({10: None, 0x200B: None})
    assert "マイナポータル（受付番号MP-20261013-7）" in text.replace(" ", "")
    site.post(f"cases/{case.uuid}/step/", step="accept", note="")
    assert "「要再申請」と、下に書くこと" in site.get(f"cases/{case.uuid}/")
    there.submits("MP-2", there.data(applicant={"name": "例示 健", "birth": "きのう"}))
    there.round()
    page = site.get("applications/")
    assert "people の applicant の person.birth_date" in page
    assert "madoguchi portal again" in page
    assert "どう対応したかを書いてください" in site.post("applications/settle/", 422, number="MP-2", note=" ")
    site.post("applications/settle/", number="MP-2", note="電話した。窓口に来る。")
    assert "MP-2<" not in site.get("applications/")
    site.post("applications/settle/", 404, number="MP-2", note="もう一度")
    there.round()
    with tenancy.municipality(HERE):
        assert "portal.settle" in {one.action for one in audit.entries(subject="portal:MP-2")}
