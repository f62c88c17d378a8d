"""A member of staff at the staff site: signs in, brings on what is in the inbox, enters what waits."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from madoguchi_testing.people.browser import Browser, Page
from madoguchi_testing.people.forms import PageForm, forms_of
from madoguchi_testing.people.persistent import Persistent

_STEPS = ("accept", "decide", "finish")
_MOST_STEPS = 12
_CODE_TEXT = re.compile(r'id="code-text">([^<]+)<')
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


class NotSignedInError(Exception):
    """職員のサイトにサインインできません。"""


@dataclass(frozen=True, slots=True)
class Login:
    """Who signs in where, and whose inbox they open."""

    municipality_code: str
    username: str
    password: str = field(repr=False)
    desk: str


class ClerkAtSite(Persistent):
    """One person with one browser. `read_in` brings the code of a record (its number, the text) into the
    core system and returns that system's number.

    When no answer comes to a step, the person sends it once more, or looks at the page again and goes on from
    what it says: whichever `by` says.
    """

    def __init__(
        self,
        browser: Browser,
        login: Login,
        *,
        by: random.Random,
        read_in: Callable[[str, str], str],
        is_over: Callable[[], bool] = lambda: False,
    ) -> None:
        super().__init__(browser, is_over=is_over)
        self._login, self._by, self._read_in = login, by, read_in
        self._base = f"/{login.municipality_code}/"

    def work(self) -> int:
        """Bring on each case of the inbox and enter each record that waits; how many there were.

        Raises NeverArrivedError, NotSignedInError.
        """
        cases = self._links(f"inbox/{self._login.desk}/", "cases/")
        for case in cases:
            self._bring_on(case)
        records = self._links("handover/to-enter/", "handover/")
        for record in records:
            self._enter(record)
        return len(cases) + len(records)

    def _links(self, list_: str, to: str) -> list[str]:
        html = self._open(self._base + list_).html
        return list(dict.fromkeys(re.findall(rf'href="({self._base}{to}{_UUID}/)"', html)))

    def _bring_on(self, path: str) -> None:
        for _ in range(_MOST_STEPS):
            page = self._open(path)
            step = next((one for one in _STEPS if _form_for(page, one)), None)
            if step is None:
                return
            self._press(page, step)

    def _enter(self, path: str) -> None:
        page = self._open(path)
        if _form_for(page, "take"):
            self._press(page, "take")
            page = self._open(path)
        code = _CODE_TEXT.search(page.html)
        if code is not None and _form_for(page, "finish"):
            reference = self._read_in(path.rstrip("/").rpartition("/")[2], code[1])
            self._press(page, "finish", reference=reference)

    def _press(self, page: Page, step: str, **typed: str) -> None:
        form = _form_for(page, step)
        if form is None:
            return
        values = {name: texts[-1] for name, texts in form.values.items()} | {"step": step} | typed

        def send() -> Page:
            return self.browser.post(form.action, values)

        if self.once(send) is None and self._by.random() < 0.5:
            self.until(send)

    def _open(self, path: str) -> Page:
        page = self.until(lambda: self.browser.get(path))
        if not _is_sign_in(page):
            return page
        (form,) = forms_of(page.html)
        values = {name: texts[-1] for name, texts in form.values.items()}
        values |= {"username": self._login.username, "password": self._login.password}
        page = self.until(lambda: self.browser.post(form.action, values))
        if _is_sign_in(page):
            raise NotSignedInError(NotSignedInError.__doc__)
        return self.until(lambda: self.browser.get(path))


def _form_for(page: Page, step: str) -> PageForm | None:
    """The form of the page that offers the step."""
    for form in forms_of(page.html):
        if step in (*form.values.get("step", ()), *form.offered.get("step", ())):
            return form
    return None


def _is_sign_in(page: Page) -> bool:
    return "/sign-in/" in page.path
