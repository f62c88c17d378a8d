"""A real Chromium that looks at every page: axe-core, no sideways scrolling, a picture to look at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHECKOUT = Path(__file__).resolve().parents[3]
AXE = CHECKOUT / "src/madoguchi/surfaces/shared_web/static/vendor/axe-core/axe.min.js"
SCREENSHOTS = CHECKOUT / "var/screenshots/resident"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
]


@dataclass
class Window:
    """One browser window. `look` checks the page and takes its picture; `found` is what was wrong."""

    page: Page
    name: str
    found: list[str] = field(default_factory=list)
    number: int = 0

    def look(self, what: str) -> None:
        """Check the page that is shown with axe-core and for sideways scrolling; take a picture."""
        self.number += 1
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        picture = SCREENSHOTS / f"{self.name}-{self.number:02d}-{what}.png"
        self.page.screenshot(path=picture, full_page=True)
        wider = "document.documentElement.scrollWidth > window.innerWidth"
        if self._in_its_own_world(f"String({wider})") == "true":
            self.found.append(f"{what}: the page scrolls sideways")
        self._in_its_own_world(AXE.read_text(encoding="utf-8") + "\n;'loaded'")
        answer = self._in_its_own_world(
            f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(result => JSON.stringify("
            "result.violations.map(one => one.id + ' ' + one.nodes.map(node => node.target).join(' '))))"
        )
        self.found += [f"{what}: {violation}" for violation in json.loads(answer)]

    def _in_its_own_world(self, script: str) -> str:
        """Run a script beside the page: the page's own policy would refuse it, and that is right."""
        session = self.page.context.new_cdp_session(self.page)
        frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})
        answer = session.send(
            "Runtime.evaluate",
            {
                "expression": script,
                "contextId": world["executionContextId"],
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        session.detach()
        return str(answer["result"].get("value"))


@contextmanager
def window(name: str, *, width: int, scheme: str = "light", script: bool = False) -> Iterator[Window]:
    """A window of that width (pixels) and colour scheme; without `script` no file of scripts is loaded."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=_ARGUMENTS)
        context = browser.new_context(
            viewport={"width": width, "height": 844},
            color_scheme=scheme,
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
        )
        if not script:
            # Not "JavaScript off": axe-core needs the engine. The page's own scripts never arrive.
            context.route("**/*.js", lambda route: route.abort())
        try:
            yield Window(context.new_page(), name)
        finally:
            browser.close()
