"""The office in a real browser: every page at a desk and on a phone, light and dark; keyboard; time-out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.acceptance.resident.browser import DESK, PHONE, Window
from tests.acceptance.resident.browser import window as any_window
from tests.integration.surfaces.staff_web.samples import (
    AOI,
    HANA,
    HERE,
    SHIGE,
    TOMIZO,
    Office,
    furnish,
    moved_by_hand,
)

from madoguchi.core.accounts.models import StaffMember

pytestmark = pytest.mark.browser

PASSWORD = "a-password-for-tests"
LOOKS = (PHONE, DESK)

window = partial(any_window, folder="staff")


@pytest.fixture
def address(serve: Callable[[str], str], committed_db: None, settings: Any) -> str:
    # The served site knows only the real hasher.
    settings.PASSWORD_HASHERS = ["madoguchi_testing.passwords.HashedOnce"]
    for name, shown, roles, desks in (
        ("hanako", "窓口 花子", ["counter_clerk", "desk_officer"], ["resident_register", "health_insurance"]),
        ("kacho", "課長 太郎", ["manager", "auditor"], ["health_insurance", "pension"]),
    ):
        StaffMember.objects.create_staff(HERE, name, PASSWORD, display_name=shown, roles=roles, desks=desks)
    return f"{serve('office')}/{HERE}"


@pytest.fixture
def office(address: str) -> Office:
    with moved_by_hand():
        return furnish(cases=60)


def sign_in(page: Page, address: str, name: str = "hanako") -> None:
    page.goto(f"{address}/sign-in/")
    page.fill("#username", name)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")


def test_axe_finds_nothing_on_any_page(address: str, office: Office) -> None:
    with window("office", width=390, script=True) as shown:
        page = shown.page
        look = partial(_look_everywhere, shown)
        page.goto(address.removesuffix(f"{HERE}"))
        look("municipalities")
        page.goto(f"{address}/sign-in/")
        look("sign-in")
        page.fill("#username", "hanako")
        page.fill("#password", "wrong")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        look("sign-in-refused")
        sign_in(page, address)
        look("start-clerk")
        for what, rest in (
            ("inbox", "inbox/health_insurance/"),
            ("inbox-empty", "inbox/resident_register/"),
            ("case", f"cases/{office.cases[0].uuid}/"),
            ("case-search", "cases/"),
            ("search", "residents/"),
            ("resident", f"residents/{TOMIZO.uuid}/"),
            ("resident-protected", f"residents/{HANA.uuid}/"),
            ("resident-moved-out", f"residents/{AOI.uuid}/"),
            ("resident-deceased", f"residents/{SHIGE.uuid}/"),
            ("forbidden", "audit/"),
            ("not-found", "nothing/"),
        ):
            page.goto(f"{address}/{rest}")
            look(what)
        page.goto(f"{address}/residents/")
        page.fill("#query", "あいづ")
        page.keyboard.press("Enter")
        page.wait_for_url("**/residents/?search=*")
        look("found")
        page.goto(f"{address}/cases/")
        page.fill("#query", "会津")
        page.select_option("#status", "unfinished")
        page.keyboard.press("Enter")
        page.wait_for_url("**/cases/?search=*")
        look("found-cases")
        page.goto(f"{address}/cases/{office.cases[0].uuid}/")
        page.click("text=審査を始める")
        page.wait_for_selector(".page-messages")
        page.set_input_files("#file", {"name": "診断書.pdf", "mimeType": "", "buffer": b"%PDF-1.7\n%%EOF\n"})
        page.click("form.attach button")
        page.wait_for_selector("text=書類を加えました")
        look("case-working")
        page.click("summary:has-text('補正を求める')")
        page.click("text=窓口に補正を求める")
        page.wait_for_selector("#reason-error")
        look("case-correction-refused")
        page.context.clear_cookies()
        sign_in(page, address, "kacho")
        look("start-manager")
        page.goto(f"{address}/cases/{office.cases[1].uuid}/")
        page.select_option("#staff", label="窓口 花子")
        page.click("text=変える >> nth=-1")
        page.wait_for_selector("text=担当を窓口 花子さんにしました")
        page.click("summary:has-text('決定・却下・取下げ')")
        page.check("text=却下する")
        page.click("text=結果を記録する")
        page.wait_for_selector("#outcome-error")
        look("case-outcome-refused")
        page.fill("#outcome", "ほかの市町村の住民です")
        page.click("text=結果を記録する")
        page.wait_for_selector("text=却下しました")
        look("case-rejected")
        page.goto(f"{address}/inbox/health_insurance/?show=finished")
        look("inbox-finished")
        for what in ("handover", "audit", "times", "effect"):
            page.goto(f"{address}/{what}/")
            look(what)
        page.goto(f"{address}/audit/")
        page.click("text=記録のつながりを調べる")
        page.wait_for_selector("text=改ざんは見つかりません")
        look("audit-verified")
        page.keyboard.press("?")
        expect(page.locator("#shortcuts")).to_be_visible()
        look("shortcuts")
        assert shown.found == []


def test_the_day_of_a_desk_without_a_mouse(address: str, office: Office) -> None:
    with window("keyboard", width=1280, script=True) as shown:
        page = shown.page
        sign_in(page, address)
        press(page, "g", "i")
        page.wait_for_url("**/inbox/resident_register/")
        page.goto(f"{address}/inbox/health_insurance/")
        press(page, "f")
        page.keyboard.type("髙橋", delay=80)
        page.wait_for_url("**/inbox/health_insurance/?search=*")
        expect(page.locator("#cases .count")).to_contain_text("15件")
        expect(page.locator("#filter")).to_be_focused()
        page.keyboard.press("Escape")
        press(page, "j", "j", "k")
        expect(page.locator("[data-row] .row-link").first).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url("**/cases/*/")
        press(page, "s")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=担当はあなたです")
        press(page, "r")
        page.keyboard.type("証明書が足りません")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=補正を求めました")
        press(page, "/")
        expect(page.locator("#search")).to_be_focused()
        page.keyboard.type("あいづ")
        page.keyboard.press("Enter")
        page.wait_for_url("**/residents/?search=*")
        press(page, "j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/residents/*/?search=*")
        press(page, "u")
        page.wait_for_url("**/residents/?search=*")
        assert "会津" not in page.url


def test_a_scanner_triggers_no_shortcut(address: str, office: Office) -> None:
    with window("scanner", width=1280, script=True) as shown:
        page = shown.page
        sign_in(page, address)
        page.keyboard.type("MDG1/J?GI/")
        page.wait_for_timeout(300)
        expect(page.locator("#search")).not_to_be_focused()
        assert page.url == f"{address}/"


def test_letters_can_be_switched_off_for_who_dictates(address: str, office: Office) -> None:
    with window("keys-off", width=1280, script=True) as shown:
        page = shown.page
        sign_in(page, address)
        press(page, "?")
        page.uncheck("#keys-on")
        page.keyboard.press("Escape")
        press(page, "/")
        expect(page.locator("#search")).not_to_be_focused()


def test_a_session_that_ended_loses_nothing_that_was_typed(address: str, office: Office) -> None:
    case = f"{address}/cases/{office.cases[0].uuid}/"
    with window("time-out", width=1280, script=True) as shown:
        page = shown.page
        page.clock.install()
        sign_in(page, address)
        page.goto(case)
        page.fill("#note", "長い時間をかけて書いたメモ")
        page.clock.fast_forward("13:30")
        expect(page.locator("#session")).to_contain_text("まもなくサインアウトします")
        shown.look("soon")
        page.context.clear_cookies()
        page.clock.fast_forward("03:00")
        expect(page.locator("#session")).to_contain_text("別のタブでサインインし直して")
        shown.look("over")
        with page.context.expect_page() as opened:
            page.click("text=サインインする（別のタブ）")
        other = opened.value
        other.fill("#username", "hanako")
        other.fill("#password", PASSWORD)
        other.keyboard.press("Enter")
        other.wait_for_url(f"{address}/")
        page.click("[data-session=over] [data-session-stay]")
        expect(page.locator("#session")).not_to_be_visible()
        page.click("text=メモを加える")
        page.wait_for_selector(".story-note:has-text('長い時間をかけて書いたメモ')")
        assert shown.found == []


def test_every_page_works_by_plain_form_posts(address: str, office: Office) -> None:
    with window("no-script", width=1280) as shown:
        page = shown.page
        sign_in(page, address)
        page.goto(f"{address}/inbox/health_insurance/")
        page.fill("#filter", "髙橋")
        page.keyboard.press("Enter")
        page.wait_for_url("**/inbox/health_insurance/?search=*")
        assert "15件" in page.inner_text("#cases .count")
        page.click("[data-row] .row-link >> nth=0")
        page.click("text=審査を始める")
        page.wait_for_selector("text=担当はあなたです")
        page.click("text=キー操作")
        page.wait_for_url("**/shortcuts/")


def press(page: Page, *keys: str) -> None:
    """One after the other, as fast as a hand."""
    for key in keys:
        page.wait_for_timeout(90)
        page.keyboard.press(key)


def _look_everywhere(shown: Window, what: str) -> None:
    shown.look(what, *LOOKS)
