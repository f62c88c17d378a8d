"""Transcription and reconciliation in a real browser: copying, ticking without a mouse, axe on every page
(the list of all is looked at with the rest of the office).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from playwright.sync_api import expect
from tests.acceptance.resident.browser import DESK_BY_DAY, PHONE_AT_NIGHT, window
from tests.integration.engines.handover.methods import CODE, NOW, accept

from madoguchi.core import tenancy
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.packs import HandoverMethod
from madoguchi.engines.handover.api import HandoverRecord, Status
from madoguchi.lib.sealing import generate_keypair, write_keypair
from madoguchi_testing.core_system import list_csv

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]


def put(record: HandoverRecord, status: Status, message: str = "") -> None:
    """As the ways into the core system leave a record behind."""
    done = NOW if status is Status.ACKNOWLEDGED else None
    sent = None if status is Status.FAILED else NOW
    with tenancy.municipality(CODE):
        HandoverRecord.objects.filter(uuid=record.uuid).update(
            status=status.value, delivered_at=sent, acknowledged_at=done, message=message
        )


def test_a_clerk_copies_ticks_reads_a_code_and_compares_without_a_mouse(
    serve: Callable[[str], str], sign_in_as: Callable[[StaffMember], Client], settings: Any, tmp_path: Path
) -> None:
    if not (settings.MADOGUCHI_KEYS_DIRECTORY / f"{CODE}.public").exists():
        write_keypair(settings.MADOGUCHI_KEYS_DIRECTORY, CODE, generate_keypair())
    member = StaffMember.objects.create_staff(
        CODE,
        "kacho",
        "a-password-for-tests",
        display_name="課長 太郎",
        roles=["manager"],
        desks=["care_insurance"],
    )
    record, sent, agreed, refused, missing = accept(HandoverMethod.TRANSCRIPTION, number=5)
    put(sent, Status.DELIVERED)
    put(agreed, Status.ACKNOWLEDGED)
    put(missing, Status.ACKNOWLEDGED)
    put(refused, Status.FAILED, "宛名番号がありません。住民登録を先に入れてください。")
    (code,) = accept(HandoverMethod.SCREEN_IMPORT)
    address = f"{serve('office')}/{CODE}"
    session = sign_in_as(member).cookies[configured.SESSION_COOKIE_NAME].value
    with window("handover", width=1280, script=True, folder="staff") as shown:
        page = shown.page
        page.context.add_cookies([{"name": configured.SESSION_COOKIE_NAME, "value": session, "url": address}])
        page.goto(f"{address}/handover/verify-key/")
        shown.look("verify-key", DESK_BY_DAY)
        page.goto(f"{address}/handover/to-enter/")
        shown.look("to-enter", PHONE_AT_NIGHT)
        page.goto(f"{address}/handover/{record.uuid}/")
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
        copied = page.locator(".entry-value span").first.text_content() or ""
        expect(page.locator("#reference")).to_have_value(copied)
        page.goto(f"{address}/handover/{record.uuid}/")
        expect(page.locator(".is-entered")).to_have_count(1)
        shown.look("transcription", DESK_BY_DAY, PHONE_AT_NIGHT)
        page.goto(f"{address}/handover/{code.uuid}/")
        page.click("text=入力を始める")
        page.wait_for_selector(".codes svg")
        shown.look("code", DESK_BY_DAY, PHONE_AT_NIGHT)
        file = tmp_path / "list.csv"
        lines = [(str(sent.uuid), "stored", "K-1", ""), (str(agreed.uuid), "stored", "K-2", "")]
        file.write_bytes(list_csv([*lines, ("A-1", "stored", "", "")]))
        page.goto(f"{address}/handover/reconciliation/?target=care_insurance")
        page.fill("#begins", "2026-03-01")
        page.set_input_files("#file", file)
        page.click("button:has-text('読み込む')")
        page.wait_for_selector(".agreements")
        counted = page.locator(".agreement:not(.is-none)").all_inner_texts()
        assert [one.split() for one in counted] == [
            ["1", "合っている"],
            ["1", "先方が拒否"],
            ["1", "先方にない"],
            ["1", "先方には届いている"],
            ["1", "こちらにない"],
            ["1", "まだ送っていない"],
        ]
        shown.look("reconciliation", DESK_BY_DAY, PHONE_AT_NIGHT)
        page.goto(f"{address}/handover/digest/")
        expect(page.locator("main")).to_contain_text("確かめることが4件あります")
        shown.look("digest", DESK_BY_DAY)
        assert shown.found == []
