"""The kiosk under a finger: languages, one number, paper, the scanner, a network that breaks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread
from playwright.sync_api import Page, expect
from tests.acceptance.resident.browser import SCREENSHOTS, WITH_PICTURES, window
from tests.integration.surfaces.staff_web.kiosk_window import (
    CODE,
    HALL,
    KIOSK,
    TUESDAY,
    a_kiosk,
    network,
    tickets,
)

from madoguchi.core import clock
from madoguchi.surfaces.staff_web.devices import COOKIE
from madoguchi_testing.printers import StandInPrinter

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]
TALL = {"width": 1080, "height": 1920}


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[str]:
    """The office's site in this process, where it is a Tuesday morning."""
    began = datetime.now(clock.TOKYO)

    class Tuesday(datetime):
        """Goes on from ten o'clock."""

        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return TUESDAY + (datetime.now(tz) - began)

    monkeypatch.setattr(clock, "datetime", Tuesday)
    settings.MADOGUCHI_PUBLIC_URL = "https://tetsuzuki.example.jp"
    server = LiveServerThread("127.0.0.1", StaticFilesHandler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert server.error is None
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()


def picture(page: Page, name: str, *sizes: tuple[int, int]) -> None:
    """On request, what it looks like."""
    if WITH_PICTURES:
        for width, height in sizes or ((1080, 1920), (1280, 800), (390, 844)):
            page.set_viewport_size({"width": width, "height": height})
            folder = Path(SCREENSHOTS) / "staff"
            folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=folder / f"kiosk-{name}-{width}.png")
    page.set_viewport_size(TALL)  # type: ignore[arg-type]


def test_somebody_takes_a_number_in_korean_and_the_page_goes_back(site: str) -> None:
    with StandInPrinter() as printer, window("kiosk", width=1080, script=True, folder="staff") as shown:
        client, page = a_kiosk(network(printer.address)), shown.page
        page.set_viewport_size(TALL)  # type: ignore[arg-type]
        page.context.add_cookies([{"name": COOKIE, "value": client.cookies[COOKIE].value, "url": site}])
        page.goto(site + KIOSK)
        picture(page, "start")
        shown.look("start")
        heights = page.evaluate(
            "[...document.querySelectorAll('#kiosk button, #kiosk a')].filter(one => one.offsetParent)"
            ".map(one => one.getBoundingClientRect().height)"
        )
        assert min(heights) >= 88
        page.click("a:has-text('やさしい')")
        page.wait_for_selector("h1:has-text('来')")
        for screen in (TALL, {"width": 1280, "height": 800}):
            page.set_viewport_size(screen)  # type: ignore[arg-type]
            page.wait_for_function("document.documentElement.scrollHeight <= window.innerHeight")
        page.set_viewport_size(TALL)  # type: ignore[arg-type]
        page.click("text=한국어")
        page.wait_for_selector("h1:has-text('용건을 선택해 주세요')")
        page.wait_for_function("document.documentElement.lang === 'ko'")
        picture(page, "korean", (1080, 1920))
        # Twice in the same moment, as a hand that trembles does.
        page.evaluate(
            "() => { const tile = document.querySelector('.kiosk-tile'); tile.click(); tile.click(); }"
        )
        page.wait_for_selector("b:has-text('A001')")
        shown.look("number")
        picture(page, "number")
        page.click("form[data-print] button")
        page.wait_for_selector("text=번호표를 받아 주세요")
        assert len(printer.tickets) == 1
        printer.paper_out = True
        page.click("form[data-print] button")
        page.wait_for_selector("text=지금은 종이가 나오지 않습니다")
        picture(page, "no-paper", (1080, 1920))
        page.click("a.kiosk-back")
        page.wait_for_selector("h1:has-text('ご用件を選んでください')")
        expect(page.locator("text=いまは紙の番号札が出ません")).to_be_visible()
        assert [one.number for one in tickets()] == ["A001"]


def test_a_scanner_types_anywhere_and_a_break_of_the_network_loses_nothing(site: str) -> None:
    with window("kiosk-scan", width=1080, script=True, folder="staff") as shown:
        client, page = a_kiosk(), shown.page
        page.set_viewport_size(TALL)  # type: ignore[arg-type]
        page.context.add_cookies([{"name": COOKIE, "value": client.cookies[COOKIE].value, "url": site}])
        page.goto(site + KIOSK)
        page.evaluate("history.back()")
        page.wait_for_timeout(200)
        assert page.url == site + KIOSK, "no way leads out"
        page.keyboard.type("https://example.com/")
        page.keyboard.press("Enter")
        page.wait_for_selector("h1:has-text('このコードは、ここでは使えません')")
        picture(page, "problem")
        page.click("a.kiosk-back")
        page.wait_for_selector("h1:has-text('ご用件を選んでください')")
        page.click("text=予約の番号を入れる")
        page.wait_for_selector("#typed")
        shown.look("keyboard")
        for sign in "K7P3QX":
            page.click(f"[data-sign='{sign}']")
        picture(page, "keyboard")
        page.click("text=この番号で受付する")
        page.wait_for_selector("h1:has-text('予約が見つかりません')")
        page.click("a.kiosk-back")
        page.wait_for_selector("h1:has-text('ご用件を選んでください')")
        page.context.set_offline(True)
        page.click(".kiosk-tile >> nth=1")
        page.wait_for_selector("h2:has-text('つながりません')")
        picture(page, "offline", (1080, 1920))
        page.context.set_offline(False)
        page.wait_for_selector("b:has-text('B001')")
        assert [one.number for one in tickets()] == ["B001"]
        page.wait_for_function("() => navigator.serviceWorker.ready.then((one) => Boolean(one.active))")
        page.context.set_offline(True)
        page.reload()
        page.wait_for_selector("h2:has-text('No connection')")
        picture(page, "reloaded", (1080, 1920))
        page.context.set_offline(False)
        page.wait_for_selector("h1:has-text('ご用件を選んでください')")
        assert HALL in page.url
        assert CODE in page.url
        assert timedelta(0) <= clock.now() - TUESDAY < timedelta(minutes=5)
