"""The rules in a real browser: side by side, on another day, as a picture; at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.acceptance.resident import browser
from tests.acceptance.resident.browser import CHECKOUT, DESK, DESK_BY_DAY, PHONE, PHONE_AT_NIGHT, window
from tests.integration.surfaces.staff_web.samples import HERE

from madoguchi.core.accounts.models import StaffMember

pytestmark = pytest.mark.browser

PASSWORD = "a-password-for-tests"
LOOKS = (PHONE, DESK_BY_DAY)


@pytest.fixture
def address(
    serve: Callable[[str], str], committed_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> str:
    # The served site knows only the real hasher.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    monkeypatch.setattr(browser, "SCREENSHOTS", CHECKOUT / "var/screenshots/rules")
    StaffMember.objects.create_staff(HERE, "kacho", PASSWORD, display_name="課長 太郎", roles=["manager"])
    return f"{serve('office')}/{HERE}"


def test_the_rules_are_read_at_any_width(address: str) -> None:
    with window("rules", width=390) as shown:
        page = shown.page
        page.goto(f"{address}/sign-in/")
        page.fill("#username", "kacho")
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        page.goto(f"{address}/rules/")
        shown.look("overview", *LOOKS)
        page.goto(f"{address}/rules/?show=differs")
        shown.look("differs", *LOOKS, DESK)
        page.goto(f"{address}/rules/procedures/moped_disposal/")
        shown.look("procedure", *LOOKS, PHONE_AT_NIGHT)
        page.goto(f"{address}/rules/procedures/late_elderly_join/")
        shown.look("procedure-alike", *LOOKS)
        page.fill("#on", "令和5年4月1日")
        page.keyboard.press("Enter")
        page.wait_for_url("**/?on=2023-04-01")
        shown.look("another-day", *LOOKS)
        page.goto(f"{address}/rules/changes/")
        shown.look("changes", *LOOKS)
        assert shown.found == []
