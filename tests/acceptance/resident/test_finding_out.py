"""Somebody who only wants to know: search, one procedure, all of them, a list that was sent, a way out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.acceptance.resident.browser import DESK, PHONE, PHONE_AT_NIGHT, Window, window

pytestmark = pytest.mark.browser

HERE = "072028"


@pytest.fixture
def address(serve: Callable[[str], str], committed_db: None, settings: Any) -> str:
    return serve("public")


def test_what_can_be_read_without_answering_anything(address: str) -> None:
    with window("finding", width=PHONE.width) as browser:
        page = browser.page
        page.goto(f"{address}/{HERE}/")
        browser.look("home", PHONE, PHONE_AT_NIGHT, DESK)
        _search(browser, "赤ちゃんが生まれた")
        browser.look("found", PHONE, DESK)
        assert "words" not in page.url
        page.click("a.procedure-link >> nth=0")
        browser.look("procedure", PHONE, DESK)
        page.go_back()
        expect(page.get_by_text("探した結果")).to_be_visible()
        _search(browser, "ずわずわずわ")
        browser.look("nothing found", PHONE)
        page.goto(f"{address}/{HERE}/procedures/")
        browser.look("procedures", PHONE, DESK)
        page.goto(f"{address}/{HERE}/moving_in/list/?procedures=move_in_notification.seal_registration")
        browser.look("list", PHONE, DESK)
        page.goto(f"{address}/{HERE}/procedures/protection_measure/")
        browser.look("quick way out", PHONE)
        assert browser.found == []


def test_the_way_out_takes_the_place_of_the_page_in_the_history(address: str) -> None:
    with window("way out", width=PHONE.width, script=True) as browser:
        page = browser.page
        page.route("https://www.jma.go.jp/**", lambda route: route.fulfill(body="<title>天気</title>"))
        page.goto(f"{address}/{HERE}/")
        page.goto(f"{address}/{HERE}/procedures/protection_measure/")
        page.click("[data-way-out]")
        page.wait_for_url("https://www.jma.go.jp/**")
        page.go_back()
        assert page.url == f"{address}/{HERE}/"


def _search(browser: Window, words: str) -> None:
    browser.page.fill("#search-words", words)
    with browser.page.expect_navigation():
        browser.page.press("#search-words", "Enter")
