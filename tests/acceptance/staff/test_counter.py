"""The counter in a real browser: keyboard alone, scanner, signature, no script, small and dark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, Route, expect
from tests.acceptance.resident.browser import DESK, DESK_BY_DAY, PHONE
from tests.acceptance.staff.counter_window import CounterWindow, counter_window

from madoguchi.lib.sealing import split_parts

pytestmark = pytest.mark.browser

DAMAGED = "MDG1/" + "ABC" * 20
"""What begins as a code and is none."""


@dataclass
class Server:
    """What happens to scans that a page sends. One route for all: between two, a scan would slip through."""

    does: Callable[[Route], None]

    @classmethod
    def failing(cls, page: Page) -> Server:
        """It answers with an error until told otherwise."""
        server = cls(lambda route: route.fulfill(status=500, body="<p>error</p>"))
        page.route("**/counter/scan/", lambda route: server.does(route))
        return server


def tab_to(window: CounterWindow, selector: str) -> None:
    for _ in range(200):
        window.page.keyboard.press("Tab")
        if window.page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} cannot be reached with the keyboard")


def press_like_a_hand(window: CounterWindow, key: str) -> None:
    """Keys that follow each other faster than a hand are taken for a scanner."""
    window.page.wait_for_timeout(150)
    window.page.keyboard.press(key)


def test_the_whole_way_with_the_keyboard_alone(address: str, code: str) -> None:
    with counter_window("keyboard", width=1440) as window:
        page = window.page
        window.sign_in(address)
        window.look("counter")
        window.wedge(code)
        window.on_the_visit()
        window.look("visit")
        press_like_a_hand(window, "j")
        page.wait_for_function("document.activeElement.matches('.answer')")
        tab_to(window, "#row-person-0-name .answer")
        page.keyboard.press("Enter")
        page.locator("#row-person-0-name form").wait_for()
        window.look("edit")
        page.keyboard.press("Escape")
        page.wait_for_function("document.activeElement.closest('tr')?.id === 'row-person-0-name'")
        page.keyboard.press("Enter")
        page.locator("#person-0-name").wait_for()
        page.keyboard.type("会津 123")
        page.keyboard.press("Enter")
        page.get_by_text("数字が入っています").wait_for()
        window.look("edit-refused")
        page.locator("#person-0-name").press("Control+a")
        page.keyboard.type("會津 十三蔵")
        page.keyboard.press("Enter")
        page.locator("#row-person-0-name .answer-text", has_text="會津 十三蔵").wait_for()
        page.wait_for_function("document.activeElement.closest('tr')?.id === 'row-person-0-name'")
        page.keyboard.press("F10")
        assert page.url.count("/visits/") == 1
        page.wait_for_function("document.activeElement.id === 'accept'")
        press_like_a_hand(window, "i")
        press_like_a_hand(window, "Enter")
        page.locator(".identity-button[aria-pressed=true]").wait_for()
        window.look("ready")
        page.keyboard.press("F10")
        page.get_by_role("heading", name="届出を受理しました").wait_for()
        window.look("accepted")
        page.wait_for_timeout(150)
        with page.context.expect_page():
            page.keyboard.press("p")
        page.bring_to_front()
        page.keyboard.press("Enter")
        page.wait_for_url("**/counter/")
        assert window.found == []


def test_a_scan_while_typing_elsewhere_disturbs_nothing(address: str, code: str) -> None:
    with counter_window("wedge") as window:
        page = window.page
        window.begin(address)
        parts = split_parts(code, 400)
        page.locator("#search").fill("あいづ")
        window.wedge(parts[0].lower())
        page.get_by_text("枚目を読み取ってください").first.wait_for()
        assert page.input_value("#search") == "あいづ"
        window.look("part")
        window.wedge(DAMAGED)
        page.locator("#scan-problem").wait_for()
        window.look("damaged")
        page.locator("#search").focus()
        for part in parts[1:]:
            with page.expect_response("**/counter/scan/"):
                window.wedge(part)
            page.wait_for_timeout(150)
        window.on_the_visit()
        assert window.found == []


def test_a_server_that_fails_or_is_out_of_reach_loses_no_scan(address: str, code: str) -> None:
    with counter_window("failing") as window:
        page = window.page
        window.begin(address)
        server = Server.failing(page)
        window.wedge(code)
        page.get_by_text("受け付けられませんでした（500）").wait_for()
        assert page.input_value("#scanned") == code
        server.does = Route.abort
        page.get_by_role("button", name="受け付ける").click()
        page.locator("#scan-progress", has_text="つながりません").wait_for()
        assert page.input_value("#scanned") == code
        server.does = Route.continue_
        page.get_by_role("button", name="受け付ける").click()
        window.on_the_visit()


def test_a_scan_on_any_page_opens_the_visit_and_undoes_what_its_first_keys_did(
    address: str, code: str
) -> None:
    with counter_window("anywhere") as window:
        page = window.page
        window.begin(address)
        page.goto(f"{address}/072028/residents/")
        page.locator("#search").fill("あいづ")
        parts = split_parts(code, 400)
        window.wedge(parts[0])
        page.locator("#scan-progress", has_text="枚目を読み取ってください").wait_for()
        assert page.input_value("#search") == "あいづ"
        window.look("part")
        for part in parts[1:]:
            with page.expect_response("**/counter/scan/"):
                window.wedge(part)
            page.wait_for_timeout(150)
        window.on_the_visit()
        assert window.found == []


def test_a_scan_that_cannot_be_sent_from_another_page_stays_in_sight_and_can_be_sent_again(
    address: str, code: str
) -> None:
    with counter_window("anywhere-failing") as window:
        page = window.page
        window.begin(address)
        page.goto(f"{address}/072028/")
        server = Server.failing(page)
        window.wedge(code)
        page.get_by_text("受け付けられませんでした（500）").wait_for()
        assert page.input_value("#scanned") == code
        window.look("failed")
        server.does = Route.abort
        page.keyboard.press("Enter")
        page.locator("#scan-progress", has_text="つながりません").wait_for()
        # Another code is read meanwhile: the first one travels along.
        window.wedge(DAMAGED)
        page.locator("#scan-form [name=part]").wait_for(state="attached")
        expect(page.locator("#scan-form [name=part]")).to_have_value(code)
        server.does = Route.continue_
        page.get_by_role("button", name="読み取った文字を消す").click()
        expect(page.locator("#scan-form")).to_be_hidden()
        window.wedge(code)
        window.on_the_visit()
        assert window.found == []


def test_a_scan_while_a_correction_is_half_typed_asks_before_leaving(address: str, code: str) -> None:
    with counter_window("anywhere-typed") as window:
        page = window.page
        window.begin(address)
        page.get_by_role("button", name="引越してきた", exact=True).click()
        window.on_the_visit()
        begun = page.url.split("#")[0]
        page.locator("#question input[type=text]").fill("R8.3.1")
        window.wedge(code)
        page.get_by_role("link", name="受付を開く").wait_for()
        window.look("asks")
        assert page.url.split("#")[0] == begun
        expect(page.locator("#question input[type=text]")).to_have_value("R8.3.1")
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="会津 十三蔵", exact=True).wait_for()
        assert window.found == []


def test_a_household_of_forty_stays_usable(address: str, forty: str) -> None:
    with counter_window("forty", whole=False) as window:
        page = window.page
        window.begin(address)
        page.fill("#scanned", forty)
        page.get_by_role("button", name="受け付ける").click()
        window.on_the_visit()
        expect(page.locator("details[data-fold]")).to_have_count(40)
        assert page.locator("details[data-fold][open]").count() <= 6
        window.look("forty")
        page.locator(".person-line").nth(30).click()
        expect(page.locator("[data-fold=person-30]")).to_have_attribute("open", "")
        page.wait_for_function("document.activeElement.closest('section')?.id === 'person-30'")
        page.keyboard.press("Enter")
        page.locator("form[data-item] input[type=text]").fill("会津 春風")
        page.keyboard.press("Enter")
        page.locator("#row-person-30-name .answer-text", has_text="会津 春風").wait_for()
        expect(page.locator("[data-fold=person-30]")).to_have_attribute("open", "")
        window.look("corrected")
        assert window.found == []


def test_the_visitor_signs_on_the_tablet(address: str, code: str) -> None:
    with counter_window("sign", width=1180, height=820) as window:
        page = window.page
        window.begin(address)
        window.wedge(code)
        window.on_the_visit()
        page.get_by_role("link", name="画面に書いてもらう").click()
        expect(page.locator("#pad")).to_be_visible()
        pad = page.locator("#pad").bounding_box()
        assert pad is not None
        expect(page.locator("#pad-done")).to_be_disabled()
        for start in (0.2, 0.5):
            page.mouse.move(pad["x"] + pad["width"] * start, pad["y"] + pad["height"] * 0.3)
            page.mouse.down()
            for step in range(12):
                across = start + step * 0.015
                down = 0.3 + (step % 3) * 0.15
                page.mouse.move(pad["x"] + pad["width"] * across, pad["y"] + pad["height"] * down)
            page.mouse.up()
        window.look("signed")
        page.get_by_role("button", name="これで届け出る").click()
        page.get_by_text("画面に署名をもらいました").wait_for()
        assert window.found == []


def test_a_visit_without_a_phone_is_led_question_by_question(address: str) -> None:
    looks = (PHONE, DESK, DESK_BY_DAY)
    with counter_window("empty", width=PHONE.width) as window:
        page = window.page
        window.begin(address)
        window.look("counter", *looks)
        page.get_by_role("button", name="引越してきた", exact=True).click()
        window.on_the_visit()
        window.look("first-question", *looks)
        for _ in range(40):
            heading = page.locator("#question-title")
            if not heading.count():
                break
            asked = heading.inner_text()
            answer(window, asked)
            page.wait_for_function(
                "asked => document.querySelector('#question-title')?.innerText !== asked", arg=asked
            )
        window.look("answered", *looks)
        assert page.locator("#procedures li").count() > 3
        assert window.found == []


def answer(window: CounterWindow, asked: str) -> None:
    page = window.page
    question = page.locator("#question")
    if question.locator(".people-row").count():
        window.look("people", PHONE, DESK)
        for row, relation, born in (
            (0, "head", "S41.4.3"),
            (1, "spouse", "4507 01"),
            (2, "child", "H21.12.12"),
        ):
            fields = question.locator(".people-row").nth(row)
            fields.locator("select").select_option(relation)
            fields.locator("input[type=text]").fill(born if row != 1 else "1970-06-01")
    elif question.locator("input[type=radio]").count():
        for group in question.locator("fieldset.quick-field").all():
            group.locator("input[type=radio]").first.check()
        if question.locator("fieldset.quick-field").count() > 2 and "カード" in asked:
            window.look("persons", PHONE, DESK)
    elif question.locator("input[type=checkbox][value=none]").count():
        question.locator("input[type=checkbox][value=none]").check()
    elif question.locator("select").count():
        for field in question.locator("select").all():
            field.select_option(index=1)
    else:
        for field in question.locator("input[type=text]").all():
            field.fill("R8.3.11" if "date" in str(field.get_attribute("name")) else "1")
    question.get_by_role("button", name="答えを入れる").click()


def test_the_whole_way_without_script(address: str, code: str) -> None:
    looks = (PHONE, DESK)
    with counter_window("plain", width=PHONE.width, script=False) as window:
        page = window.page
        window.sign_in(address)
        page.fill("#scanned", code)
        page.get_by_role("button", name="受け付ける").click()
        window.on_the_visit()
        window.look("visit", *looks)
        page.locator("#row-person-1-name .answer").click()
        window.look("item", *looks)
        page.fill("#person-1-name", "会津 惠美子")
        page.get_by_role("button", name="保存").click()
        window.on_the_visit()
        page.get_by_role("link", name="人を足す・外す").click()
        window.look("people", *looks)
        page.get_by_role("link", name="やめる").click()
        page.get_by_role("button", name="運転免許証").click()
        page.get_by_role("link", name="画面に書いてもらう").click()
        window.look("sign", *looks)
        page.get_by_role("button", name="紙に署名する").click()
        window.on_the_visit()
        page.get_by_role("button", name="受理する").click()
        page.get_by_role("heading", name="届出を受理しました").wait_for()
        window.look("accepted", *looks)
        assert window.found == []
