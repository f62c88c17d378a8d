"""The page of a ticket in a real browser: it follows its turn, without script it loads itself anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Route, expect
from tests.acceptance.resident.browser import DESK, PHONE, SCREENSHOTS, WITH_PICTURES, shown_page, window
from tests.acceptance.waiting_hall import CODE, HALL, a_ticket, call, change, publish
from tests.integration.surfaces.live.served import Served

from madoguchi.core import clock
from madoguchi.core.database.announcing import listening_parameters
from madoguchi.engines.reception import api as reception
from madoguchi.surfaces.live.serving import running

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]


@pytest.fixture
def live() -> Iterator[Served]:
    parameters = listening_parameters()
    with Served(lambda: running(public=True, parameters=parameters, origins=[])) as served:
        yield served


def test_a_phone_follows_its_ticket_to_the_counter(serve: Callable[[str], str], live: Served) -> None:
    site = serve("public")
    before = [a_ticket(number) for number in range(1, 5)]
    mine = a_ticket(12)
    publish()
    with window("waiting", width=390, script=True) as phone:
        phone.page.route("**/live/**", lambda route: onwards(route, live))
        phone.page.goto(f"{site}/{CODE}/waiting/t/{mine.follow}/")
        heading = phone.page.locator("[data-line=heading]")
        expect(heading).to_have_text("あなたの前に4人")
        alarm = phone.page.locator("[data-alarm]")
        alarm.evaluate("alarm => { alarm.hidden = false; }")  # as where the browser can notify
        expect(alarm).to_be_visible()
        phone.look("waits", PHONE)
        for one in before[:2]:
            change(one, status="finished", ended_at=clock.now())
        publish()
        expect(heading).to_have_text("あなたの前に2人")
        expect(phone.page.locator("[data-line=notice]")).to_contain_text("窓口の近くで")
        expect(alarm).to_be_hidden()
        phone.look("near", PHONE)
        call(mine, "3")
        publish()
        expect(phone.page.locator("[data-line=desk]")).to_have_text("3番")
        assert phone.page.title().startswith("A012 お呼びしています")
        expect(alarm).to_be_hidden()
        phone.look("called", PHONE, DESK)
        change(mine, status="finished", ended_at=clock.now())
        publish()
        expect(heading).to_have_text("終わりました")
        phone.look("finished", PHONE)
        assert phone.found == []


def onwards(route: Route, live: Served) -> None:
    path = "/live/" + route.request.url.split("/live/", 1)[1]
    route.continue_(url=f"http://127.0.0.1:{live.port}{path}")


def test_waiting_times_and_a_usual_day(serve: Callable[[str], str]) -> None:
    site = serve("public")
    a_ticket(1)
    publish_with(usual_week())
    with window("waiting-now", width=390) as page:
        page.page.goto(f"{site}/{CODE}/waiting/")
        expect(page.page.locator(".usual-bars rect").first).to_be_attached()
        page.look("now", PHONE, DESK)
        assert page.found == []


def usual_week() -> dict[str, Any]:
    """Two peaks, as days have them."""
    waits = [4, 9, 16, 24, 28, 25, 18, 12, 10, 14, 19, 21, 17, 12, 8, 6, 5]
    slots = [
        {"minute": 510 + 30 * number, "people": wait / 2, "wait": wait} for number, wait in enumerate(waits)
    ]
    return {"days": {str(day): {"days": 6, "slots": slots} for day in range(1, 6)}}


def publish_with(typical: dict[str, Any]) -> None:
    reception.keep_published(CODE, reception.hall_state(CODE, HALL).to_payload(), typical)


@pytest.mark.skipif(not WITH_PICTURES, reason="nothing in the tests looks at the pictures")
def test_pictures_in_another_language(serve: Callable[[str], str]) -> None:
    site = serve("public")
    a_ticket(1)
    publish()
    for name, address in (("home", ""), ("embedded", "waiting/embed/"), ("waits", "waiting/")):
        with shown_page(width=390, height=844, scheme="light", script=False) as page:
            page.context.add_cookies([{"name": "language", "value": "en", "url": site}])
            page.goto(f"{site}/{CODE}/{address}")
            page.screenshot(path=SCREENSHOTS / f"resident/{name}-en.png", full_page=True)
