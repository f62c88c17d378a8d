"""The pages of 電子決裁, as a clerk, a chief and a keeper of records meet them."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import run
from madoguchi.engines.approvals.api import (
    AddPaper,
    ApproveDocument,
    Document,
    NewPaper,
    State,
    document_story,
)
from madoguchi.surfaces.staff_web.approvals.codes import document_in
from madoguchi_testing.approvals import TownHall, leave, town_hall

HERE = "072028"
PDF = b"%PDF-1.7\ntrailer\n<<>>\n%%EOF\n"
pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> TownHall:
    return town_hall(HERE)


@pytest.fixture
def site(hall: TownHall, sign_in_as: Callable[[StaffMember], Client]) -> Callable[[str], Client]:
    return lambda username: sign_in_as(hall.members[username])


def address(document: Document, rest: str = "") -> str:
    return f"/{HERE}/approvals/{document.uuid}/{rest}"


def text(client: Client, where: str) -> str:
    answer = client.get(where)
    assert answer.status_code == 200, where
    return answer.content.decode()


def fresh(hall: TownHall, document: Document) -> Document:
    return document_story(hall.context("bunsho"), document.uuid).document


def post(client: Client, document: Document, step: str, **more: str) -> int:
    given = {"step": step, "version": str(document.version), **more}
    return client.post(address(document, "act/"), given).status_code


def test_from_the_kind_to_the_decision_by_the_pages_alone(
    hall: TownHall, site: Callable[[str], Client]
) -> None:
    clerk = site("tanto")
    assert "契約・支出負担行為" in text(clerk, f"/{HERE}/approvals/new/")
    form = {"kind": "expenditure", "desk": "tax", "title": "封筒の購入", "text": "封筒を買います。"}
    wrong = clerk.post(f"/{HERE}/approvals/new/", form | {"item-approval.amount": "たくさん"})
    assert wrong.status_code == 422
    assert "数だけで入力してください" in wrong.content.decode()
    assert "封筒を買います。" in wrong.content.decode()
    made = clerk.post(f"/{HERE}/approvals/new/", form | {"item-approval.amount": "５５，０００円"})
    assert made.status_code == 302
    page = text(clerk, made["Location"])
    assert "課長専決" in page
    assert "55,000円" in page
    file = SimpleUploadedFile("見積書.pdf", PDF)
    assert clerk.post(made["Location"] + "files/", {"file": file}).status_code == 302
    assert clerk.post(made["Location"] + "act/", {"step": "submit"}).status_code == 302
    assert "回議中" in text(clerk, made["Location"])
    for name, step in (("kakaricho", "approve"), ("zeikacho", "decide")):
        judge = site(name)
        home = text(judge, f"/{HERE}/approvals/")
        assert "封筒の購入" in home
        assert judge.post(made["Location"] + "act/", {"step": step, "version": "1"})["Location"].endswith(
            "/approvals/"
        )
        assert "封筒の購入" not in text(judge, f"/{HERE}/approvals/")
    decided = text(clerk, made["Location"])
    assert "税務第1号" in decided
    assert "決裁されたときのままです" in text(clerk, made["Location"] + "verify/")


def test_a_version_that_has_changed_meanwhile_is_refused_with_what_to_do(
    hall: TownHall, site: Callable[[str], Client]
) -> None:
    document = hall.submit(hall.draft())
    chief = site("kakaricho")
    assert post(chief, document, "send_back", comment="数を書いてください。") == 302
    hall.submit(document)
    answer = chief.post(address(document, "act/"), {"step": "approve", "version": "1"})
    assert answer.status_code == 409
    assert "新しい版になりました" in answer.content.decode()
    assert "第1版から変わったところ" in answer.content.decode()


def test_back_needs_words_and_what_was_typed_stays(hall: TownHall, site: Callable[[str], Client]) -> None:
    document = hall.submit(hall.draft())
    chief = site("kakaricho")
    assert post(chief, document, "send_back") == 422
    assert post(chief, document, "send_back", comment="外" + chr(0xE000)) == 422
    assert fresh(hall, document).where is State.CIRCULATING
    assert post(chief, document, "send_back", comment="直してください。", to="7") == 409
    assert post(chief, document, "approve", place="1234567.0") == 404
    assert fresh(hall, document).where is State.CIRCULATING


def test_what_was_sent_back_is_told_to_its_drafter_on_every_page_until_it_goes_round_again(
    hall: TownHall, site: Callable[[str], Client]
) -> None:
    document = hall.submit(hall.draft())
    post(site("kakaricho"), document, "send_back", comment="金額を確かめてください。")
    drafter = next(name for name, one in hall.members.items() if one.as_actor().id == document.drafter_id)
    mine = site(drafter)
    assert "直して、もう一度回すものが1件あります" in text(mine, f"/{HERE}/")
    home = text(mine, f"/{HERE}/approvals/")
    assert re.search(r"差し戻された起案 <b class=\"figures\">1件", home)
    page = text(mine, address(document))
    told = page[page.index("draft-title") : page.index("route-title")]
    assert "差し戻されました" in told
    assert "金額を確かめてください。" in told
    assert "差し戻された起案" not in text(site("kakaricho"), f"/{HERE}/approvals/")
    post(mine, document, "submit")
    assert "もう一度回すもの" not in text(mine, f"/{HERE}/")
    assert "差し戻された起案" not in text(mine, f"/{HERE}/approvals/")


def test_the_drafter_sees_no_button_to_approve_and_posting_one_changes_nothing(
    hall: TownHall, site: Callable[[str], Client]
) -> None:
    document = hall.submit(hall.draft("kakaricho"), "kakaricho")
    chief = site("kakaricho")
    assert "承認する<" not in text(chief, address(document))
    assert post(chief, document, "decide") == 409
    assert fresh(hall, document).where is State.CIRCULATING


def test_what_is_for_those_concerned_does_not_exist_for_others(
    hall: TownHall, site: Callable[[str], Client]
) -> None:
    document = hall.submit(hall.draft(confidential=True))
    other = site("somukacho")
    for rest in ("", "versions/", "verify/", "cover/"):
        assert other.get(address(document, rest)).status_code == 404
    assert post(other, document, "comment", comment="見えますか") == 404


@pytest.mark.parametrize("step", ["", "explode", "send_back", "reassign", "retention"])
def test_a_step_that_no_button_offers_is_refused(
    hall: TownHall, site: Callable[[str], Client], step: str
) -> None:
    document = hall.submit(hall.draft())
    bad = {"step": step, "version": "x", "to": "x", "place": "x", "comment": "理由", "retention": "99"}
    assert site("bunsho").post(address(document, "act/"), bad).status_code in {404, 409, 422}


def test_the_code_of_a_cover_sheet_leads_to_the_page(hall: TownHall, site: Callable[[str], Client]) -> None:
    document = hall.draft()
    run(AddPaper(), hall.context("tanto"), NewPaper(document.uuid, "位置図 A1", 2))
    hall.submit(document)
    clerk = site("tanto")
    sheet = clerk.get(address(document, "cover/"))
    assert sheet.content.startswith(b"%PDF")
    code = f"HTTP://TESTSERVER/{HERE}/A/{str(document.uuid).upper()}/"
    assert document_in(code) == document.uuid
    assert clerk.get(code.removeprefix("HTTP://TESTSERVER"))["Location"] == address(document)
    assert clerk.post(f"/{HERE}/approvals/scan/", {"code": code})["Location"] == address(document)
    assert clerk.post(f"/{HERE}/approvals/scan/", {"code": "qr"})["Location"] == f"/{HERE}/approvals/"
    assert clerk.get(f"/{HERE}/A/XYZ/").status_code == 404
    part = document_story(hall.context("tanto"), document.uuid).papers[0]
    assert "まだ戻っていません" in text(clerk, address(document))
    assert clerk.post(address(document, f"papers/{part.uuid}/back/")).status_code == 302
    assert "まだ戻っていません" not in text(clerk, address(document))


def test_a_scanner_at_the_counter_opens_the_page_too(hall: TownHall, site: Callable[[str], Client]) -> None:
    document = hall.submit(hall.draft())
    chief = site("kakaricho")
    code = f"HTTP://TESTSERVER/{HERE}/A/{str(document.uuid).upper()}/"
    opened = chief.post(f"/{HERE}/counter/scan/", {"scanned": code})
    assert (opened.status_code, opened.get("Location")) == (303, address(document))


def test_posts_and_absences_are_kept_by_who_may(hall: TownHall, site: Callable[[str], Client]) -> None:
    keeper = site("bunsho")
    page = text(keeper, f"/{HERE}/approvals/people/")
    assert "首長 七郎" in page
    staff = hall.actor("zeikacho").id
    form = {"position": "subsection_chief", "desk": "water", "staff": staff, "first_day": "R8.4.1"}
    assert keeper.post(f"/{HERE}/approvals/people/", form).status_code == 302
    assert keeper.post(f"/{HERE}/approvals/people/", form).status_code == 422
    assert keeper.post(f"/{HERE}/approvals/people/", form | {"first_day": "いつか"}).status_code == 422
    assert site("tanto").get(f"/{HERE}/approvals/people/").status_code == 403
    assert site("tanto").get(f"/{HERE}/approvals/absences/").status_code == 403
    chief = site("zeikacho")
    days = {"first_day": "2030-01-01", "last_day": "2030-01-05", "delegate": hall.actor("somukacho").id}
    assert chief.post(f"/{HERE}/approvals/absences/", days | {"reviewed": "1"}).status_code == 302
    assert "総務課長 五郎" in text(chief, f"/{HERE}/approvals/absences/")
    assert chief.post(f"/{HERE}/approvals/absences/", days).status_code == 422
    cancel = re.search(r"approvals/absences/[0-9a-f-]+/cancel/", text(chief, f"/{HERE}/approvals/absences/"))
    assert cancel is not None
    assert site("somukacho").post(f"/{HERE}/{cancel[0]}").status_code == 302
    assert "2030" in text(chief, f"/{HERE}/approvals/absences/") or "令和12" in text(
        chief, f"/{HERE}/approvals/absences/"
    )


def test_a_vacant_place_is_shown_and_filled(hall: TownHall, site: Callable[[str], Client]) -> None:
    document = hall.submit(hall.draft())
    hall.act("kakaricho", ApproveDocument, document)
    leave(hall.members["zeikacho"])
    keeper = site("bunsho")
    # Who can do something about it learns it, and so does the drafter; nobody else.
    home = text(keeper, f"/{HERE}/approvals/")
    assert ("進められる人がいない文書" in home, '<span class="side-count figures">1件' in home) == (
        True,
        True,
    )
    assert "進められる人がいません" in text(site("tanto"), f"/{HERE}/approvals/mine/")
    assert "進められる人がいない文書" not in text(site("kakaricho"), f"/{HERE}/approvals/")
    assert "空席" in text(keeper, address(document))
    with tenancy.municipality(HERE):
        StaffMember.objects.filter(username="kakaricho").update(desks=["general_affairs"])
    held = text(keeper, f"/{HERE}/approvals/people/")
    assert (held.count(">退職<"), held.count(">いまは別の課<")) == (1, 1)
    given = {"place": "1.0", "staff": hall.actor("somukacho").id, "comment": "課長の退職のため"}
    assert post(keeper, document, "reassign", **given) == 302
    assert "課長の退職のため" in text(site("somukacho"), address(document))
    assert "進められる人がいない文書" not in text(keeper, f"/{HERE}/approvals/")
    mine = text(site("tanto"), f"/{HERE}/approvals/mine/")
    assert ("税務課 課長　" in mine, "進められる人がいません" in mine) == (True, False)


def test_shares_by_desk_as_page_file_and_paper(hall: TownHall, site: Callable[[str], Client]) -> None:
    hall.decide_small()
    clerk = site("tanto")
    paper = {
        "kind": "general",
        "desk": "tax",
        "title": "紙の決裁",
        "decided_by": "課長",
        "sheets": "3",
    }
    assert clerk.post(f"/{HERE}/approvals/paper/", paper | {"decided_on": "2999-01-01"}).status_code == 422
    assert clerk.post(f"/{HERE}/approvals/paper/", paper | {"decided_on": ""}).status_code == 422
    from madoguchi.core import clock

    today = clock.today().isoformat()
    assert clerk.post(f"/{HERE}/approvals/paper/", paper | {"decided_on": today}).status_code == 302
    head = site("shucho")
    assert "電子決裁率は 50.0% です（2件のうち1件）" in text(head, f"/{HERE}/approvals/shares/")
    rows = head.get(f"/{HERE}/approvals/shares.csv").content.decode("utf-8-sig").splitlines()
    assert rows[1].split(",")[1:] == ["税務課", "tax", "1", "0", "1", "2", "50.0"]
    assert head.get(f"/{HERE}/approvals/shares.pdf").content.startswith(b"%PDF")
    assert clerk.get(f"/{HERE}/approvals/shares/").status_code == 403
    assert "まだありません" in text(head, f"/{HERE}/approvals/shares/?year=2019")


def test_lists_and_search_say_what_is_there(hall: TownHall, site: Callable[[str], Client]) -> None:
    decided = hall.decide_small(title="道路占用許可について")
    clerk = site("tanto")
    assert "道路占用許可" in text(clerk, f"/{HERE}/approvals/mine/?show=all")
    assert "道路占用許可" not in text(clerk, f"/{HERE}/approvals/mine/")
    found = clerk.post(f"/{HERE}/approvals/decided/", {"text": "占用許可", "desk": "tax"})
    assert "占用" not in found["Location"]
    assert decided.number in text(clerk, found["Location"])
    nothing = clerk.post(f"/{HERE}/approvals/decided/", {"text": "の"})
    assert "3文字から" in text(clerk, nothing["Location"])


def test_a_file_that_is_none_of_ours_and_a_document_that_is_nobodys(
    hall: TownHall, site: Callable[[str], Client]
) -> None:
    document = hall.draft()
    clerk = site("tanto")
    bad = clerk.post(address(document, "files/"), {"file": SimpleUploadedFile("x.pdf", b"MZ")})
    assert bad.status_code == 422
    assert "PDF と写真" in bad.content.decode()
    assert clerk.post(address(document, "files/")).status_code == 422
    assert clerk.post(address(document, "papers/"), {"paper_name": "図", "sheets": "零"}).status_code == 422
    for rest in (f"approvals/{uuid4()}/", f"approvals/files/{uuid4()}/"):
        assert clerk.get(f"/{HERE}/{rest}").status_code == 404
    assert clerk.post(address(document, f"files/{uuid4()}/remove/")).status_code == 404
    edited = {"kind": "general", "desk": "tax", "title": "題", "text": "文"}
    assert site("kakaricho").post(address(document, "edit/"), edited)["Location"] == address(document)
    assert fresh(hall, document).title != "題"


def test_a_document_is_begun_from_a_case_and_leads_back_to_it(
    hall: TownHall, site: Callable[[str], Client]
) -> None:
    case, clerk = uuid4(), site("tanto")
    about = f"/{HERE}/approvals/about/cases/{case}/"
    assert f"subject=case:{case}" in text(clerk, about)
    kinds = text(clerk, f"/{HERE}/approvals/new/?subject=case:{case}")
    assert f"kind=general&amp;subject=case:{case}" in kinds
    form = {"kind": "general", "desk": "tax", "title": "減免の決定", "text": "文", "subject": f"case:{case}"}
    made = clerk.post(f"/{HERE}/approvals/new/", form)
    assert f"/{HERE}/cases/{case}/" in text(clerk, made["Location"])
    assert "減免の決定" in text(clerk, about)
    odd = clerk.post(f"/{HERE}/approvals/new/", form | {"subject": "case:../../x"})
    assert "案件を見る" not in text(clerk, odd["Location"])


def words_of(pdf: bytes) -> str:
    read = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub("[\\s\u200b]", "", read)


def test_a_document_is_printed_with_its_route_and_proof_and_says_when_it_is_not_decided(
    hall: TownHall, site: Callable[[str], Client]
) -> None:
    document = hall.submit(hall.draft(title='#pagebreak() <b>封筒</b> *の* "購入"', text="1 理由\n2 金額"))
    hall.act("kakaricho", ApproveDocument, document, "単価を\n確かめました。")
    clerk = site("tanto")
    before = words_of(clerk.get(address(document, "record/")).content)
    assert '#pagebreak()<b>封筒</b>*の*"購入"' in before
    assert before.count("未決") >= 2
    assert "単価を確かめました。" in before
    today = clock.today().isoformat()
    away = {"staff": hall.actor("zeikacho").id, "first_day": today, "last_day": today}
    assert site("bunsho").post(f"/{HERE}/approvals/absences/", away).status_code == 302
    assert post(site("kakaricho"), document, "decide") == 302
    after = words_of(clerk.get(address(document, "record/")).content)
    assert "未決" not in after
    for wanted in (
        "8税務第1号",
        "係長二子（代決）",
        "課長三郎の代わり、後閲はまだ",
        "3年（",
        "決裁されたときのままです",
    ):
        assert wanted in after, wanted
    assert fresh(hall, document).decision_hash[:8] in after
    assert site("kakaricho").get(address(document, "record/").replace(HERE, "072087")).status_code in (
        403,
        404,
    )
