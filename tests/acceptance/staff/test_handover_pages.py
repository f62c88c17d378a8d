"""Transcription and reconciliation in a real browser: copying, ticking without a mouse, axe on every page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.acceptance.resident.browser import DESK_BY_DAY, PHONE_AT_NIGHT, window
from tests.integration.engines.handover.methods import CODE, accept

from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.packs import HandoverMethod
from madoguchi.lib.sealing import generate_keypair, write_keypair
from madoguchi_testing.core_system import list_csv

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]
PASSWORD = "a-password-for-tests"


def test_a_clerk_copies_ticks_reads_a_code_and_compares_without_a_mouse(
    serve: Callable[[str], str], settings: Any, tmp_path: Path
) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    if not (settings.MADOGUCHI_KEYS_DIRECTORY / f"{CODE}.public").exists():
        write_keypair(settings.MADOGUCHI_KEYS_DIRECTORY, CODE, generate_keypair())
    StaffMember.objects.create_staff(
        CODE, "kacho", PASSWORD, display_name="課長 太郎", roles=["manager"], desks=["care_insurance"]
    )
    record, other = accept(HandoverMethod.TRANSCRIPTION, number=2)
    (code,) = accept(HandoverMethod.SCREEN_IMPORT)
    address = f"{serve('office')}/{CODE}"
    with window("handover", width=1280, script=True) as shown:
        page = shown.page
        page.goto(f"{address}/sign-in/")
        page.fill("#username", "kacho")
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/")
        page.goto(f"{address}/handover/")
        shown.look("list", DESK_BY_DAY, PHONE_AT_NIGHT)
        page.goto(f"{address}/handover/to-enter/")
        shown.look("to-enter", DESK_BY_DAY)
        page.goto(f"{address}/handover/{record.uuid}/")
        page.wait_for_timeout(90)
        page.keyboard.press("s")
        expect(page.locator("[data-key=s]")).to_be_focused()
        page.wait_for_timeout(90)
        page.keyboard.press("Enter")
        page.wait_for_selector("[data-copy]")
        first = page.locator("[data-copy]").first
        first.focus()
        page.keyboard.press("Enter")
        expect(page.locator("[data-copied]")).to_have_text("コピーしました。")
        expect(page.locator("[data-tick]").first).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".is-entered")).to_have_count(1)
        expect(page.locator("[data-tick]").first).to_be_focused()
        page.focus("#reference")
        page.keyboard.press("Control+V")
        assert page.input_value("#reference") == page.locator(".entry-value span").first.text_content()
        page.goto(f"{address}/handover/{record.uuid}/")
        expect(page.locator(".is-entered")).to_have_count(1)
        shown.look("transcription", DESK_BY_DAY, PHONE_AT_NIGHT)
        page.goto(f"{address}/handover/{code.uuid}/")
        page.click("text=入力を始める")
        page.wait_for_selector(".codes svg")
        shown.look("code", DESK_BY_DAY, PHONE_AT_NIGHT)
        file = tmp_path / "list.csv"
        file.write_bytes(list_csv([(str(other.uuid), "stored", "K-1", ""), ("A-1", "stored", "", "")]))
        page.goto(f"{address}/handover/reconciliation/?target=care_insurance")
        page.fill("#begins", "2026-03-01")
        page.set_input_files("#file", file)
        page.click("button:has-text('読み込む')")
        page.wait_for_selector(".agreements")
        shown.look("reconciliation", DESK_BY_DAY, PHONE_AT_NIGHT)
        assert shown.found == []
