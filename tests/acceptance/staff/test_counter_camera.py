"""The counter's camera in a real browser: what it sees is decoded there, and the visit opens."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.acceptance.staff.counter_window import CounterWindow, counter_window
from tests.acceptance.staff.film import write_film

from madoguchi.lib.qr import symbols

pytestmark = pytest.mark.browser


def read_with_the_camera(window: CounterWindow) -> None:
    window.page.get_by_role("button", name="カメラで読み取る").click()


def test_the_camera_reads_the_code_of_a_phone_and_the_visit_opens(
    address: str, code: str, tmp_path: Path
) -> None:
    whole = symbols(code)
    assert len(whole) == 1
    film = write_film(tmp_path / "phone.y4m", whole)
    with counter_window("camera", before_the_camera=film) as window:
        window.begin(address)
        sent: list[str] = []
        window.page.on("request", lambda request: sent.append(f"{request.method} {request.resource_type}"))
        read_with_the_camera(window)
        window.on_the_visit()
        window.page.get_by_text("会津 十三蔵").first.wait_for()
        # The picture stays at the counter: only the text that was read is sent.
        assert [one for one in sent if one.startswith("POST")] == ["POST fetch"]


def test_several_symbols_are_read_one_after_the_other_while_the_camera_stays_on(
    address: str, code: str, tmp_path: Path
) -> None:
    several = symbols(code, max_version=10)
    assert len(several) > 2
    film = write_film(tmp_path / "paper.y4m", several, seconds_each=1.5)
    with counter_window("camera-several", before_the_camera=film) as window:
        window.begin(address)
        read_with_the_camera(window)
        window.page.locator(".part-marks .is-there").first.wait_for()
        expect(window.page.locator("#camera")).to_be_visible()
        window.look("some")
        window.on_the_visit()
        assert window.found == []


def test_a_camera_that_is_not_allowed_says_so_and_the_other_ways_remain(address: str, code: str) -> None:
    with counter_window("camera-refused") as window:
        window.begin(address)
        read_with_the_camera(window)
        window.page.get_by_text("カメラを使えません").wait_for()
        window.look("refused")
        window.page.fill("#scanned", code)
        window.page.get_by_role("button", name="受け付ける").click()
        window.on_the_visit()
        assert window.found == []


def test_a_code_that_is_still_held_up_is_sent_again_after_a_failure(
    address: str, code: str, tmp_path: Path
) -> None:
    film = write_film(tmp_path / "phone.y4m", symbols(code))
    with counter_window("camera-failing", before_the_camera=film) as window:
        window.begin(address)
        scan = "**/counter/scan/"
        window.page.route(scan, lambda route: route.abort())
        read_with_the_camera(window)
        window.page.locator("#scan-progress", has_text="つながりません").wait_for()
        window.page.unroute(scan)
        window.on_the_visit()
