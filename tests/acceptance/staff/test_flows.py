"""Flows in a real browser: a task finished by keyboard, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.acceptance.resident.browser import DESK, DESK_BY_DAY, PHONE, window
from tests.integration.surfaces.staff_web.flows.samples import REGISTER, finish, opened
from tests.integration.surfaces.staff_web.samples import HERE

from madoguchi.core import tenancy
from madoguchi.core.accounts.models import StaffMember
from madoguchi.engines.flows.api import FlowRun, FlowTask

pytestmark = pytest.mark.browser

MOVE_IN = Path(__file__).resolve().parents[3] / "packs/common/flows/move_in/flow.bpmn"
PASSWORD = "a-password-for-tests"


@pytest.fixture
def address(serve: Callable[[str], str], committed_db: None, settings: Any) -> str:
    # The served site knows only the real hasher.
    settings.PASSWORD_HASHERS = ["madoguchi_testing.passwords.HashedOnce"]
    StaffMember.objects.create_staff(
        HERE, "kacho", PASSWORD, display_name="課長 太郎", roles=["manager"], desks=[REGISTER]
    )
    return f"{serve('office')}/{HERE}"


def test_a_task_is_finished_by_keyboard_and_the_picture_shows_where_the_case_stands(address: str) -> None:
    case = opened()
    finish(case, "check_address")
    late = opened(name="髙橋 花")
    with tenancy.municipality(HERE):
        FlowTask.objects.filter(subject=f"case:{late.uuid}").update(desk_role="closed_desk")
        FlowRun.objects.filter(subject=f"case:{late.uuid}").update(trouble="「決定する」で止まっています。")
    with window("flows", width=1280, folder="flows", script=True) as shown:
        page = shown.page
        refused: list[str] = []
        page.on("console", lambda said: refused.append(said.text) if "Security Policy" in said.text else None)
        page.goto(f"{address}/sign-in/")
        page.fill("#username", "kacho")
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        shown.look("start", DESK_BY_DAY, PHONE)
        page.goto(f"{address}/tasks/")
        shown.look("tasks", DESK_BY_DAY, PHONE)
        page.goto(f"{address}/flows/trouble/")
        shown.look("trouble", DESK_BY_DAY, PHONE)
        page.goto(f"{address}/cases/{case.uuid}/")
        expect(page.locator(".djs-element.flow-mark-open")).to_have_attribute("data-element-id", "review")
        expect(page.locator(".flow-tag-done").first).to_contain_text("会津 花子")
        _look_at_the_picture(page)
        shown.look("case", DESK_BY_DAY, DESK, PHONE)
        page.focus("main")
        page.keyboard.press("e")
        expect(page.locator("button:focus")).to_contain_text("同じ")
        page.keyboard.press("Enter")
        expect(page.locator(".page-messages")).to_contain_text("を終えました")
        shown.look("case-approved", DESK_BY_DAY, PHONE)
        page.goto(f"{address}/flows/")
        shown.look("flows", DESK_BY_DAY, PHONE)
        page.goto(f"{address}/flows/move_in/")
        expect(page.locator(".djs-element").first).to_be_visible()
        shown.look("flow", DESK_BY_DAY, DESK, PHONE)
        page.goto(f"{address}/flows/check/")
        page.set_input_files("#file", str(MOVE_IN))
        page.click("text=確かめる >> nth=-1")
        expect(page.locator(".djs-element").first).to_be_visible()
        shown.look("check", DESK_BY_DAY, PHONE)
        assert "\n".join([*shown.found, *refused]) == ""


def _look_at_the_picture(page: Page) -> None:
    """It opens readable where the case stands, moves by key and button, and keeps the mark of its maker."""
    view = page.locator(".flow-canvas .viewport")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.focus(".flow-canvas")
    page.keyboard.press("0")
    whole = view.get_attribute("transform")
    page.keyboard.press("ArrowRight")
    expect(view).not_to_have_attribute("transform", whole or "")
    page.keyboard.press("0")
    expect(view).to_have_attribute("transform", whole or "")
    page.click("[data-zoom=in]")
    expect(view).not_to_have_attribute("transform", whole or "")
    page.click("[data-zoom=fit]")
    expect(page.locator(".flow-canvas .bjs-powered-by")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(view).not_to_have_attribute("transform", whole or "")
    _stands_in_the_frame(page)
    standing = view.get_attribute("transform")
    page.click("[data-zoom=fit]")
    expect(view).not_to_have_attribute("transform", standing or "")
    page.click("[data-zoom=here]")
    expect(view).to_have_attribute("transform", standing or "")
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(view).to_have_attribute("transform", whole or "")


def _stands_in_the_frame(page: Page) -> None:
    frame = page.locator(".flow-canvas").bounding_box()
    step = page.locator(".djs-element.flow-mark-open .djs-visual").bounding_box()
    assert frame is not None
    assert step is not None
    assert frame["x"] < step["x"] < frame["x"] + frame["width"] - step["width"]
    assert frame["y"] < step["y"] < frame["y"] + frame["height"] - step["height"]
    assert step["width"] > 90, "too small to read"
