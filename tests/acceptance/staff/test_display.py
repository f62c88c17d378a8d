"""The display of a hall in a real browser: calls appear, a break and a reload announce nothing twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route, expect
from tests.acceptance.resident.browser import SCREENSHOTS, WITH_PICTURES, Window, shown_page
from tests.acceptance.waiting_hall import CODE, HALL, a_ticket, call, change, device_link
from tests.integration.surfaces.live.served import Served

from madoguchi.core import clock
from madoguchi.core.database.announcing import listening_parameters
from madoguchi.core.packs import Hall, load_packs_or_refuse
from madoguchi.engines.reception.api import DeviceKind
from madoguchi.surfaces.live.serving import running

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("committed_db")]
STEP = 2
"""Seconds from one look at the rows that take turns to the next."""
DISPLAY = f"/{CODE}/reception/{HALL}/display/"


@pytest.fixture
def live() -> Iterator[Served]:
    parameters = listening_parameters()
    with Served(lambda: running(public=False, parameters=parameters, origins=[])) as served:
        yield served


@contextmanager
def a_display(site: str, live: Served, *, width: int = 1920, height: int = 1080) -> Iterator[Page]:
    """A screen on the wall, linked, with the proxy in front of both processes."""
    with shown_page(width=width, height=height, scheme="light", script=True) as page:
        page.clock.install()
        lead_to(page, live)
        page.goto(site + device_link(DeviceKind.DISPLAY))
        page.wait_for_url(f"**{DISPLAY}")
        yield page


def lead_to(page: Page, live: Served) -> None:
    def onwards(route: Route) -> None:
        path = "/live/" + route.request.url.split("/live/", 1)[1]
        route.continue_(url=f"http://127.0.0.1:{live.port}{path}")

    page.route("**/live/**", onwards)


@contextmanager
def without_network(page: Page) -> Iterator[None]:
    """What goes around the proxy is cut off, too: requests that tests lead elsewhere pass by the break."""

    def refuse(route: Route) -> None:
        route.abort("internetdisconnected")

    page.route("**/live/**", refuse)
    page.context.set_offline(True)
    yield
    page.unroute("**/live/**", refuse)
    page.context.set_offline(False)


def minutes_between(first: datetime, last: datetime) -> set[str]:
    """As the display tells them, one more for the device's time that tests run ahead."""
    minutes = int((last - first) / timedelta(minutes=1)) + 3
    return {f"{first + timedelta(minutes=one):%-H:%M}" for one in range(minutes)}


def chimes(page: Page) -> int:
    return int(page.evaluate("document.body.dataset.chimes ?? 0"))


def share_of_height(page: Page) -> float:
    """How tall the letters of the called number stand, as a part of the screen."""
    return float(
        page.evaluate(
            """() => {
              const number = document.querySelector("[data-number]");
              const pen = document.createElement("canvas").getContext("2d");
              pen.font = `700 100px ${getComputedStyle(number).fontFamily}`;
              const tall = pen.measureText(number.textContent).actualBoundingBoxAscent / 100;
              return tall * parseFloat(getComputedStyle(number).fontSize) / window.innerHeight;
            }"""
        )
    )


def names_coming_up(page: Page, *, seconds: int) -> set[str]:
    """The purposes that stand there at some time within so many seconds, nothing moving."""
    names: set[str] = set()
    # Often, because the page's time goes on by itself, too: on a slow machine it would turn twice in between.
    for _ in range(seconds // STEP):
        names |= set(
            page.locator(".queue-purpose").evaluate_all("all => all.map(one => one.firstChild.data)")
        )
        page.clock.fast_forward(STEP * 1_000)
    return names


def hall() -> Hall:
    return load_packs_or_refuse(settings.MADOGUCHI_PACKS).halls[CODE][HALL]


def a_busy_hall() -> None:
    """Earlier calls at other desks; six more wait."""
    for sequence, (letter, purpose, counter, desk) in enumerate(
        [
            ("E", "insurance", "insurance", "4"),
            ("F", "tax", "tax", "7"),
            ("B", "certificates", "general", "2"),
            ("G", "children", "children", "10"),
        ]
    ):
        call(a_ticket(sequence + 1, letter, purpose, counter=counter), desk)
    for sequence in range(20, 26):
        a_ticket(sequence)


def test_the_display_follows_survives_a_break_and_a_reload(serve: Callable[[str], str], live: Served) -> None:
    site = serve("office")
    a_busy_hall()
    mine, other = a_ticket(12), a_ticket(13)
    begun = clock.now()
    with a_display(site, live) as page:
        number = page.locator("[data-number]")
        expect(number).to_have_text("G004")
        page.clock.set_system_time(begun - timedelta(days=2000, hours=3))
        page.clock.run_for(1_500)
        told = page.locator("[data-clock]").inner_text()
        assert told in minutes_between(begun, clock.now()), (
            "the server's time, wherever the device's clock stands"
        )
        expect(page.locator(".earlier-call")).to_have_count(3)
        assert chimes(page) == 0, "what was called before is no news"
        window = Window(page, "display", whole=False, folder="staff")
        window.look("landscape")
        assert window.found == []
        assert share_of_height(page) >= 0.3
        assert names_coming_up(page, seconds=20) == {one.label for one in hall().purposes.values()}

        call(mine)
        expect(number).to_have_text("A012")
        expect(page.locator("[data-place]")).to_contain_text("総合窓口")
        assert chimes(page) == 1
        expect(page.locator("[data-other]")).to_have_text("No. 1 General counter")

        page.reload()
        expect(number).to_have_text("A012")
        assert chimes(page) == 0, "a reload announces nothing"

        with without_network(page):
            for _ in range(3):
                page.clock.fast_forward(25_000)
            expect(page.locator("[data-lost]")).to_be_visible()
            expect(number).to_have_text("A012")
            call(other, "3")
        expect(number).to_have_text("A013")
        expect(page.locator("[data-lost]")).to_be_hidden()
        assert chimes(page) == 1, "the one call that was missed"
        change(other, status="finished", desk="")
        page.clock.fast_forward(10_000)
        expect(number).to_have_text("A012")


@pytest.mark.skipif(not WITH_PICTURES, reason="nothing in the tests looks at the pictures")
def test_pictures_of_the_display(serve: Callable[[str], str], live: Served) -> None:
    site = serve("office")
    with a_display(site, live) as page:
        page.screenshot(path=SCREENSHOTS / "staff/display-idle.png")
    a_busy_hall()
    desks = ["13", "12", "3", "1"]
    for width, height in ((1920, 1080), (1080, 1920), (390, 844), (1280, 720)):
        with a_display(site, live, width=width, height=height) as page:
            call(a_ticket(100 + width % 97), desks.pop())
            page.wait_for_timeout(800)
            page.screenshot(path=SCREENSHOTS / f"staff/display-{width}x{height}.png")
