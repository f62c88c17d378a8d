"""A real Chromium that looks at every page: axe-core, no sideways scrolling; on request a picture of each.

MADOGUCHI_TEST_PICTURES=1 .venv/bin/pytest tests/acceptance    (leaves them in var/screenshots)
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page, Playwright, expect, sync_playwright

CHECKOUT = Path(__file__).resolve().parents[3]
AXE = CHECKOUT / "src/madoguchi/surfaces/shared_web/static/vendor/axe-core/axe.min.js"
SCREENSHOTS = CHECKOUT / "var/screenshots"
WITH_PICTURES = bool(os.environ.get("MADOGUCHI_TEST_PICTURES"))
"""Nothing in the tests looks at the pictures, and taking them is a quarter of the time."""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules on which light and dark can differ. They take most of axe's time."""
_ALL = f"{{runOnly: {json.dumps(RULES)}, resultTypes: ['violations']}}"
_ONLY_COLOURS = f"{{runOnly: {json.dumps(COLOURS)}, resultTypes: ['violations']}}"
_NO_COLOURS = json.dumps({rule: {"enabled": False} for rule in COLOURS})
_WITHOUT_COLOURS = f"{{runOnly: {json.dumps(RULES)}, rules: {_NO_COLOURS}, resultTypes: ['violations']}}"
_WORLD = "axe"
PATIENCE = 120_000
"""Milliseconds until what does not happen counts as failed: only a machine that is busy takes long."""
expect.set_options(timeout=PATIENCE)
WIDER = """
(async () => {
  while (document.readyState === "loading" || !document.documentElement) {
    await new Promise((next) => setTimeout(next, 20));
  }
  return document.documentElement.scrollWidth <= window.innerWidth ? "" :
  [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1)
    .map((one) => one.tagName.toLowerCase() + "." + (one.getAttribute("class") ?? ""))
    .slice(0, 12).join(" ") || "something";
})()
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
    session: CDPSession | None = None
    """The line to the browser over which pages are looked at."""

    def look(self, what: str, *looks: Look) -> None:
        """Check the page that is shown with axe-core and for sideways scrolling; take a picture if wanted.

        With several `looks` the one page is looked at in each of them, and is left in the first: the way to
        the page is walked once. Without any it is looked at as it stands. A second colour scheme of a width
        is checked for its colours only.
        """
        self.number += 1
        evaluate = self._own_world()
        widths: set[int] = set()
        for one in looks or (None,):
            if one is not None:
                self._turn(one)
                evaluate("scrollTo(0, 0)")  # what moved under a bar that stays in sight is not looked at
            only_colours = one is not None and one.width in widths
            self._look(f"{what} {one or ''}".strip(), evaluate, _ONLY_COLOURS if only_colours else _ALL)
            widths |= {one.width} if one is not None else set()
        if len(looks) > 1:
            self._turn(looks[0])

    def look_once_everywhere(self, what: str, kind: str, *looks: Look) -> None:
        """Look in each of `looks` at the first page of a kind; at the others in the first one, and not at
        their colours, which come from the same parts.
        """
        if kind not in self.kinds:
            self.look(what, *looks)
            self.kinds.add(kind)
            return
        self.number += 1
        self._look(f"{what} {looks[0]}", self._own_world(), _WITHOUT_COLOURS)

    def _turn(self, look: Look) -> None:
        self.page.set_viewport_size({"width": look.width, "height": 844})
        self.page.emulate_media(color_scheme="dark" if look.scheme == "dark" else "light")

    def _look(self, what: str, evaluate: Callable[[str], str], options: str) -> None:
        if WITH_PICTURES:
            picture = (
                SCREENSHOTS / self.folder / f"{self.name}-{self.number:02d}-{what.replace(' ', '-')}.png"
            )
            self.page.screenshot(path=picture, full_page=self.whole)
        wide = evaluate(WIDER)
        if wide:
            self.found.append(f"{what}: the page scrolls sideways because of {wide}")
        answer = evaluate(
            f"axe.run(document, {options}).then(result => JSON.stringify("
            "result.violations.map(one => one.id + ' ' + one.nodes.map(node => node.target).join(' '))))"
        )
        self.found += [f"{what}: {violation}" for violation in json.loads(answer)]

    def _own_world(self) -> Callable[[str], str]:
        """What runs scripts beside the page: the page's own policy would refuse them, and that is right.

        axe-core comes into that world by itself with each new document: half a megabyte travels once.
        """
        if self.session is None:
            self.session = self.page.context.new_cdp_session(self.page)
            self.session.send("Page.enable")
            self.session.send(
                "Page.addScriptToEvaluateOnNewDocument",
                {"source": _axe(), "worldName": _WORLD, "runImmediately": True},
            )
        session = self.session
        frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": _WORLD})

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
            assert "exceptionDetails" not in answer, answer
            return str(answer["result"].get("value"))

        return evaluate


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


class _Chromium:
    """One Chromium for all windows of a run: starting one takes longer than most of what it shows.

    While it is there Playwright's loop stands still in this thread between two calls. Django takes that for
    code which must not wait for a database; here it may.
    """

    def __init__(self) -> None:
        self._open = ExitStack()
        self._playwright: Playwright | None = None
        self._browser: Browser | None = None

    def started(self, *arguments: str) -> Browser:
        """The browser that everybody shares; with `arguments` one of its own, which the caller closes."""
        if self._playwright is None:
            self._playwright = self._open.enter_context(sync_playwright())
            patch = self._open.enter_context(pytest.MonkeyPatch.context())
            patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
        if arguments:
            return self._launch(self._playwright, arguments)
        if self._browser is None:
            self._browser = self._launch(self._playwright, ())
        return self._browser

    @staticmethod
    def _launch(playwright: Playwright, arguments: Sequence[str]) -> Browser:
        # The shell is the same engine without the windows around it, a quarter less work; what takes
        # arguments (a camera) needs the whole browser.
        shell = None if arguments else shutil.which("chromium-headless-shell")
        return playwright.chromium.launch(
            executable_path=shell or "/usr/bin/chromium", args=[*ARGUMENTS, *arguments], timeout=PATIENCE
        )

    def end(self) -> None:
        """Close it, and whatever runs for it in this thread."""
        if self._browser is not None:
            self._browser.close()
        self._browser = self._playwright = None
        self._open.close()


chromium = _Chromium()


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
    """An empty page that shares nothing with other pages; with `arguments` in a Chromium of its own that was
    started with them.
    """
    browser = chromium.started(*arguments)
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        reduced_motion="reduce",  # what is looked at is the page as it comes to rest
    )
    context.set_default_timeout(PATIENCE)
    try:
        page = context.new_page()
        if not script:
            # Not "JavaScript off": axe-core needs the engine. The page's own scripts never arrive. Not by a
            # route either: that would send every file through here and keep none of them for the next page.
            network = context.new_cdp_session(page)
            network.send("Network.enable")
            network.send("Network.setBlockedURLs", {"urls": ["*.js"]})
        yield page
    finally:
        context.close()
        if arguments:
            browser.close()
