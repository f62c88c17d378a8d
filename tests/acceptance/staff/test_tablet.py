"""The surveyors' tablet in a real browser: without network, sent twice, two tablets, nothing in clear."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, expect
from tests.acceptance.resident.browser import PHONE, Look, Window
from tests.acceptance.resident.browser import window as any_window
from tests.integration.engines.assessments.people import (
    HERE,
    Office,
    an_office,
    every_answer,
    ordered,
    sent,
    taken,
)

from madoguchi.core import tenancy
from madoguchi.core.actions import run
from madoguchi.engines.assessments.api import (
    DoctorEntry,
    HeldAnswer,
    NewOpinion,
    OpinionAnswers,
    ReceiveOpinion,
    RequestOpinion,
    SaveDoctor,
    Survey,
    SurveyReason,
    SurveyStatus,
    WithdrawSurvey,
)
from madoguchi.engines.assessments.models import SurveySync

pytestmark = pytest.mark.browser

PASSPHRASE = "ume no hana 8"
TABLET, DESK = Look(820, "light"), Look(1280, "dark")
BODY = ".parts li:nth-child(3) button"
"""The first group of the 74 items, behind the two sheets of the overview."""
KEPT = """
async (name) => {
  const database = await new Promise((resolve) => {
    const asked = indexedDB.open(name);
    asked.onsuccess = () => resolve(asked.result);
  });
  const found = [];
  for (const store of database.objectStoreNames) {
    const rows = await new Promise((resolve) => {
      const asked = database.transaction(store).objectStore(store).getAll();
      asked.onsuccess = () => resolve(asked.result);
    });
    for (const row of rows) {
      for (const value of Object.values(row)) {
        const isBytes = value instanceof ArrayBuffer || ArrayBuffer.isView(value);
        found.push(isBytes ? new TextDecoder().decode(value) : JSON.stringify(value));
      }
    }
  }
  database.close();
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) {
      found.push(await (await caches.match(request)).text());
    }
  }
  return found.join("\\n");
}
"""
"""Everything that the browser keeps for the page, as text."""


@pytest.fixture
def address(serve: Callable[[str], str], committed_db: None, settings: Any) -> str:
    # The served site knows only the real hasher.
    settings.PASSWORD_HASHERS = ["madoguchi_testing.passwords.HashedOnce"]
    return f"{serve('office')}/{HERE}"


@pytest.fixture
def office(address: str) -> Office:
    """The people of the office."""
    return an_office()


@pytest.fixture
def survey(office: Office) -> Survey:
    """One survey, given to the surveyor: all but one item were answered the day before."""
    survey = ordered(office)
    answers = every_answer()
    del answers["answer:survey.walking"]
    with tenancy.municipality(HERE):
        Survey.objects.update(fields=answers)
    return survey


@contextmanager
def tablet_window(address: str, name: str = "tablet") -> Iterator[Window]:
    """A tablet whose surveyor has signed in and opened the page."""
    with any_window(name, width=820, script=True, folder="tablet") as shown:
        page = shown.page
        page.goto(f"{address}/sign-in/?next=/{HERE}/tablet/")
        page.fill("#username", "surveyor")
        page.fill("#password", "a-password-for-tests")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/tablet/")
        yield shown


def take_along(page: Page) -> None:
    """Choose a passphrase and take everything along, until the page works without network."""
    page.fill("#passphrase", PASSPHRASE)
    page.fill("#again", PASSPHRASE)
    page.click("text=この合言葉にする")
    expect(page.locator(".survey-card")).to_contain_text("期限 4月1日")
    page.click("#take")
    expect(page.locator(".survey-card [class*=button-primary]")).to_have_count(1)
    expect(page.locator("body[data-kept=yes]")).to_have_count(1)


def now(survey: Survey) -> Survey:
    with tenancy.municipality(HERE):
        return Survey.objects.get(uuid=survey.uuid)


def test_a_visit_without_network_is_kept_encrypted_sent_once_and_wiped(address: str, survey: Survey) -> None:
    with tablet_window(address) as tablet:
        walk_through(tablet, survey)
    assert tablet.found == []


def walk_through(tablet: Window, survey: Survey) -> None:
    page = tablet.page
    page.fill("#passphrase", "1234567890")
    page.fill("#again", "1234567890")
    page.click("text=この合言葉にする")
    expect(page.locator("#passphrase-error")).to_contain_text("数字だけ")
    tablet.look("passphrase", TABLET)
    take_along(page)
    tablet.look("list", TABLET, DESK)

    page.context.set_offline(True)
    page.reload()
    page.fill("#passphrase", "something else")
    page.click("text=開く")
    expect(page.locator("#passphrase-error")).to_contain_text("合言葉が違います")
    page.fill("#passphrase", PASSPHRASE)
    page.click("text=開く")
    page.click(".survey-card .button-primary")
    tablet.look("first-group", TABLET, DESK)
    remembering = (
        "[...document.querySelectorAll('.survey :is(input, textarea)')].map(one => one.autocomplete)"
    )
    assert set(page.evaluate(remembering)) == {"off"}, "or the browser writes it into its own files, in clear"

    page.click(BODY)
    # By keyboard: 3 is the third choice of the form. Then a note.
    page.locator("[id='item-survey.walking'] input").first.focus()
    page.keyboard.press("3")
    expect(page.locator("[id='item-survey.walking'] :checked")).to_have_value("unable")
    page.locator("[id='item-survey.walking'] .remark summary").click()
    page.fill("[id='note-survey.walking']", "ひみつの特記事項：車いすで移る")
    for _ in range(7):
        page.click("#next")
    expect(page.locator("#finish")).to_be_enabled()
    tablet.look("summary", TABLET)
    page.click("#finish")
    expect(page.locator("#messages")).to_contain_text("まだ送れていません")
    expect(page.locator(".survey-card")).to_contain_text("まだ送っていません")
    kept = page.evaluate(KEPT, f"madoguchi-tablet-{HERE}")
    assert "この合言葉にする" in kept, "the page's own files are there to be read"
    for secret in ("十三蔵", "ひみつ", "unable", "門田町", PASSPHRASE):
        assert secret not in kept

    # The office takes it, and the answer is lost on the way. Sent again it is taken once.
    page.context.set_offline(False)
    page.reload()
    page.fill("#passphrase", PASSPHRASE)
    page.click("text=開く")

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/tablet/send/", lose_the_answer)
    page.click("#send-all")
    expect(page.locator("#messages")).to_contain_text("まだ送れていません")
    assert now(survey).state is SurveyStatus.COMPLETED
    page.unroute("**/tablet/send/")
    page.reload()
    page.fill("#passphrase", PASSPHRASE)
    page.click("text=開く")
    page.click("#send-all")
    expect(page.locator("#messages")).to_contain_text("調査は終わりです")
    expect(page.locator(".survey-card")).to_have_count(0)
    tablet.look("sent", TABLET)
    with tenancy.municipality(HERE):
        assert SurveySync.objects.count() == 1
        assert not HeldAnswer.objects.exists()
    assert now(survey).fields["answer:survey.walking"] == "unable"
    assert now(survey).fields["note:survey.walking"] == "ひみつの特記事項：車いすで移る"
    page.click("#leave")
    page.wait_for_url("**/sign-in/**")
    assert page.evaluate("indexedDB.databases().then(all => all.length)") == 0


def test_two_tablets_with_one_survey_lose_nothing(address: str, office: Office, survey: Survey) -> None:
    def walk(page: Page, choice: str) -> None:
        page.click(".survey-card .button-primary")
        page.click(BODY)
        page.locator(f"[id='item-survey.walking'] input[value={choice}]").check(force=True)
        expect(page.locator("#saved")).to_contain_text("保存しました")
        page.click("#back")

    with tablet_window(address) as tablet, tablet_window(address, "second") as other:
        for shown in (tablet, other):
            take_along(shown.page)
        walk(tablet.page, "free")
        walk(other.page, "unable")
        tablet.page.click("#send-all")
        expect(tablet.page.locator("#messages")).to_contain_text("送りました")
        other.page.click("#send-all")
        expect(other.page.locator("#messages")).to_contain_text("1-7 歩行（持ち出したあとで")
        expect(other.page.locator(".survey-card [class*=button-primary]")).to_have_count(0)
        # Called off meanwhile: told why, nothing sent, wiped by hand.
        tablet.page.click("#take")
        walk(tablet.page, "holding")
        run(WithdrawSurvey(), office.official, SurveyReason(survey.uuid, "申請が取り下げられた"))
        tablet.page.click("#send-all")
        expect(tablet.page.locator("#messages")).to_contain_text("申請が取り下げられた")
        # Who signs out elsewhere is led here first, and leaves at once when nothing is here any more.
        sign_out = "form[action$='/sign-out/'] button"
        tablet.page.goto(f"{address}/")
        tablet.page.click(sign_out)
        expect(tablet.page.locator("#main")).to_contain_text("サインアウトする前に")
        tablet.page.fill("#passphrase", PASSPHRASE)
        tablet.page.click("text=開く")
        tablet.page.click("#send-all")
        tablet.page.on("dialog", lambda dialog: dialog.accept())
        tablet.page.click(".survey-card .button-danger")
        expect(tablet.page.locator(".survey-card")).to_have_count(0)
        # A second tab would write over the first; a page of yesterday is told so.
        second = tablet.page.context.new_page()
        second.goto(f"{address}/tablet/")
        expect(second.locator("#main")).to_contain_text("別のタブで開いています")
        second.close()
        tablet.page.goto(f"{address}/")
        tablet.page.click(sign_out)
        tablet.page.wait_for_url("**/sign-in/**")
        newer = {"protocol": 3, "staff": {"id": "staff:0", "name": ""}, "csrf": "", "surveys": []}
        other.page.route("**/tablet/state/", lambda route: route.fulfill(json=newer))
        other.page.reload()
        other.page.fill("#passphrase", PASSPHRASE)
        other.page.click("text=開く")
        expect(other.page.locator("#main")).to_contain_text("新しい画面があります")
    assert now(survey).fields["answer:survey.walking"] == "free"
    with tenancy.municipality(HERE):
        assert [held.value for held in HeldAnswer.objects.all()] == ["unable"]


def test_the_desks_pages_can_be_read_by_everybody(address: str, office: Office) -> None:
    survey, tablet, late = ordered(office), uuid4(), uuid4()
    for one in (tablet, late):
        taken(survey, office.surveyor, one)
    sent(survey, office.surveyor, tablet, every_answer(sitting="unable", short_term_memory="able"))
    sent(survey, office.surveyor, late, {"answer:survey.walking": "unable"})
    taken(survey, office.surveyor, uuid4())
    doctor = run(SaveDoctor(), office.official, DoctorEntry("会津中央医院（架空）", "竹田 一郎", "内科"))
    about = NewOpinion("care_certification", survey.subject, doctor.uuid, "会津 十三蔵", "アイヅ トミゾウ")
    opinion = run(RequestOpinion(), office.official, about)
    wrote = {"opinion.short_term_memory": "problem", "opinion.diagnosis": "脳梗塞後遺症（架空）"}
    run(ReceiveOpinion(), office.official, OpinionAnswers(opinion.uuid, wrote))
    with any_window("desk", width=390, script=True, folder="tablet") as shown:
        page = shown.page
        page.goto(f"{address}/sign-in/?next=/{HERE}/assessments/")
        page.fill("#username", "official")
        page.fill("#password", "a-password-for-tests")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/assessments/")
        shown.look("surveys", PHONE)
        for path, what, *looks in (
            (f"{survey.uuid}/", "survey", PHONE, DESK),
            (f"opinions/{opinion.uuid}/", "opinion", PHONE, DESK),
            ("opinions/?show=received", "opinions", PHONE),
            ("doctors/", "doctors", PHONE),
            ("first-stage/", "stage", PHONE),
        ):
            page.goto(f"{address}/assessments/{path}")
            shown.look(what, *looks)
    assert shown.found == []
