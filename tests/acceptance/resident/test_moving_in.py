"""A family moves in: the whole way in a real browser, on a phone and at a desk, light and dark."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.acceptance.resident.browser import (
    DESK,
    MAGNIFIED,
    NARROW,
    PHONE,
    Window,
    window,
)
from tests.acceptance.resident.keyboard import Keyboard
from tests.integration.surfaces.resident_web.visitor import START, Visitor

from madoguchi.core import clock
from madoguchi.lib.sealing import generate_keypair, write_keypair

pytestmark = pytest.mark.browser

CODE = "072028"
PEOPLE = [
    ("head", "昭和", "41", "4", "3"),
    ("spouse", "", "1970", "6", "1"),
    ("child", "平成", "21", "12", "12"),
    ("parent", "", "19500212", "", ""),
]
ANSWERS = {"move-from_kind": "other_prefecture", "household-child_allowance_from": "municipality"}
ENTRIES = {
    "-name": "会津 花子",
    "old_postal_code": "155-0031",
    "old_address": "東京都世田谷区北沢二丁目8番18号",
    "new_block": "582番地1",
    "-phone": "090-0000-1234",
    "former_school": "北沢小学校",
}


@pytest.fixture
def address(serve: Callable[[str], str], committed_db: None, settings: Any) -> str:
    directory = settings.MADOGUCHI_KEYS_DIRECTORY
    if not (directory / f"{CODE}.public").exists():
        write_keypair(directory, CODE, generate_keypair())
    return serve("public")


@pytest.fixture
def cookies(address: str, resident_site: None) -> list[Any]:
    """The cookies of a couple who have answered all questions."""
    visitor = Visitor()
    visitor.to_the_people()
    visitor.tell_the_people(("head", "昭和41年4月3日"), ("spouse", "昭和45年6月1日"))
    visitor.answer_the_rest()
    return [
        {"name": name, "value": cookie.value, "url": address}
        for name, cookie in visitor.client.cookies.items()
    ]


def test_the_whole_way_without_script_on_a_phone_and_at_a_desk(address: str) -> None:
    with window("way", width=PHONE.width) as browser:
        _begin(browser, address)
        _answer(browser)
        browser.look("plan", PHONE, DESK, MAGNIFIED)
        browser.page.click(".onward a")
        browser.look("not needed", PHONE, DESK)
        browser.page.go_back()
        _fill_in(browser)
        browser.look("review", PHONE, DESK)
        browser.page.get_by_role("button", name="コードを作る").click()
        browser.look("code", PHONE, DESK)
        picture = browser.page.locator(".code-image").first
        assert picture.evaluate("image => image.naturalWidth") > 300
        browser.page.get_by_role("link", name="入力した内容を消す").click()
        browser.look("discard", PHONE, DESK)
        browser.page.get_by_role("button", name="すべて消す").click()
        browser.look("discarded", PHONE, DESK)
        assert browser.found == []


def test_pages_for_everybody_are_narrow_and_wide_light_and_dark(address: str) -> None:
    with window("places", width=NARROW.width) as browser:
        for what, path in {
            "municipalities": "/",
            "postal-error": "/?postal_code=abc",
            "home": f"/{CODE}/",
            "start": f"/{CODE}/moving_in/",
            "help": f"/{CODE}/help/",
            "not-found": f"/{CODE}/no_event/",
            "expired": f"/{CODE}/moving_in/plan/",
        }.items():
            browser.page.goto(address + path)
            browser.look(what, NARROW, DESK)
        assert browser.found == []


def test_the_keyboard_alone_goes_the_whole_way_and_always_shows_where_it_is(address: str) -> None:
    with window("keyboard", width=PHONE.width) as browser:
        page = browser.page
        page.goto(f"{address}/{CODE}/moving_in/")
        year, month, day = _days_ago(3)
        keyboard = Keyboard(
            page,
            entries={
                "move-date-year": f"令和{year}年{month}月{day}日",
                "-birth_date-year": "昭和41年4月3日",
                "new_town": "門田町大字飯寺字村西",
                "new_postal_code": "965-0846",
                **ENTRIES,
            },
            choose={"from_kind": 1, "-relation": 1},
        )
        keyboard.press("Tab")
        page.wait_for_function("document.activeElement.className === 'skip-link'")
        keyboard.go_to("はじめる")
        for _ in range(40):
            if "/question/" not in page.url:
                break
            if page.locator(".number-choices").count():
                keyboard.go_to("1人")
            keyboard.go_to("次へ", keyboard.answer)
        keyboard.go_to("書類を先に作る")
        keyboard.go_to("入力をはじめる")
        for _ in range(20):
            if "/fill/" not in page.url:
                break
            keyboard.go_to("保存して次へ", keyboard.answer)
        keyboard.go_to("コードを作る")
        expect(page.locator("h1")).to_contain_text("できました")
        keyboard.go_to("入力した内容を消す")
        keyboard.go_to("すべて消す")
        assert page.url.endswith("/discarded/")
        assert keyboard.found == []


def test_a_lost_connection_keeps_what_was_typed_and_says_so(address: str) -> None:
    with window("lost", width=390, script=True) as browser:
        page = browser.page
        page.goto(f"{address}/{CODE}/moving_in/")
        page.get_by_role("button", name="はじめる").click()
        page.fill("#move-date-year", "2026")
        page.context.set_offline(True)
        page.get_by_role("button", name="次へ").click()
        page.get_by_text("つながりません").wait_for()
        assert page.input_value("#move-date-year") == "2026"
        browser.look("offline")
        page.context.set_offline(False)
        page.fill("#move-date-month", "3")
        page.fill("#move-date-day", "11")
        page.get_by_role("button", name="次へ").click()
        page.wait_for_url("**/question/move.from_kind/")
        assert browser.found == []


def test_a_field_that_one_answer_needs_appears_with_the_answer(address: str, cookies: list[Any]) -> None:
    with window("fields", width=PHONE.width, script=True) as browser:
        page = browser.page
        page.context.add_cookies(cookies)
        page.goto(f"{address}{START}fill/household/")
        name = page.locator("#household-head_name")
        expect(name).to_be_hidden()
        page.locator("[name=household-joining][value=join]").check()
        expect(name).to_be_visible()
        browser.look("joining")
        page.locator("[name=household-joining][value=new]").check()
        expect(name).to_be_hidden()
        page.get_by_role("button", name="保存して次へ").click()
        page.wait_for_url("**saved=1**")
        assert browser.found == []


def _days_ago(days: int) -> tuple[str, str, str]:
    day = clock.today() - timedelta(days=days)
    return str(day.year - 2018), str(day.month), str(day.day)


def _begin(browser: Window, address: str) -> None:
    browser.page.goto(f"{address}/")
    browser.page.get_by_role("link", name="会津若松市").click()
    browser.page.get_by_role("link", name="引越してきた").click()
    browser.page.get_by_role("button", name="はじめる").click()


def _answer(browser: Window) -> None:
    for _ in range(40):
        found = re.search(r"/question/([^/]+)/", browser.page.url)
        if found is None:
            return
        before = browser.page.url
        browser.look_once_everywhere(f"question-{found[1]}", _kind_of_page(browser), PHONE, DESK)
        _answer_one(browser, found[1])
        browser.page.locator(".actions .button-primary").last.click()
        assert browser.page.url != before, browser.page.locator("main").inner_text()
    pytest.fail("the questions do not come to an end")


def _kind_of_page(browser: Window) -> str:
    """Which controls a question has."""
    controls = ("input[type=radio]", "input[type=checkbox]", "input[type=text]", "select", ".person-row")
    return " ".join(one for one in controls if browser.page.locator(f".question {one}").count())


def _answer_one(browser: Window, item: str) -> None:
    page, name = browser.page, item.replace(".", "-")
    if item == "move.date":
        page.select_option("#move-date-era", "令和")
        for part, text in zip(("year", "month", "day"), _days_ago(3), strict=True):
            page.fill(f"#move-date-{part}", text)
    elif item == "members":
        page.get_by_role("link", name=f"{len(PEOPLE)}人").click()
        for row, person in zip(page.locator("section.person-row").all(), PEOPLE, strict=True):
            row.locator("select[name$=-relation]").select_option(person[0])
            row.locator("select[name$=-era]").select_option(person[1])
            for part, text in zip(("year", "month", "day"), person[2:], strict=True):
                row.locator(f"input[name$=-{part}]").fill(text)
        browser.look("people", PHONE, DESK)
    elif page.locator("#answer-nobody").count():
        page.locator("label[for=answer-nobody]").click()
    elif page.locator(".person-row").count():
        _answer_rows(browser)
    elif page.locator(f"[name={name}][type=radio]").count():
        value = ANSWERS.get(name)
        chosen = page.locator(f"[name={name}]" + (f"[value={value}]" if value else "[value=no]"))
        (chosen if chosen.count() else page.locator(f"[name={name}]").first).check()
    elif page.locator(f"[name={name}][type=checkbox][value=none]").count():
        page.locator(f"[name={name}][value=none]").check()
    else:
        page.fill(f"#{name}", "0")


def _answer_rows(browser: Window) -> None:
    if browser.page.locator("#the-rest").count():
        browser.page.locator("#the-rest").check()
        return
    for row in browser.page.locator(".person-row").all():
        if row.locator("select").count():
            row.locator("select").select_option(index=1)
        else:
            row.locator("input").first.check()


def _fill_in(browser: Window) -> None:
    page = browser.page
    page.get_by_role("link", name="書類を先に作る").click()
    browser.look("choose", PHONE, DESK)
    page.get_by_role("button", name="入力をはじめる").click()
    for _ in range(30):
        if "/fill/" not in page.url:
            return
        before = page.url.split("?")[0]
        browser.look_once_everywhere("fill", "fill", PHONE, DESK)
        _fill_page(browser)
        page.get_by_role("button", name="保存して次へ").click()
        assert page.url.split("?")[0] != before, page.locator("main").inner_text()
    pytest.fail("the form does not come to an end")


def _fill_page(browser: Window) -> None:
    page = browser.page
    if page.locator("#move-new_postal_code").count() and not page.locator("#move-new_town").input_value():
        page.fill("#move-new_postal_code", "965-0846")
        page.locator(".field-row:has(#move-new_postal_code) button").click()
        browser.look("town-filled", PHONE, DESK)
    for one in page.locator(".fields input[type=text]").all():
        name = one.get_attribute("name") or ""
        known = [text for ending, text in ENTRIES.items() if name.endswith(ending)]
        if known and not one.input_value():
            one.fill(known[0])
    for group in page.locator(".fields fieldset:has(input[type=radio])").all():
        if not group.locator("input:checked").count():
            group.locator("input").first.check()
    for one in page.locator(".fields select:not([name$=-era])").all():
        if not one.input_value():
            one.select_option(index=1)
