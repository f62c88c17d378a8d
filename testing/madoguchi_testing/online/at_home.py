"""Somebody at a browser at home who has answered everything: papers, signature, sending, the state."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from madoguchi.journeys.online_application.domain.signed_content import SignedContent
from madoguchi_testing.jpki import IssuedCard
from madoguchi_testing.people.browser import LOST, Browser, Page
from madoguchi_testing.people.forms import form_of
from madoguchi_testing.people.persistent import Persistent

PAPER = ("keiyakusho.pdf", b"%PDF-1.7\n" + b"a paper " * 500 + b"\n%%EOF\n")
_CODE = re.compile(r'receipt-code">([0-9A-Z-]+)<')
_MOST_ROUNDS = 40


class NotTakenError(Exception):
    """公開側のサイトが、申請を受け付けません。"""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the page after sending shows."""

    number: str
    secret: str = field(repr=False)


class AtHome(Persistent):
    """One person with one draft. What the connection loses is done again, as people do: the page opened
    again, the same form sent again.
    """

    def __init__(
        self,
        browser: Browser,
        base: str,
        card: IssuedCard,
        *,
        patience_seconds: float = 300,
        is_over: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__(browser, patience_seconds=patience_seconds, is_over=is_over)
        self.base, self.card = base, card
        self.application: UUID | None = None

    def send(self, *, with_paper: bool = False, leave: bool = False) -> Receipt | None:
        """Sign and send until the receipt is on the screen; with `leave` the window is closed as soon as the
        button is pressed, and None comes back. Raises NeverArrivedError, NotTakenError.
        """
        for _ in range(_MOST_ROUNDS):
            page = self.go("online/files/")
            if page.path.endswith("/done/"):
                return receipt_on(page)
            if with_paper:
                self.press(page, {}, {"file": PAPER})
            if not self._sign():
                continue
            page = self.go("online/send/")
            if not page.path.endswith("/send/"):
                continue
            if leave:
                try:
                    self.browser.post_and_leave(page.path, _values(page))
                except LOST:
                    self.lost += 1
                return None
            page = self.press(page, {})
            if page.path.endswith("/done/"):
                return receipt_on(page)
        raise NotTakenError(f"{NotTakenError.__doc__}（{page.status} {page.path}）")

    def send_again(self) -> Receipt | None:
        """Go back and press the button once more, after the receipt was there."""
        token = self.browser.cookies.get("csrftoken", "")
        page = self.until(
            lambda: self.browser.post(f"{self.base}online/send/", {"csrfmiddlewaretoken": token, "mail": ""})
        )
        return receipt_on(page) if page.path.endswith("/done/") else None

    def go(self, page: str) -> Page:
        """Open a page of the event, until it comes."""
        return self.until(lambda: self.browser.get(self.base + page))

    def press(
        self, page: Page, typed: dict[str, str], files: dict[str, tuple[str, bytes]] | None = None
    ) -> Page:
        """Send the form of a page, the same again until an answer comes."""
        return self.until(lambda: self.browser.post(page.path, _values(page) | typed, files))

    def _sign(self) -> bool:
        signed = self.go("online/shinsei.json")
        if not signed.path.endswith(".json"):
            return False
        self.application = SignedContent.from_bytes(signed.content).application
        file = self.card.signature_file(signed.content)
        page = self.go("online/sign/")
        if not page.path.endswith("/sign/"):
            return page.path.endswith("/send/")
        return self.press(page, {}, {"signature": ("shomei.json", file)}).path.endswith("/send/")


def read_state(address: str, municipality_code: str, receipt: Receipt) -> str:
    """What the status page says, on a device that knows nothing but number and secret. Raises `LOST`."""
    browser = Browser(address)
    page = browser.get(f"/{municipality_code}/status/")
    typed = {"number": receipt.number, "secret": receipt.secret}
    return browser.post(page.path, _values(page) | typed).html


def receipt_on(page: Page) -> Receipt:
    """The receipt of the page. Raises NotTakenError when there is none."""
    found = _CODE.findall(page.html)
    if len(found) < 2:
        raise NotTakenError(NotTakenError.__doc__)
    return Receipt(found[0], found[1])


def _values(page: Page) -> dict[str, str]:
    """What the form of the page sends as it stands; a file has no text."""
    values = {name: texts[-1] for name, texts in form_of(page.html).values.items()}
    return {name: text for name, text in values.items() if name not in ("file", "signature", "remove")}
