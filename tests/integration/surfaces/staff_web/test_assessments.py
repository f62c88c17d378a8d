"""The desk's pages of 要介護認定: from the case to survey and opinion, findings, letters, first stage."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests.integration.engines.assessments.people import (
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
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import Context, run
from madoguchi.core.audit.models import AuditEntry
from madoguchi.engines.assessments.api import (
    DoctorEntry,
    Extension,
    HeldAnswer,
    Opinion,
    OpinionStatus,
    SaveDoctor,
    Survey,
    SurveyStatus,
    assessment_of,
    result_columns,
)
from madoguchi.engines.cases.api import Attachment, Case, NewCase, OpenCases, OpenCasesInput
from madoguchi.engines.exchange.actions import DeliverMessage
from madoguchi.engines.exchange.api import SentMessage
from madoguchi.surfaces.staff_web.presentation.audit_words import WORDS

ROOT = f"/{HERE}/assessments/"
PDF = b"%PDF-1.4\n%fictional\n%%EOF\n"
pytestmark = pytest.mark.django_db


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
    """An application for 要介護認定, as it came from home."""
    counter = Context(
        HERE, StaffMember.objects.create_staff(HERE, "c", "x" * 12, roles=["manager"]).as_actor(), NOW
    )
    member = {
        "person.name": "会津 十三蔵",
        "person.birth_date": "1940-05-05",
        "person.doctor_hospital": "会津中央医院（架空）",
        "person.doctor_name": "竹田 一郎",
        "person.care_level": "none",
        "person.care_place_name": "鶴城荘（架空）",
    }
    data = {"household.address": "門田町1-2", "contact.phone": "0242-00-0000", "members": [member]}
    new = NewCase(
        "care_certification_application",
        "要介護・要支援認定の申請",
        "care_insurance",
        0,
        "会津 十三蔵",
        None,
        data,
        "アイヅ トミゾウ",
    )
    return run(OpenCases(), counter, OpenCasesInput(uuid4(), (new,)))[0]


def the(model: Any) -> Any:
    with tenancy.municipality(HERE):
        return model.objects.get()


def a_finished_survey(office: Office, **answers: Any) -> Survey:
    survey, tablet = ordered(office), uuid4()
    taken(survey, office.surveyor, tablet)
    sent(survey, office.surveyor, tablet, every_answer(**answers), complete=True)
    return survey


def test_a_case_leads_to_its_survey_with_what_the_application_says(
    office: Office, client: Client, case: Case
) -> None:
    assert f"{ROOT}case/{case.uuid}/" in client.get(f"/{HERE}/cases/{case.uuid}/").content.decode()
    assert "会津中央医院" in client.get(f"{ROOT}case/{case.uuid}/").content.decode()
    client.post(f"{ROOT}case/{case.uuid}/survey/")
    survey = the(Survey)
    assert (survey.subject, survey.person_name) == (f"case:{case.uuid}", "会津 十三蔵")
    assert survey.place == "鶴城荘(架空) 門田町1-2"
    assert survey.contact == "0242-00-0000"
    client.post(f"{ROOT}case/{case.uuid}/survey/")
    assert the(Survey) == survey, "pressed twice it is one survey"

    answer = client.post(
        f"{ROOT}{survey.uuid}/assign/",
        {
            "surveyor": office.surveyor.actor.id,
            "visit_at": "2026-03-24T10:30",
            "place": "自宅",
            "due": "2026-04-01",
        },
    )
    assert answer.status_code == 302
    page = client.get(f"{ROOT}{survey.uuid}/").content.decode()
    assert "職員 surveyor" in page
    assert "3月24日" in page
    assert "会津 十三蔵" in client.get(ROOT).content.decode()


@pytest.mark.parametrize(
    "posted",
    [{"surveyor": "staff:0"}, {"visit_at": "tomorrow"}, {"due": "2026-02-30"}, {"place": "あ" * 401}],
    ids=["nobody", "no moment", "no day", "endless place"],
)
def test_a_wrong_assignment_is_told(office: Office, client: Client, posted: dict[str, str]) -> None:
    survey = ordered(office)
    answer = client.post(f"{ROOT}{survey.uuid}/assign/", posted)
    assert answer.status_code == 422
    assert "できませんでした" in answer.content.decode()


def test_held_answers_stand_side_by_side_and_one_is_chosen(office: Office, client: Client) -> None:
    survey, late = ordered(office), uuid4()
    taken(survey, office.surveyor, late)
    tablet = uuid4()
    taken(survey, office.surveyor, tablet)
    sent(survey, office.surveyor, tablet, every_answer(walking="free"))
    sent(survey, office.surveyor, late, {"answer:survey.walking": "unable"})
    page = client.get(f"{ROOT}{survey.uuid}/").content.decode()
    for said in ("1-7 歩行", "1 つかまらないでできる", "3 できない", "持ち出したあとで"):
        assert said in page
    assert "会津 十三蔵" in client.get(f"{ROOT}?show=held").content.decode()
    held = the(HeldAnswer)
    client.post(f"{ROOT}{survey.uuid}/settle/", {"held": held.uuid, "take": "yes"})
    assert the(Survey).fields["answer:survey.walking"] == "unable"
    again = client.post(f"{ROOT}{survey.uuid}/settle/", {"held": held.uuid, "take": "no"})
    assert again.status_code == 409
    assert client.post(f"{ROOT}{survey.uuid}/step/", {"step": "complete"}).status_code == 302
    assert the(Survey).state is SurveyStatus.COMPLETED


def test_a_finding_says_what_where_and_what_to_do_and_is_confirmed(office: Office, client: Client) -> None:
    survey = a_finished_survey(office, sitting="unable")
    page = client.get(f"{ROOT}{survey.uuid}/").content.decode()
    assert ">1-5</span> 座位保持" in page
    assert "4 できない" in page
    assert "調査員に確かめてください" in page
    given = {"group": "rare_combinations", "code": "06", "note": ""}
    assert client.post(f"{ROOT}{survey.uuid}/confirm/", given).status_code == 422
    confirmed = client.post(f"{ROOT}{survey.uuid}/confirm/", given | {"note": "調査員に電話で確かめた"})
    assert confirmed.status_code == 302
    assert "調査員に電話で確かめた" in client.get(f"{ROOT}{survey.uuid}/").content.decode()


def test_a_survey_goes_back_or_is_called_off_with_a_reason(office: Office, client: Client) -> None:
    survey = a_finished_survey(office)
    step = f"{ROOT}{survey.uuid}/step/"
    assert client.post(step, {"step": "send_back", "reason": " "}).status_code == 422
    assert client.post(step, {"step": "send_back", "reason": "歩行を確かめて"}).status_code == 302
    assert client.post(step, {"step": "withdraw", "reason": "取り下げ"}).status_code == 302
    assert the(Survey).state is SurveyStatus.WITHDRAWN
    assert client.post(step, {"step": "explode"}).status_code == 404
    assert client.post(step, {"step": "lost", "tablet": "x"}).status_code == 422


def test_an_opinion_is_asked_for_by_letter_entered_and_kept_as_a_file(
    office: Office, client: Client, case: Case
) -> None:
    wrong = client.post(f"{ROOT}case/{case.uuid}/opinion/", {"doctor": uuid4()})
    assert wrong.status_code == 422
    client.post(f"{ROOT}doctors/", {"clinic": "会津中央医院（架空）", "name": "竹田 一郎"})
    assert client.post(f"{ROOT}doctors/", {"clinic": "", "name": ""}).status_code == 422
    doctor = run(SaveDoctor(), office.official, DoctorEntry("坂下医院（架空）", "佐藤 花"))
    client.post(f"{ROOT}case/{case.uuid}/opinion/", {"doctor": doctor.uuid})
    opinion = the(Opinion)
    page = f"{ROOT}opinions/{opinion.uuid}/"
    for letter in ("letter/", "reminder/"):
        answer = client.get(page + letter)
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
    assert client.post(f"{page}file/", {}).status_code == 422
    refused = client.post(f"{page}file/", {"file": a_file("意見書.pdf", b"MZ\x90")})
    assert (refused.status_code, "PDF と写真" in refused.content.decode()) == (422, True)
    client.post(f"{page}file/", {"file": a_file("意見書.pdf", PDF)})
    kept = the(Attachment)
    assert (kept.case_id, the(Opinion).file) == (case.pk, f"attachment:{kept.uuid}")
    entered = {
        "received_on": the(Opinion).requested_on.isoformat(),
        "opinion.diagnosis": "脳梗塞後遺症",
        "opinion.short_term_memory": "problem",
        "opinion.paralysis": ["left_leg", "right_leg"],
    }
    assert client.post(f"{page}answers/", entered | {"opinion.bedridden": "z9"}).status_code == 422
    assert client.post(f"{page}answers/", entered).status_code == 302
    assert the(Opinion).answers == {
        "opinion.diagnosis": "脳梗塞後遺症",
        "opinion.short_term_memory": "problem",
        "opinion.paralysis": ["left_leg", "right_leg"],
    }
    assert "脳梗塞後遺症" in client.get(page).content.decode()
    assert client.post(f"{page}remind/").status_code == 409, "what has come is not reminded of"
    assert "会津 十三蔵" in client.get(f"{ROOT}opinions/?show=received").content.decode()
    assert client.post(f"{page}withdraw/", {"note": "転院した"}).status_code == 302
    assert the(Opinion).state is OpinionStatus.WITHDRAWN


def a_file(name: str, content: bytes) -> io.BytesIO:
    file = io.BytesIO(content)
    file.name = name
    return file


def test_surveys_go_out_as_a_file_and_results_come_in_line_by_line(office: Office, client: Client) -> None:
    survey = a_finished_survey(office)
    page = client.get(f"{ROOT}first-stage/").content.decode()
    assert "79列" in page
    assert "要介護認定等基準時間" in page
    exported = client.post(f"{ROOT}first-stage/export/")
    assert exported["Content-Disposition"].startswith("attachment")
    assert str(survey.uuid) in exported.content.decode("utf-8-sig")
    nothing = client.post(f"{ROOT}first-stage/export/", follow=True)
    assert "書き出す調査がありません" in nothing.content.decode()
    out = io.StringIO(newline="")
    csv.writer(out).writerows(
        [
            result_columns(assessment_of(survey.assessment)),
            [survey.uuid, "要介護2", "49", "60", "70", "80", "90", "100"],
            [uuid4(), "要介護2", "55", "60", "70", "80", "90", "100"],
        ]
    )
    read = client.post(f"{ROOT}first-stage/import/", {"file": a_file("r.csv", out.getvalue().encode())})
    said = read.content.decode()
    for words in ("1件の結果を読み込みました", "3行目", "この調査番号の調査はありません", "時間の外"):
        assert words in said
    assert "要介護2" in client.get(f"{ROOT}{survey.uuid}/").content.decode()
    assert client.post(f"{ROOT}first-stage/import/", {"file": a_file("r.csv", b"x")}).status_code == 422
    assert client.post(f"{ROOT}first-stage/import/").status_code == 422


def renews(case: Case) -> None:
    """The same person applies for a renewal, and has told what holds now."""
    member = case.data["members"][0] | {
        "person.care_level": "care_2",
        "person.care_valid_until": "2026-05-31",
    }
    with tenancy.municipality(HERE):
        Case.objects.filter(pk=case.pk).update(
            procedure_key="care_certification_renewal", data=case.data | {"members": [member]}
        )


def test_when_everything_is_there_the_board_is_asked_once(office: Office, client: Client, case: Case) -> None:
    survey, tablet = ordered(office, f"case:{case.uuid}"), uuid4()
    ask, page = f"{ROOT}{survey.uuid}/board/", f"{ROOT}{survey.uuid}/"
    early = client.post(ask, {"kind": "new"})
    assert early.status_code == 409
    for missing in ("認定調査を終える", "主治医意見書を入力する", "一次判定の結果を読み込む"):
        assert missing in early.content.decode()
    taken(survey, office.surveyor, tablet)
    changes = every_answer() | {"note:survey.walking": "杖で歩く"}
    sent(survey, office.surveyor, tablet, changes, complete=True)
    doctor = run(SaveDoctor(), office.official, DoctorEntry("坂下医院（架空）", "佐藤 花"))
    client.post(f"{ROOT}case/{case.uuid}/opinion/", {"doctor": doctor.uuid})
    client.post(f"{ROOT}opinions/{the(Opinion).uuid}/answers/", {"opinion.short_term_memory": "good"})
    client.post(f"{ROOT}first-stage/export/")
    out = io.StringIO(newline="")
    row = [survey.uuid, "要介護2", "55.3", "60", "70", "80", "90", "100"]
    csv.writer(out).writerows([result_columns(assessment_of(survey.assessment)), row])
    client.post(f"{ROOT}first-stage/import/", {"file": a_file("r.csv", out.getvalue().encode())})
    shown = client.get(page).content.decode()
    assert "審査会に依頼する" in shown
    assert '<option value="new" selected>' in shown
    assert '<option value="none" selected>' not in shown, "受けていない is no 非該当"
    given = {"kind": "renewal", "before": "care_4", "valid_until": "x"}
    refused = client.post(ask, given).content.decode()
    for chosen in ("renewal", "care_4"):
        assert f'<option value="{chosen}" selected>' in refused, "what was chosen stays"
    renews(case)
    shown = client.get(page).content.decode()
    for known in ('value="renewal" selected', 'value="care_2" selected', 'value="2026-05-31"'):
        assert known in shown
    for wrong in ({"kind": "?"}, {"kind": "new", "before": "care_9"}, {"kind": "new", "valid_until": "x"}):
        assert client.post(ask, wrong).status_code == 422
    for _ in range(2):
        assert client.post(ask, {"kind": "new"}).status_code == 302
    message = the(SentMessage)
    parts = message.content["parts"]
    assert parts["application"]["reference"] == f"case:{case.uuid}"
    assert (parts["first_stage"]["result"], parts["opinion"]) == (
        "care_2",
        {"opinion.short_term_memory": "good"},
    )
    assert parts["survey"]["survey.walking"] == "free"
    assert parts["survey"]["特記事項"] == {"1-7 歩行": "杖で歩く"}
    assert message.content["items"]["members"][0]["person.name"] == "会津 十三蔵"
    assert "審査会への依頼" in client.get(page).content.decode()
    back, given = f"{ask}recall/", {"reason": "意見書を差し替える"}
    assert client.post(back, given).status_code == 409, "it has not come there yet"
    run(DeliverMessage(), Context(HERE, Actor.system("test"), clock.now()), message.uuid)
    assert "審査会への依頼を取り戻す" in client.get(page).content.decode()
    assert client.post(back, {"reason": " "}).status_code == 422
    assert client.post(back, given).status_code == 302
    waits = client.get(page).content.decode()
    assert "依頼の取り戻し" in waits
    assert "審査会への依頼を取り戻す" not in waits, "once is enough"


def test_another_desk_sees_none_of_it(office: Office, sign_in_as: Callable[[StaffMember], Client]) -> None:
    survey = a_finished_survey(office)
    with tenancy.municipality(HERE):
        tax = sign_in_as(StaffMember.objects.get(username="tax"))
    for path in ("", f"{survey.uuid}/", "doctors/", "first-stage/"):
        assert tax.get(ROOT + path).status_code == 403
    assert "十三蔵" not in tax.get(f"{ROOT}opinions/").content.decode()
    assert tax.post(f"{ROOT}first-stage/export/").status_code == 403
    assert ROOT not in tax.get(f"/{HERE}/").content.decode()


def test_what_is_not_there_is_not_found(client: Client) -> None:
    for path in (f"{uuid4()}/", f"opinions/{uuid4()}/", f"case/{uuid4()}/"):
        assert client.get(ROOT + path).status_code == 404


def test_every_look_and_change_stands_in_the_audit_log_in_words(office: Office, client: Client) -> None:
    survey = a_finished_survey(office)
    client.get(f"{ROOT}{survey.uuid}/")
    client.get(f"{ROOT}opinions/")
    with tenancy.municipality(HERE):
        actions = {entry.action for entry in AuditEntry.objects.all()}
    ours = {action for action in actions if "assessments." in action}
    assert {"read.assessments.survey", "assessments.receive_survey", "assessments.take_surveys"} <= ours
    assert ours <= set(WORDS)


def test_the_clerk_tells_that_it_takes_longer_and_prints_the_notice(client: Client, case: Case) -> None:
    page = f"{ROOT}case/{case.uuid}/extension/"
    assert page in client.get(f"/{HERE}/cases/{case.uuid}/").content.decode()
    shown = client.get(page).content.decode()
    assert "認定調査に日時を要しているため" in shown, "what is missing is proposed as the reason"
    seen = re.findall(r'name="seen" value="([0-9-]+)"', shown)[0]
    until = (max(date.fromisoformat(seen), clock.today()) + timedelta(days=9)).isoformat()
    wanted = {"seen": seen, "until": until, "reason": "審査会の日程のため"}
    assert client.post(f"{page}new/", wanted | {"until": ""}).status_code == 422
    assert client.post(f"{page}new/", wanted | {"seen": "2020-01-01"}).status_code == 409
    for _ in range(2):
        assert client.post(f"{page}new/", wanted).status_code == 302
    extension = the(Extension)
    notice = client.get(f"{page}{extension.uuid}/")
    assert (notice["Content-Type"], notice.content[:5]) == ("application/pdf", b"%PDF-")
    assert client.get(f"{page}{uuid4()}/").status_code == 404
    assert "延期後の決定の期限" in client.get(f"/{HERE}/cases/{case.uuid}/").content.decode()


def test_an_answer_is_put_right_with_a_reason_and_the_survey_is_printed(
    office: Office, client: Client
) -> None:
    survey = a_finished_survey(office)
    page = f"{ROOT}{survey.uuid}/"
    correct = f"{page}correct/"
    assert f"{correct}?field=answer%3Asurvey.walking" in client.get(page).content.decode()
    assert "つかまらないでできる" in client.get(f"{correct}?field=answer:survey.walking").content.decode()
    assert client.get(f"{correct}?field=answer:survey.nothing").status_code == 404
    given = {"field": "answer:survey.walking", "seen": "2", "survey.walking": "unable"}
    assert client.post(correct, given | {"reason": ""}).status_code == 422
    assert client.post(correct, given | {"reason": "確かめた", "seen": "1"}).status_code == 409
    assert client.post(correct, given | {"reason": "家族に電話で確かめた"}).status_code == 302
    number = {"field": "answer:overview.home_help", "seen": "3", "overview.home_help": "8", "reason": "控え"}
    assert client.post(correct, number | {"overview.home_help": "八"}).status_code == 422
    assert client.post(correct, number).status_code == 302
    note = {"field": "note:survey.walking", "seen": "4", "value": "<b>杖</b>", "reason": "書きもれ"}
    assert client.post(correct, note).status_code == 302
    shown = client.get(page).content.decode()
    for words in ("家族に電話で確かめた", "3 できない", "8回", "&lt;b&gt;杖&lt;/b&gt;"):
        assert words in shown
    assert client.get(f"{page}sheet/").content.startswith(b"%PDF-")
