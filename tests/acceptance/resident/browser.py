"""A real Chromium that looks at every page: axe-core, no sideways scrolling; on request a picture of each.

MADOGUCHI_TEST_PICTURES=1 .venv/bin/pytest tests/acceptance    (leaves them in var/screenshots)
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHECKOUT = Path(__file__).resolve().parents[3]
AXE = CHECKOUT / "src/madoguchi/surfaces/shared_web/static/vendor/axe-core/axe.min.js"
SCREENSHOTS = CHECKOUT / "var/screenshots"
WITH_PICTURES = bool(os.environ.get("MADOGUCHI_TEST_PICTURES"))
"""Nothing in the tests looks at the pictures, and taking them is a quarter of the time."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules on which light and dark can differ."""
WIDER = """
document.documentElement.scrollWidth <= window.innerWidth ? "" :
  [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1)
    .map((one) => one.tagName.toLowerCase() + "." + (one.getAttribute("class") ?? ""))
    .slice(0, 12).join(" ") || "something"
"""
"""What sticks out at the right, empty when nothing does."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
]


@dataclass(frozen=True)
class Look:
    """A width in pixels and a colour scheme in which a page is looked at."""

    width: int
    scheme: str

    def __str__(self) -> str:
        return f"{self.width}-{self.scheme}"


PHONE, DESK = Look(390, "light"), Look(1280, "dark")
MAGNIFIED = Look(195, "light")
"""A phone on which letters are twice as large."""
NARROW, PHONE_AT_NIGHT, DESK_BY_DAY = Look(320, "light"), Look(390, "dark"), Look(1280, "light")


@dataclass
class Window:
    """One browser window. `look` checks the page and takes its picture; `found` is what was wrong."""

    page: Page
    name: str
    found: list[str] = field(default_factory=list)
    number: int = 0
    kinds: set[str] = field(default_factory=set)
    whole: bool = True
    """Whether pictures show the whole page, or what is in sight only."""
    folder: str = "resident"
    """Of its pictures, in var/screenshots."""

    def look(self, what: str, *looks: Look) -> None:
        """Check the page that is shown with axe-core and for sideways scrolling; take a picture if wanted.

        With several `looks` the one page is looked at in each of them, and is left in the first: the way to
        the page is walked once. Without any it is looked at as it stands. A second colour scheme of a width
        is checked for its colours only.
        """
        self.number += 1
        with self._in_its_own_world() as evaluate:
            evaluate(f"{AXE.read_text(encoding='utf-8')}\n;''")
            widths: set[int] = set()
            for one in looks or (None,):
                if one is not None:
                    self._turn(one)
                only_colours = one is not None and one.width in widths
                self._look(f"{what} {one or ''}".strip(), evaluate, COLOURS if only_colours else RULES)
                widths |= {one.width} if one is not None else set()
        if len(looks) > 1:
            self._turn(looks[0])

    def look_once_everywhere(self, what: str, kind: str, *looks: Look) -> None:
        """Look in the first of `looks`; in the others only at the first page of each kind."""
        self.look(what, *(looks[:1] if kind in self.kinds else looks))
        self.kinds.add(kind)

    def _turn(self, look: Look) -> None:
        self.page.set_viewport_size({"width": look.width, "height": 844})
        self.page.emulate_media(color_scheme="dark" if look.scheme == "dark" else "light")

    def _look(self, what: str, evaluate: Callable[[str], str], rules: list[str]) -> None:
        if WITH_PICTURES:
            picture = (
                SCREENSHOTS / self.folder / f"{self.name}-{self.number:02d}-{what.replace(' ', '-')}.png"
            )
            self.page.screenshot(path=picture, full_page=self.whole)
        wide = evaluate(WIDER)
        if wide:
            self.found.append(f"{what}: the page scrolls sideways because of {wide}")
        answer = evaluate(
            f"axe.run(document, {{runOnly: {json.dumps(rules)}, resultTypes: ['violations']}})"
            ".then(result => JSON.stringify("
            "result.violations.map(one => one.id + ' ' + one.nodes.map(node => node.target).join(' '))))"
        )
        self.found += [f"{what}: {violation}" for violation in json.loads(answer)]

    @contextmanager
    def _in_its_own_world(self) -> Iterator[Callable[[str], str]]:
        """What runs scripts beside the page: the page's own policy would refuse them, and that is right."""
        session = self.page.context.new_cdp_session(self.page)
        frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})

        def evaluate(script: str) -> str:
            answer = session.send(
                "Runtime.evaluate",
                {
                    "expression": script,
                    "contextId": world["executionContextId"],
                    "awaitPromise": True,
                    "returnByValue": True,
                },
            )
            return str(answer["result"].get("value"))

        yield evaluate
        session.detach()


@contextmanager
def window(
    name: str, *, width: int, scheme: str = "light", script: bool = False, folder: str = "resident"
) -> Iterator[Window]:
    """A window of that width (pixels) and colour scheme; without `script` no file of scripts is loaded."""
    with shown_page(width=width, scheme=scheme, script=script) as page:
        yield Window(page, name, folder=folder)


@contextmanager
def shown_page(
    *, width: int, height: int = 844, scheme: str, script: bool, arguments: Sequence[str] = ()
) -> Iterator[Page]:
    """An empty page of a new Chromium that was started with these further `arguments`."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=[*ARGUMENTS, *arguments]
        )
        page = browser.new_page(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            reduced_motion="reduce",  # what is looked at is the page as it comes to rest
        )
        if not script:
            # Not "JavaScript off": axe-core needs the engine. The page's own scripts never arrive. Not by a
            # route either: that would send every file through here and keep none of them for the next page.
            network = page.context.new_cdp_session(page)
            network.send("Network.enable")
            network.send("Network.setBlockedURLs", {"urls": ["*.js"]})
        try:
            yield page
        finally:
            browser.close()
