"""Somebody at a browser who does not give up: what the connection loses is done again."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep

from madoguchi_testing.people.browser import LOST, Browser, Page

_PAUSE_SECONDS = 0.25


class NeverArrivedError(Exception):
    """サイトに、いつまでもつながりません。"""


class Persistent:
    """One person at one site, who opens a page again, and sends a form again, until an answer comes.

    `lost` counts how often an answer did not come, or was an error of the server.
    """

    def __init__(
        self,
        browser: Browser,
        *,
        patience_seconds: float = 300,
        is_over: Callable[[], bool] = lambda: False,
    ) -> None:
        self.browser = browser
        self.patience_seconds, self.is_over = patience_seconds, is_over
        self.lost = 0

    def until(self, ask: Callable[[], Page]) -> Page:
        """Ask until a page comes that is not an error of the server. Raises NeverArrivedError."""
        ends = monotonic() + self.patience_seconds
        while monotonic() < ends and not self.is_over():
            page = self.once(ask)
            if page is not None:
                return page
            sleep(_PAUSE_SECONDS)
        raise NeverArrivedError(NeverArrivedError.__doc__)

    def once(self, ask: Callable[[], Page]) -> Page | None:
        """Ask once; None where no answer came, or an error of the server."""
        try:
            page = ask()
        except LOST:
            page = None
        if page is not None and page.status < 500:
            return page
        self.lost += 1
        return None
