"""A desk's inbox and one case, through the pages, where people move cases by hand."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.integration.surfaces.staff_web.conftest import HERE, NEIGHBOUR, SignedIn
from tests.integration.surfaces.staff_web.samples import furnish

from madoguchi.core import tenancy
from madoguchi.core.audit.models import AuditEntry
from madoguchi.engines.cases.api import Case, Status

pytestmark = pytest.mark.usefixtures("by_hand")

INBOX = f"/{HERE}/inbox/health_insurance/"


@pytest.fixture
def officer(signed_in: SignedIn) -> Client:
    return signed_in("desk_officer", desks=("health_insurance",))


def text_of(response: Any) -> str:
    return str(response.content.decode())


def link_to(page: str, label: str) -> str:
    """The address behind a link that begins with the label."""
    found = re.search(rf'href="([^"]*)"[^>]*>{label}', page)
    assert found, f"no link {label}"
    return found[1].replace("&amp;", "&")


def case_now(case: Case) -> Case:
    with tenancy.municipality(HERE):
        return Case.objects.get(pk=case.pk)


def test_an_empty_inbox_says_what_will_be_here(officer: Client) -> None:
    assert "窓口で受理された手続きが、ここに自動で届きます" in text_of(officer.get(INBOX))


def test_the_inbox_shows_the_most_urgent_first_with_a_light_in_words(officer: Client) -> None:
    furnish()
    page = text_of(officer.get(INBOX))
    assert "1日過ぎています" in page
    assert page.index("1日過ぎています") < page.index(">きょうまで<") < page.index("あと1日")


def statements_of(officer: Client, address: str) -> list[str]:
    """What a page asks the database, without what only frames it; the page was seen once before."""
    assert officer.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert officer.get(address).status_code == 200
    framing = ("SAVEPOINT", "RELEASE", "ROLLBACK TO", "SELECT set_config(")
    return [one["sql"] for one in captured.captured_queries if not one["sql"].startswith(framing)]


def test_pages_ask_few_questions_however_much_is_on_them(officer: Client) -> None:
    case = furnish().cases[0]
    # Session, person, what waits (in the navigation), counts, rows, the audit log.
    worklist = statements_of(officer, INBOX)
    assert len(worklist) == 6, worklist
    searched = officer.post(f"/{HERE}/cases/", {"text": "高橋 花"}).headers["Location"]
    # Session, person, what waits, names, rows, the audit log.
    search = statements_of(officer, searched)
    assert len(search) == 6, search
    # Session, person, what waits, case, story, files, audit log, flow; papers are for who may print them.
    page = statements_of(officer, f"/{HERE}/cases/{case.uuid}/")
    assert [one for one in page if "counter_visit_" not in one][8:] == [], page


def test_a_filter_finds_variants_of_kanji_and_stands_in_no_address(officer: Client) -> None:
    furnish()
    answer = officer.post(INBOX, {"text": "高橋"})
    assert re.fullmatch(rf"{INBOX}\?search=\d+", answer.headers["Location"])
    page = text_of(officer.get(answer.headers["Location"]))
    assert "髙橋 花" in page
    assert "会津 十三蔵" not in page
    assert 'value="高橋"' in page


def test_a_filter_keeps_the_chosen_state(officer: Client) -> None:
    answer = officer.post(INBOX, {"text": "", "show": "finished", "urgent": "1"})
    assert answer.headers["Location"] == f"{INBOX}?show=finished&urgent=1"


@pytest.mark.parametrize(
    "query",
    [
        "show=nothing",
        "after=-1",
        "after=９.９",
        "before=9999-99-99.1",
        "after=2026-01-01.99999999999999999999",
        "who=boss",
        "search=x",
        "search=5",
        "urgent=maybe",
    ],
)
def test_an_address_that_no_page_offered_shows_the_inbox(officer: Client, query: str) -> None:
    furnish()
    assert "会津 十三蔵" in text_of(officer.get(f"{INBOX}?{query}"))


def test_a_long_inbox_has_pages_and_the_filter_goes_with_them(officer: Client) -> None:
    furnish(cases=70, people=False)
    page = text_of(officer.get(INBOX))
    assert "70件" in page
    assert page.count("data-row") == 50
    beside = link_to(page, "次のページ")
    assert re.fullmatch(r"\?after=\d{4}-\d{2}-\d{2}\.\d+", beside)
    second = text_of(officer.get(INBOX + beside))
    assert second.count("data-row") == 20
    assert text_of(officer.get(INBOX + link_to(second, "前のページ"))).count("data-row") == 50
    kept = officer.post(INBOX, {"text": "会津", "who": "nobody"}).headers["Location"]
    assert kept.startswith(f"{INBOX}?who=nobody&search=")
    assert "18件" in text_of(officer.get(kept))


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "' OR 1=1 --", "\x00", "😀" * 300, "%_%"])
def test_hostile_text_in_the_filter_finds_nothing_and_breaks_nothing(officer: Client, hostile: str) -> None:
    furnish()
    page = officer.post(INBOX, {"text": hostile}, follow=True)
    assert page.status_code == 200
    assert "<script>alert(1)" not in text_of(page)


def test_a_desk_that_is_not_here_has_no_inbox(officer: Client) -> None:
    assert officer.get(f"/{HERE}/inbox/moon_office/").status_code == 404


def test_a_case_shows_its_story_its_data_in_words_and_what_can_be_done(officer: Client) -> None:
    case = furnish().cases[0]
    page = text_of(officer.get(f"/{HERE}/cases/{case.uuid}/"))
    assert "受け付けました" in page
    assert "2026年（令和8年）3月11日" in page
    assert "審査を始める" in page
    assert "care_2" not in page


def test_a_case_is_started_noted_and_finished_and_the_story_tells_it(officer: Client) -> None:
    case = furnish().cases[0]
    for step, note, said in (
        ("start", "", "審査を始めました"),
        ("note", "電話で確かめた", "メモを加えました"),
        ("finish", "", "完了しました"),
    ):
        answer = officer.post(f"/{HERE}/cases/{case.uuid}/step/", {"step": step, "note": note}, follow=True)
        assert said in text_of(answer)
    page = text_of(officer.get(f"/{HERE}/cases/{case.uuid}/"))
    assert "電話で確かめた" in page
    assert "元に戻せません" in page
    assert case_now(case).state is Status.DONE


def test_returning_without_a_reason_is_refused_beside_the_field(officer: Client) -> None:
    case = furnish().cases[0]
    answer = officer.post(f"/{HERE}/cases/{case.uuid}/step/", {"step": "correction", "note": "  "})
    assert answer.status_code == 422
    assert 'id="reason-error"' in text_of(answer)
    assert case_now(case).state is Status.ACCEPTED


def test_what_two_do_at_once_is_told_to_the_second_who_keeps_the_text(officer: Client) -> None:
    case = furnish().cases[0]
    officer.post(f"/{HERE}/cases/{case.uuid}/step/", {"step": "finish"})
    answer = officer.post(f"/{HERE}/cases/{case.uuid}/step/", {"step": "correction", "note": "証明書がない"})
    assert answer.status_code == 409
    assert "すでに終わっています" in text_of(answer)


def test_a_note_that_holds_html_is_shown_as_it_was_typed(officer: Client) -> None:
    case = furnish().cases[0]
    url = f"/{HERE}/cases/{case.uuid}/step/"
    page = text_of(officer.post(url, {"step": "note", "note": "<img src=x onerror=alert(1)>"}, follow=True))
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_an_unknown_step_is_not_found(officer: Client) -> None:
    case = furnish().cases[0]
    assert officer.post(f"/{HERE}/cases/{case.uuid}/step/", {"step": "burn"}).status_code == 404


def test_who_works_at_another_desk_only_looks(signed_in: SignedIn) -> None:
    case = furnish().cases[0]
    other = signed_in("desk_officer", desks=("school",))
    assert "見るだけの画面です" in text_of(other.get(f"/{HERE}/cases/{case.uuid}/"))
    assert other.post(f"/{HERE}/cases/{case.uuid}/step/", {"step": "start"}).status_code == 409
    assert case_now(case).state is Status.ACCEPTED


def test_a_clerk_of_the_counter_reads_cases_and_changes_none(signed_in: SignedIn) -> None:
    case = furnish().cases[0]
    clerk = signed_in("counter_clerk", desks=("health_insurance",))
    assert clerk.get(f"/{HERE}/cases/{case.uuid}/").status_code == 200
    assert clerk.post(f"/{HERE}/cases/{case.uuid}/step/", {"step": "start"}).status_code == 403


def test_a_case_of_the_neighbour_is_not_found_under_ones_own_address(officer: Client) -> None:
    theirs = furnish(NEIGHBOUR).cases[0]
    assert officer.get(f"/{HERE}/cases/{theirs.uuid}/").status_code == 404
    assert officer.post(f"/{HERE}/cases/{theirs.uuid}/step/", {"step": "start"}).status_code == 404
    assert officer.get(f"/{NEIGHBOUR}/cases/{theirs.uuid}/").status_code == 403


def test_looking_at_a_case_is_written_down(officer: Client) -> None:
    case = furnish().cases[0]
    officer.get(f"/{HERE}/cases/{case.uuid}/")
    with tenancy.municipality(HERE):
        assert AuditEntry.objects.filter(action="read.cases.case", subject=f"case:{case.uuid}").count() == 1


def test_the_start_page_counts_and_names_nobody(officer: Client) -> None:
    furnish()
    page = text_of(officer.get(f"/{HERE}/"))
    assert "期限切れ 1件" in page
    assert "きょうまで 1件" in page
    assert "会津 十三蔵" not in page
    with tenancy.municipality(HERE):
        assert not AuditEntry.objects.filter(action__startswith="read.cases").exists()


def test_a_manager_sees_the_other_desks_too(signed_in: SignedIn) -> None:
    furnish()
    page = text_of(signed_in("manager", desks=("school",)).get(f"/{HERE}/"))
    assert "ほかの窓口" in page
    assert f"{INBOX}" in page


PDF = b"%PDF-1.7\ntrailer\n<<>>\n%%EOF\n"


def test_a_file_is_added_shown_and_opened_as_what_it_is(officer: Client) -> None:
    case = furnish().cases[0]
    url = f"/{HERE}/cases/{case.uuid}/attachments/"
    page = text_of(officer.post(url, {"file": SimpleUploadedFile("診断書.exe", PDF)}, follow=True))
    assert "診断書.pdf" in page
    assert "ウイルス検査なし" in page
    address = re.search(rf'href="(/{HERE}/attachments/[^"]+)"', page)
    assert address
    opened = officer.get(address[1])
    assert (opened.content, opened.headers["Content-Type"]) == (PDF, "application/pdf")
    assert opened.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("name", "content", "status", "says"),
    [
        ("zip.pdf", b"PK\x03\x04" + bytes(300), 422, "中身で分かります"),
        ("empty.pdf", b"", 422, "ファイルの中身がありません"),
        ("huge.pdf", PDF + bytes(3_000_000), 413, "1つ2 MBまで"),
    ],
    ids=["renamed", "empty", "too-large"],
)
def test_a_file_that_cannot_be_taken_is_refused_beside_the_field(
    officer: Client, settings: Any, name: str, content: bytes, status: int, says: str
) -> None:
    settings.MADOGUCHI_ATTACHMENT_MEGABYTES = 2
    case = furnish().cases[0]
    url = f"/{HERE}/cases/{case.uuid}/attachments/"
    answer = officer.post(url, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == status
    assert says in text_of(answer)
    assert 'id="file-error"' in text_of(answer)
    assert "添付はありません" in text_of(answer)


def test_pressing_without_a_file_says_what_to_do(officer: Client) -> None:
    case = furnish().cases[0]
    answer = officer.post(f"/{HERE}/cases/{case.uuid}/attachments/", {})
    assert "ファイルを選んでから" in text_of(answer)


def test_only_the_desk_adds_files_and_the_neighbour_opens_none(officer: Client, signed_in: SignedIn) -> None:
    case, theirs = furnish().cases[0], furnish(NEIGHBOUR, people=False).cases[0]
    other = signed_in("desk_officer", desks=("school",))
    file = {"file": SimpleUploadedFile("x.pdf", PDF)}
    assert other.post(f"/{HERE}/cases/{case.uuid}/attachments/", file).status_code == 409
    assert officer.post(f"/{HERE}/cases/{theirs.uuid}/attachments/", file).status_code == 404
    assert officer.get(f"/{HERE}/attachments/{uuid.uuid4()}/").status_code == 404


def test_a_case_is_found_from_the_page_and_nothing_typed_stands_in_an_address(officer: Client) -> None:
    case = furnish().cases[1]
    answer = officer.post(
        f"/{HERE}/cases/", {"text": "高橋", "procedure": "国民健康", "status": "unfinished"}
    )
    assert re.fullmatch(rf"/{HERE}/cases/\?search=\d+", answer.headers["Location"])
    page = text_of(officer.get(answer.headers["Location"]))
    assert "<b>1件</b>" in page
    assert 'value="高橋"' in page
    assert 'value="国民健康"' in page
    back = text_of(officer.get(link_to(page, "髙橋 花")))
    assert "見つかった案件" in back
    assert case.number_text in back


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"text": "26-0000001-1"}, "1字ずつ確かめて"),
        ({"text": "会津", "status": "rejected"}, "見つかりません"),
        ({"text": "会津", "status": "nothing"}, "会津 十三蔵"),
        ({"text": "<b>", "procedure": "%"}, "見つかりません"),
    ],
    ids=["slip", "other-state", "unknown-state", "hostile"],
)
def test_a_search_answers_whatever_is_typed(officer: Client, typed: dict[str, str], says: str) -> None:
    furnish()
    assert says in text_of(officer.post(f"/{HERE}/cases/", typed, follow=True))


def test_an_outcome_needs_its_reason_and_keeps_what_was_chosen(officer: Client) -> None:
    case = furnish().cases[0]
    answer = officer.post(f"/{HERE}/cases/{case.uuid}/step/", {"step": "reject", "note": ""})
    assert answer.status_code == 422
    assert re.search(r'value="reject" required checked', text_of(answer))
    officer.post(f"/{HERE}/cases/{case.uuid}/step/", {"step": "withdraw", "note": "窓口で本人から"})
    assert case_now(case).state is Status.WITHDRAWN


def test_an_officer_takes_a_case_and_lets_it_go(officer: Client) -> None:
    case = furnish().cases[0]
    page = text_of(officer.get(f"/{HERE}/cases/{case.uuid}/"))
    me = re.search(r'name="staff" value="(staff:\d+)"', page)
    assert me
    url = f"/{HERE}/cases/{case.uuid}/assign/"
    assert "担当をはずれる" in text_of(officer.post(url, {"staff": me[1]}, follow=True))
    assert case_now(case).assignee_id == me[1]
    assert "会津 十三蔵" in text_of(officer.get(f"{INBOX}?who=mine"))
    assert "担当をなしにしました" in text_of(officer.post(url, {"staff": ""}, follow=True))
    assert officer.post(url, {"staff": "staff:999999"}).status_code == 409


def test_what_is_over_is_listed_by_its_end(officer: Client) -> None:
    first, second, _ = furnish().cases
    for case in (first, second):
        officer.post(f"/{HERE}/cases/{case.uuid}/step/", {"step": "finish"})
    page = text_of(officer.get(f"{INBOX}?show=finished"))
    assert "終わった日時" in page
    assert page.index(str(second.uuid)) < page.index(str(first.uuid))
    found = text_of(officer.post(INBOX, {"show": "finished", "text": "髙橋"}, follow=True))
    assert found.count("data-row") == 1
