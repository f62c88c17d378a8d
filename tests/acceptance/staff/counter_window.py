"""A clerk's browser window: signed in, and looked at with axe-core."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from tests.acceptance.resident.browser import Window, shown_page
from tests.conftest import signed_in_client

from madoguchi.core import tenancy
from madoguchi.core.accounts.models import StaffMember

CODE = "072028"
PASSWORD = "a-password-for-tests"

_CAMERA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
_FILM = "--use-file-for-fake-video-capture"
_REAL_KEYS = 8
"""As many as land in a field before the page knows that it is a scanner and undoes them."""
_KEYS = """
text => {
  for (const key of text) {
    for (const kind of ["keydown", "keyup"]) {
      const options = { key, bubbles: true, cancelable: true };
      (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent(kind, options));
    }
  }
}
"""


class CounterWindow(Window):
    """A window with what a clerk does in it."""

    def sign_in(self, address: str) -> None:
        """The same through the sign-in page, like everybody."""
        self.page.goto(f"{address}/{CODE}/sign-in/?next=/{CODE}/counter/")
        self.page.fill("[name=username]", "clerk")
        self.page.fill("[name=password]", PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"{address}/{CODE}/counter/")

    def begin(self, address: str) -> None:
        """The counter's page of the clerk, who has signed in."""
        with tenancy.municipality(CODE):
            clerk = StaffMember.objects.get(username="clerk")
        name = settings.SESSION_COOKIE_NAME
        session = signed_in_client(clerk).cookies[name].value
        self.page.context.add_cookies([{"name": name, "value": session, "url": address}])
        self.page.goto(f"{address}/{CODE}/counter/")

    def on_the_visit(self) -> None:
        """Wait until a visit is shown."""
        self.page.wait_for_url("**/visits/**")
        self.page.locator("#visit").wait_for()

    def wedge(self, text: str) -> None:
        """What a keyboard-wedge scanner does: key after key without a pause, then Enter.

        The keys that a field still takes are real ones; those that the page swallows, once it knows that it
        is a scanner, are dispatched in the page: a thousand keys through the browser's door take ten seconds.
        """
        session = self.page.context.new_cdp_session(self.page)
        for letter in text[:_REAL_KEYS]:
            for kind in ("keyDown", "keyUp"):
                session.send(
                    "Input.dispatchKeyEvent",
                    {"type": kind, "key": letter, "text": letter if kind == "keyDown" else ""},
                )
        if self.page.evaluate("document.activeElement?.id === 'scanned'"):
            session.send("Input.insertText", {"text": text[_REAL_KEYS:]})
        else:
            self.page.evaluate(_KEYS, text[_REAL_KEYS:])
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
    with shown_page(width=width, height=height, scheme=scheme, script=script, arguments=camera) as page:
        yield CounterWindow(page, name, whole=whole, folder="counter")
