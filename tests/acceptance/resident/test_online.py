"""Somebody moves away and never leaves home: the whole way in a real browser without the page's scripts."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Page, expect
from tests.acceptance.resident.browser import DESK, MAGNIFIED, PHONE, PHONE_AT_NIGHT, Look, Window, window
from tests.integration.journeys.prefill.household import (
    NUMBERS,
    carry_back,
    carry_to_office,
    link_card,
    living_together,
    person,
)
from tests.integration.surfaces.resident_web.applying import (
    EVENT,
    HOLDER,
    PDF,
    applicant,
    letters,
    other_holder,
    signed_by,
    tell,
)
from tests.integration.surfaces.resident_web.visitor import HERE, Visitor

from madoguchi.core import clock
from madoguchi.engines.residents.api import load_synthetic_register
from madoguchi.journeys.online_application.domain.states import (
    CaseStanding,
    CaseStatus,
    FieldToCorrect,
    Message,
    Standing,
)
from madoguchi.journeys.online_application.domain.submissions import SignedApplication
from madoguchi.lib.jpki import Purpose
from madoguchi.lib.sealing import generate_keypair, write_keypair
from madoguchi_testing.jpki import IssuedCard, demo_authority

pytestmark = pytest.mark.browser


@pytest.fixture
def address(serve: Callable[[str], str], committed_db: None, settings: Any) -> str:
    if not (settings.MADOGUCHI_KEYS_DIRECTORY / f"{HERE}.public").exists():
        write_keypair(settings.MADOGUCHI_KEYS_DIRECTORY, HERE, generate_keypair())
    return serve("public")


def test_the_whole_way_from_the_plan_to_the_correction(address: str, settings: Any, tmp_path: Path) -> None:
    anchors, settings.MADOGUCHI_JPKI_TEST_CARDS = settings.MADOGUCHI_JPKI_ANCHORS, True
    authority = demo_authority(anchors.parent / "authority", anchors)
    card = authority.issue_card(HOLDER)
    day = (clock.today() + timedelta(days=10)).isoformat()
    somebody = applicant(Visitor(), authority, card, **{"move.date": day, "reservation.date": day})
    looks = (PHONE, DESK)
    with window("online", width=PHONE.width) as browser:
        page = browser.page
        cookie = {"name": "draft", "value": somebody.handle.to_cookie(), "url": f"{address}{EVENT}"}
        page.context.add_cookies([cookie])
        page.goto(f"{address}{EVENT}plan/")
        browser.look("plan", *looks)
        page.get_by_role("link", name="家から申請する").click()
        browser.look("start", *looks)
        page.get_by_role("button", name="次へ").click()
        _ask_for_what_the_register_knows(browser, tmp_path, card, *looks)
        browser.look("review", *looks)
        page.get_by_role("link", name="家から申請する").click()
        paper = tmp_path / "新しい住まいの契約書.pdf"
        paper.write_bytes(PDF)
        page.set_input_files("#file", paper)
        page.get_by_role("button", name="この書類を付ける").click()
        browser.look("files", *looks)
        page.get_by_role("link", name="次へ").click()
        browser.look("sign", *looks, MAGNIFIED)
        _look_in_english(browser, "sign")
        content = _save_what_is_to_sign(page)
        wrong = authority.issue_card(other_holder(name="会津　花子"), keys=card.keys)
        _send_signature(page, tmp_path, signed_by(wrong, content))
        browser.look("another's card", *looks)
        _send_signature(page, tmp_path, signed_by(card, content))
        page.fill("#mail", "juzo@example.jp")
        browser.look("send", *looks)
        page.get_by_role("button", name="申請を送る").click()
        browser.look("done", *looks, PHONE_AT_NIGHT)
        _look_in_english(browser, "done")
        number, secret = page.locator(".receipt .receipt-code").all_inner_texts()
        page.get_by_role("link", name="状況を見る", exact=True).click()
        browser.look("status", PHONE)
        page.fill("#number", number)
        page.fill("#secret", secret)
        page.get_by_role("button", name="状況を見る").click()
        browser.look("waiting", *looks)
        # Playwright's loop runs in this thread; the database is asked from another.
        with ThreadPoolExecutor(1) as office:
            office.submit(_ask_for_a_correction, settings.MADOGUCHI_KEYS_DIRECTORY).result()
        page.reload()
        browser.look("correction", *looks)
        _look_in_english(browser, "correction")
        page.get_by_role("button", name="直して送る").click()
        assert page.input_value("#move-destination_address") == "東京都世田谷区北沢二丁目8番18号"
        page.goto(f"{address}/{HERE}/status/withdraw/")
        browser.look("withdraw", PHONE)
        page.goto(f"{address}/{HERE}/status/card/")
        browser.look("card", PHONE)
        page.get_by_role("button", name="次へ").click()
        browser.look("card sign", *looks)
        _sign_in(page, tmp_path, card, "ファイルを保存", "役所に問い合わせる")
        browser.look("card waiting", *looks)
        assert browser.found == []


def _ask_for_what_the_register_knows(browser: Window, folder: Path, card: IssuedCard, *looks: Look) -> None:
    """Twice, because the register does not know the card the first time. Ends at the review."""
    page = browser.page
    browser.look("offer", *looks)
    with ThreadPoolExecutor(1) as office:
        for is_known in (False, True):
            page.check("#consent")
            page.get_by_role("button", name="マイナンバーカードで進む").click()
            if not is_known:
                browser.look("prefill card", *looks)
            _sign_in(page, folder, card, "ファイルを受け取る", "送る")
            if not is_known:
                browser.look("prefill waiting", *looks)
            office.submit(_answer_from_the_register, card if is_known else None).result()
            page.get_by_role("link", name="届いたか確かめる").click()
            browser.look("prefill answer" if is_known else "prefill ended", *looks)
            if not is_known:
                page.goto(page.url.replace("waiting/", ""))
    page.get_by_role("button", name="印をつけた内容を入れる").click()


def _sign_in(page: Page, folder: Path, card: IssuedCard, save: str, send: str) -> None:
    """Keep the file, sign it with the card, send what came of it."""
    with page.expect_download() as saved:
        page.get_by_role("link", name=save).click()
    challenge = Path(saved.value.path()).read_bytes()
    file = folder / "sign-in.json"
    file.write_bytes(signed_by(card, challenge, Purpose.AUTHENTICATION))
    page.set_input_files("#signature", file)
    page.get_by_role("button", name=send, exact=True).click()


def _answer_from_the_register(card: IssuedCard | None) -> None:
    """The way to the office and back; the register knows the card from now on if there is one."""
    if card is not None:
        head = person(NUMBERS[0], "会津 十三蔵", "アイヅ ジュウゾウ", date(1966, 4, 3), "male", "head")
        home = {"town": "門田町大字飯寺", "block": "582番地2", "phone": "0242-00-1234"}
        household = replace(living_together(), residents=(head,), **home)
        load_synthetic_register(HERE, [household])
        link_card(card)
    carry_to_office()
    carry_back()
    connection.close()


def _look_in_english(browser: Window, what: str) -> None:
    """The page that is shown, on a phone in another language; it is Japanese again afterwards."""
    page = browser.page
    page.goto(f"{page.url}?language=en")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".only-in-japanese")).to_have_count(0)
    browser.look(f"{what} in English", PHONE)
    page.goto(f"{page.url}?language=ja")


def _save_what_is_to_sign(page: Page) -> bytes:
    with page.expect_download() as saved:
        page.get_by_role("link", name="申請のファイルを保存").click()
    return Path(saved.value.path()).read_bytes()


def _send_signature(page: Page, folder: Path, raw: bytes) -> None:
    file = folder / "shomei.json"
    file.write_bytes(raw)
    page.set_input_files("#signature", file)
    page.get_by_role("button", name="署名を確かめる").click()


def _ask_for_a_correction(keys: Path) -> None:
    """What the office answers to what was sent last."""
    sent = [one for one, _ in letters(keys) if isinstance(one, SignedApplication)][-1]
    now = clock.now()
    case = CaseStanding(
        "move_out_notification", None, CaseStatus.CORRECTION, now, "番地を確かめてください。", now.date()
    )
    wrong = FieldToCorrect("move.destination_address", None, "番地が足りません。")
    messages = (Message(now, "申請を受け取りました。"),)
    standing = Standing(
        sent.application, "2600001230", now, cases=(case,), messages=messages, fields_to_correct=(wrong,)
    )
    tell(sent.reply, standing)
    connection.close()
