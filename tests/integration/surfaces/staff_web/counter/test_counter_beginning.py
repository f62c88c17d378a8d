"""The queue and the scanner: good codes, bad codes, several codes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.integration.surfaces.staff_web.counter.conftest import TODAY
from tests.integration.surfaces.staff_web.counter.steps import (
    HERE,
    NEIGHBOUR,
    accept,
    scan,
    text_of,
    visits,
)

from madoguchi.core import clock
from madoguchi.lib.sealing import split_parts

pytestmark = pytest.mark.django_db


def test_the_counter_begins_empty_and_says_what_to_do_first(clerk: Client) -> None:
    page = text_of(clerk.get(f"/{HERE}/counter/"))
    assert "いま受付中の方はいません" in page
    for event in ("引越してきた", "同じまちの中で引越した", "引越して出ていく", "世帯が変わった"):
        assert event in page


def test_only_the_scanners_page_may_use_camera_and_decoder(clerk: Client, visit: str) -> None:
    counter = clerk.get(f"/{HERE}/counter/")
    assert "wasm-unsafe-eval" in counter["Content-Security-Policy"]
    assert "camera=(self)" in counter["Permissions-Policy"]
    page = clerk.get(visit)
    assert "wasm-unsafe-eval" not in page["Content-Security-Policy"]
    assert "camera=()" in page["Permissions-Policy"]


def test_a_scan_shows_the_family_with_every_answer_and_no_must_check(clerk: Client, visit: str) -> None:
    page = text_of(clerk.get(visit))
    for name in ("会津 十三蔵", "会津 恵美子", "会津 葵", "会津 紬", "会津 トメ"):
        assert name in page
    assert "事前申請を読み取りました。5人" in page
    assert "is-must" not in page
    assert "スマートフォン" in page
    assert "style=" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)


def test_what_the_wedge_and_the_input_method_did_to_the_code_is_healed(clerk: Client, code: str) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in code.lower())
    assert scan(clerk, wide + "\r\n").status_code == 303


def test_several_codes_are_collected_in_any_order_with_what_is_still_missing(
    clerk: Client,
    code: str,
) -> None:
    parts = split_parts(code, 300)
    assert len(parts) > 2
    page = text_of(scan(clerk, parts[1]))
    assert f"{len(parts)}枚あります" in page
    assert parts[1] in page
    page = text_of(scan(clerk, parts[1], parts[0], parts[1]))
    assert page.count("読み取りました</span>") == 2
    assert scan(clerk, *parts).status_code == 303


def test_parts_of_two_families_are_told_apart_and_stay_on_the_page(clerk: Client, code: str) -> None:
    parts = split_parts(code, 300)
    other = split_parts(code[:-3], 250)
    response = scan(clerk, parts[0], other[1])
    assert response.status_code == 422
    page = text_of(response)
    assert "別の申請のコードが混ざっています" in page
    assert parts[0] in page
    assert other[1] in page
    assert "はじめから読み取る" in page


def test_the_last_code_alone_can_be_taken(clerk: Client, code: str) -> None:
    other = split_parts(code[:-3], 250)
    assert scan(clerk, other[1], code, fresh="1").status_code == 303


def torn(text: str) -> str:
    return text[: len(text) // 2]


def altered(text: str) -> str:
    return text[:-8] + ("A" if text[-8] != "A" else "B") + text[-7:]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (torn, "一部しか読み取れていません"),
        (altered, "文字が途中で変わっている"),
        (lambda _: "これはコードではありません", "申請コード"),
        (lambda _: "<script>alert(1)</script>", "申請コード"),
        (lambda _: "'; DROP TABLE visit; --", "申請コード"),
        (lambda _: "\x00\ud7ff😀" * 100, "申請コード"),
        (lambda _: "   ", "読み取った文字がありません"),
        (lambda text: text * 40, "申請コード"),
    ],
)
def test_a_bad_code_says_what_to_do_keeps_the_text_and_begins_nothing(
    clerk: Client,
    code: str,
    damage: Any,
    message: str,
) -> None:
    response = scan(clerk, damage(code))
    page = text_of(response)
    assert response.status_code == 422
    assert message in page
    assert "<script>alert" not in page
    assert visits() == []


def test_a_torn_code_stays_in_the_field(clerk: Client, code: str) -> None:
    assert torn(code) in text_of(scan(clerk, torn(code)))


def test_an_expired_code_is_refused_with_what_to_do(clerk: Client, code: str, staff: Any) -> None:
    with clock.fixed(TODAY + timedelta(days=15)):
        later = staff("counter_clerk", name="later")
        page = text_of(scan(later, code))
    assert "期限が過ぎています" in page
    assert visits() == []


def test_a_code_for_the_neighbour_is_refused_there(staff: Any, code: str) -> None:
    neighbour = staff("counter_clerk", code=NEIGHBOUR)
    page = text_of(scan(neighbour, code, at=NEIGHBOUR))
    assert "ほかの市町村あて" in page
    assert visits(NEIGHBOUR) == []


def test_a_missing_key_is_said_and_nothing_is_lost(
    clerk: Client, code: str, settings: Any, tmp_path: Any
) -> None:
    settings.MADOGUCHI_KEYS_DIRECTORY = tmp_path / "elsewhere"
    response = scan(clerk, code)
    assert response.status_code == 422
    assert code in text_of(response)


def test_a_code_scanned_twice_leads_to_the_same_visit_and_then_to_its_cases(
    clerk: Client,
    visit: str,
    code: str,
) -> None:
    again = clerk.post(f"/{HERE}/counter/scan/", {"scanned": code}, follow=True)
    assert again.redirect_chain[0][0] == visit
    assert "もう読み取られています" in text_of(again)
    accept(clerk, visit)
    once_more = clerk.post(f"/{HERE}/counter/scan/", {"scanned": code}, follow=True)
    page = text_of(once_more)
    assert "もう受理されています" in page
    assert "各窓口に送った案件" in page
    assert len(visits()) == 1


def test_the_script_is_told_where_to_go_instead_of_being_redirected(clerk: Client, code: str) -> None:
    response = clerk.post(f"/{HERE}/counter/scan/", {"scanned": code}, headers={"X-Fragment": "scan"})
    assert response.status_code == 204
    assert response["X-Location"].startswith(f"/{HERE}/visits/")


def test_an_event_that_is_not_offered_begins_nothing(clerk: Client) -> None:
    page = text_of(clerk.post(f"/{HERE}/counter/start/", {"event": "flying_to_the_moon"}, follow=True))
    assert "いまは扱っていません" in page
    assert visits() == []
