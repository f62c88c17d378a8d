"""A clerk's browser window: signed in, looked at with axe-core, photographed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.acceptance.resident.browser import _ARGUMENTS, AXE, CHECKOUT, RULES, Window

SCREENSHOTS = CHECKOUT / "var/screenshots/counter"
CODE = "072028"
PASSWORD = "a-password-for-tests"

_CAMERA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
_FILM = "--use-file-for-fake-video-capture"

WIDER = """
document.documentElement.scrollWidth <= window.innerWidth ? "" :
  [...document.querySelectorAll("main *")]
    .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1)
    .map((one) => one.tagName.toLowerCase() + "." + (one.getAttribute("class") ?? ""))
    .slice(0, 12).join(" ") || "something"
"""
"""What sticks out at the right, empty when nothing does."""


class CounterWindow(Window):
    """One window. `look` checks the page and takes its picture; `found` is what was wrong."""

    whole = True

    def look(self, what: str) -> None:
        """Check the page that is shown with axe-core and for sideways scrolling; take a picture."""
        self.number += 1
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        picture = SCREENSHOTS / f"{self.name}-{self.number:02d}-{what}.png"
        self.page.screenshot(path=picture, full_page=self.whole)
        wide = self._in_its_own_world(WIDER)
        if wide:
            self.found.append(f"{what}: the page scrolls sideways because of {wide}")
        self._in_its_own_world(AXE.read_text(encoding="utf-8") + "\n;'loaded'")
        answer = self._in_its_own_world(
            f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(result => JSON.stringify("
            "result.violations.map(one => one.id + ' ' + one.nodes.map(node => node.target).join(' '))))"
        )
        self.found += [f"{what}: {violation}" for violation in json.loads(answer)]

    def sign_in(self, address: str, code: str, username: str) -> None:
        """Through the sign-in page, like everybody."""
        self.page.goto(f"{address}/{code}/sign-in/?next=/{code}/counter/")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"{address}/{code}/counter/")

    def begin(self, address: str) -> None:
        """Sign in as the clerk; the counter's page is shown."""
        self.sign_in(address, CODE, "clerk")

    def on_the_visit(self) -> None:
        """Wait until a visit is shown."""
        self.page.wait_for_url("**/visits/**")
        self.page.locator("#visit").wait_for()

    def wedge(self, text: str) -> None:
        """What a keyboard-wedge scanner does: key after key without a pause, then Enter."""
        session = self.page.context.new_cdp_session(self.page)
        for letter in text:
            for kind in ("keyDown", "keyUp"):
                session.send(
                    "Input.dispatchKeyEvent",
                    {"type": kind, "key": letter, "text": letter if kind == "keyDown" else ""},
                )
        session.detach()
        self.page.keyboard.press("Enter")


@contextmanager
def counter_window(
    name: str,
    *,
    width: int = 1280,
    height: int = 900,
    scheme: str = "light",
    script: bool = True,
    whole: bool = True,
    before_the_camera: Path | None = None,
) -> Iterator[CounterWindow]:
    """A window of that size (pixels) and colour scheme; without `script` no file of scripts is loaded,
    without `whole` pictures show what is in sight only.

    `before_the_camera` is a film (YUV4MPEG2) that the camera sees, over and over; the clerk has allowed it.
    """
    camera = () if before_the_camera is None else (*_CAMERA, f"{_FILM}={before_the_camera}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=[*_ARGUMENTS, *camera])
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
        )
        if not script:
            context.route("**/*.js", lambda route: route.abort())
        try:
            context.set_default_timeout(30_000)
            window = CounterWindow(context.new_page(), name)
            window.whole = whole
            yield window
        finally:
            browser.close()
