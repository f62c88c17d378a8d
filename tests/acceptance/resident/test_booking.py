"""Three taps from the plan to an appointment, in a real browser without the page's scripts."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from tests.acceptance.resident.browser import (
    DESK_BY_DAY,
    PHONE,
    SCREENSHOTS,
    WITH_PICTURES,
    Look,
    Window,
    window,
)
from tests.integration.surfaces.resident_web.visitor import HERE, START

from madoguchi.core import clock
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.core.vocabulary import facts_from_json
from madoguchi.journeys.pre_application.api import pack_of, start_from
from madoguchi.lib.sealing import generate_keypair, write_keypair

pytestmark = pytest.mark.browser
LOOKS: tuple[Look, ...] = (PHONE, DESK_BY_DAY) if WITH_PICTURES else (PHONE,)


@pytest.fixture
def address(serve: Callable[[str], str], committed_db: None, settings: Any) -> str:
    if not (settings.MADOGUCHI_KEYS_DIRECTORY / f"{HERE}.public").exists():
        write_keypair(settings.MADOGUCHI_KEYS_DIRECTORY, HERE, generate_keypair())
    return serve("public")


@pytest.fixture
def browser(address: str, settings: Any) -> Iterator[Window]:
    """A phone with the plan of the main scenario, as of today."""
    scenario = next(
        one
        for one in load_packs_or_refuse(settings.MADOGUCHI_PACKS).scenarios
        if one.municipality == HERE and "十三蔵の家族4人" in one.title
    )
    moved = (clock.today() - timedelta(days=8)).isoformat()
    answers = {**scenario.answers, "move.date": moved, "move.planned_date": moved}
    facts = facts_from_json(answers, pack_of(HERE).vocabulary, clock.today())
    handle = start_from(HERE, scenario.event, facts, None)
    with window("booking", width=PHONE.width) as found:
        cookie = {"name": "draft", "value": handle.to_cookie(), "url": f"{address}{START}"}
        found.page.context.add_cookies([cookie])
        yield found


def test_three_taps_from_the_plan_and_the_way_back(address: str, browser: Window) -> None:
    page, taps = browser.page, 0
    page.goto(f"{address}{START}plan/")
    if WITH_PICTURES:
        browser.look("plan", *LOOKS)
    page.get_by_role("link", name="窓口を予約する").click()
    browser.look("days", *LOOKS)
    free = page.locator(".booking-days td > a")
    free.nth(min(4, free.count() - 1)).click()
    taps += 1
    booked_on = page.url.rstrip("/").rpartition("/")[2]
    browser.look("times", *LOOKS)
    page.locator(".booking-times a").nth(2).click()
    taps += 1
    browser.look("confirm", *LOOKS)
    page.wait_for_timeout(2100)  # a person reads
    page.get_by_role("button", name="予約する").click()
    taps += 1
    page.get_by_role("heading", name="予約しました", level=1).wait_for()
    assert taps == 3
    browser.look("done", *LOOKS)
    expect(page.get_by_role("button", name="印刷する")).to_be_visible()
    paper = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(PdfReader(io.BytesIO(paper)).pages) == 1
    if WITH_PICTURES:
        (SCREENSHOTS / "booking-done.pdf").write_bytes(paper)
    link = page.url.split("?")[0]
    page.get_by_role("link", name="日時を変える").click()
    if WITH_PICTURES:
        browser.look("change-days", *LOOKS)
        first = page.url
        page.goto(f"{link}change/{booked_on}/")
        browser.look("change-times", *LOOKS)
        page.goto(first)
    page.locator(".booking-first").click()
    browser.look("change", *LOOKS)
    page.get_by_role("button", name="日時を変える").click()
    page.get_by_text("日時を変えました").wait_for()
    page.goto(f"{link}cancel/")
    browser.look("cancel", *LOOKS)
    page.get_by_role("button", name="取り消す").click()
    page.get_by_role("heading", name="予約を取り消しました").wait_for()
    browser.look("cancelled", *LOOKS)
    assert browser.found == []


def test_what_is_open_to_all_and_the_waiting_list(address: str, browser: Window) -> None:
    page = browser.page
    page.goto(f"{address}/{HERE}/")
    if WITH_PICTURES:
        browser.look("home", *LOOKS)
    page.get_by_role("link", name="窓口を予約する").click()
    browser.look("calendars", *LOOKS)
    page.goto(f"{address}/{HERE}/booking/video/")
    browser.look("services", *LOOKS)
    page.goto(f"{address}/{HERE}/booking/vaccination/")
    browser.look("sessions", *LOOKS)
    page.goto(f"{address}/{HERE}/booking/vaccination/vaccination/waiting/")
    page.get_by_role("button", name="空きを待つ").click()
    page.locator("#error-summary").wait_for()
    browser.look("waiting", *LOOKS)
    if WITH_PICTURES:
        page.goto(f"{address}/{HERE}/booking/r/AAAAA/")
        browser.look("unknown", *LOOKS)
    assert browser.found == []
