"""The rules in a real browser: side by side, on another day, as a picture; at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.acceptance.resident.browser import DESK, DESK_BY_DAY, PHONE, PHONE_AT_NIGHT, window
from tests.integration.surfaces.staff_web.samples import HERE

from madoguchi.core.accounts.models import StaffMember

pytestmark = pytest.mark.browser

PASSWORD = "a-password-for-tests"
LOOKS = (PHONE, DESK_BY_DAY)


@pytest.fixture
def address(serve: Callable[[str], str], committed_db: None, settings: Any) -> str:
    # The served site knows only the real hasher.
    settings.PASSWORD_HASHERS = ["madoguchi_testing.passwords.HashedOnce"]
    StaffMember.objects.create_staff(HERE, "kacho", PASSWORD, display_name="課長 太郎", roles=["manager"])
    return f"{serve('office')}/{HERE}"


def test_the_rules_are_read_at_any_width(address: str) -> None:
    with window("rules", width=390, folder="rules") as shown:
        page = shown.page
        page.goto(f"{address}/sign-in/")
        page.fill("#username", "kacho")
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        page.goto(f"{address}/rules/?show=differs")
        shown.look("overview", *LOOKS)
        page.goto(f"{address}/rules/procedures/moped_disposal/")
        shown.look("procedure", *LOOKS)
        page.fill("#on", "令和5年4月1日")
        page.keyboard.press("Enter")
        page.wait_for_url("**/?on=2023-04-01")
        shown.look("another-day", *LOOKS)
        page.goto(f"{address}/rules/changes/")
        shown.look("changes", *LOOKS)
        page.goto(f"{address}/rules/pictures/")
        shown.look("pictures")
        page.goto(f"{address}/rules/pictures/moving_in/")
        page.select_option("#scenario", index=1)
        page.click("text=この世帯をたどる")
        page.wait_for_url("**/?scenario=*")
        shown.look("followed", *LOOKS)
        page.click(".picture a[href='#procedure-move_in_notification']")
        page.click("#procedure-move_in_notification .go")
        page.wait_for_url("**part=procedure-move_in_notification")
        shown.look("part", DESK, PHONE_AT_NIGHT)
        page.click("text=この世帯の答えを変える")
        page.click("text=この答えでたどる")
        page.wait_for_url("**/?on=*")
        assert "scenario" not in page.url
        shown.look("typed", PHONE)
        page.click(".picture a[href='#procedure-move_in_notification']")
        page.click("#procedure-move_in_notification .go")
        page.wait_for_url("**part=procedure-move_in_notification")
        expect(page.locator(".picture-tools b")).to_have_text("転入届")
        expect(page.locator(".follow-sum")).to_contain_text("必要")
        assert "\n".join(shown.found) == ""
