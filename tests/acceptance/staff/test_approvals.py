"""電子決裁 in a real browser: written at a desk, judged on a telephone, proved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.acceptance.resident.browser import DESK, PHONE, window

from madoguchi.core.actions import run
from madoguchi.engines.approvals.api import AddPaper, NewPaper
from madoguchi_testing.approvals import PASSWORD, PEOPLE, TownHall, town_hall

pytestmark = pytest.mark.browser

HERE = "072028"


@pytest.fixture
def hall(serve: Callable[[str], str], committed_db: None, settings: Any) -> TownHall:
    # The served site knows only the real hasher.
    settings.PASSWORD_HASHERS = ["madoguchi_testing.passwords.HashedOnce"]
    return town_hall(HERE, PEOPLE[:3])


def sign_in(page: Page, address: str, username: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{address}/sign-in/")
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}/")


def test_a_document_is_sent_round_and_judged_on_a_telephone(
    hall: TownHall, serve: Callable[[str], str]
) -> None:
    address = f"{serve('office')}/{HERE}"
    document = hall.draft(title="令和8年度 公園北側園路の舗装補修工事に係る請負契約の締結について")
    run(AddPaper(), hall.context("tanto"), NewPaper(document.uuid, "位置図 A1", 2))
    with window("approvals", width=390, folder="approvals") as shown:
        page = shown.page
        sign_in(page, address, "tanto")
        page.goto(f"{address}/approvals/{document.uuid}/")
        shown.look("draft", PHONE)
        page.click("button:has-text('回す')")
        page.wait_for_selector("text=回しました。")
        sign_in(page, address, "kakaricho")
        page.goto(f"{address}/approvals/")
        shown.look("my-turn", PHONE, DESK)
        page.click("text=舗装補修工事")
        page.wait_for_selector("text=あなたの番です")
        shown.look("turn", PHONE, DESK)
        page.fill("#judgement", "確認しました。")
        page.click("button:has-text('承認する')")
        page.wait_for_selector("text=承認しました。")
        page.wait_for_selector("text=あなたの番の文書はありません")
    assert shown.found == []
