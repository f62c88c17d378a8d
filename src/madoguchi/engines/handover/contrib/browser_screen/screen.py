"""The port `Screen` over Playwright. Old screens name their fields in the cell beside them, newer ones by
labels; others show nothing that a program could read, and only the attribute `name` is left.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from django.conf import settings

from madoguchi.core.packs import NamedBy
from madoguchi.engines.handover.domain.robot import (
    RobotUnavailableError,
    ScreenUnreachableError,
    SurpriseError,
)
from madoguchi.engines.handover.per_municipality import value_for

if TYPE_CHECKING:
    from playwright.sync_api import ElementHandle

PATIENCE_SECONDS = 15.0
"""How long a screen may take for one step."""
_POLL_SECONDS = 0.1
_FIELD = "input, select, textarea"
_PLACES = """([name, kinds, field]) => {
    const said = text => (text || "").replace(/\\s+/g, " ").trim()
    const found = new Set()
    const add = element => { if (element && element.type !== "hidden") found.add(element) }
    const after = (heads, holder) => {
        for (const head of document.querySelectorAll(heads)) {
            const cell = head.nextElementSibling
            if (said(head.innerText) !== name || !cell || cell.tagName !== holder) continue
            const within = [...cell.querySelectorAll(field)].filter(one => one.type !== "hidden")
            within.length ? within.forEach(add) : add(cell)
        }
    }
    if (kinds.includes("cell")) { after("th", "TD"); after("dt", "DD") }
    if (kinds.includes("label"))
        for (const label of document.querySelectorAll("label"))
            if (said(label.innerText) === name) add(label.control)
    if (kinds.includes("aria_label"))
        for (const one of document.querySelectorAll("[aria-label]"))
            if (said(one.getAttribute("aria-label")) === name && one.matches(field + ", output")) add(one)
    if (kinds.includes("name"))
        for (const one of document.getElementsByName(name)) if (one.matches(field + ", output")) add(one)
    return [...found]
}"""
"""The fields, and the cells that show a value, which a screen names so."""
_IS_FIELD = "(place, field) => place.matches(field)"
_HELD = """(place, field) => place.matches(field + ", output") ? place.value : place.innerText.trim()"""


def open_browser_screen(municipality_code: str, named_by: Sequence[NamedBy]) -> BrowserScreen:
    """A fresh session at the municipality's `MADOGUCHI_ENTRY_SCREENS_URL`. Raises RobotUnavailableError."""
    address = value_for(municipality_code, settings.MADOGUCHI_ENTRY_SCREENS_URL)
    if not address:
        raise RobotUnavailableError(
            "この市町村の、基幹システムの入力画面の場所が設定されていません。"
            "情報担当が MADOGUCHI_ENTRY_SCREENS_URL を設定してください。設定すると、自動でもう一度試みます。"
        )
    return BrowserScreen(address, named_by=named_by)


class BrowserScreen:
    """One browser session below `address`. A dialog, another window, a way out of `address` is a surprise.

    The browser lives in a thread of its own: Playwright keeps an event loop running in the thread that
    started it, and the database must not be used where one runs.
    """

    def __init__(
        self,
        address: str,
        *,
        patience_seconds: float = PATIENCE_SECONDS,
        named_by: Sequence[NamedBy] = tuple(NamedBy),
    ) -> None:
        """`named_by` is by what fields are found. Raises RobotUnavailableError."""
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="robot")
        try:
            self._session = self._thread.submit(_Session, address, patience_seconds, named_by).result()
        except BaseException:
            self._thread.shutdown()
            raise

    def open(self, path: str) -> None:
        """Go to a path. Raises ScreenUnreachableError."""
        self._thread.submit(self._session.open, path).result()

    def sees(self, *texts: str) -> str:
        """The first of the texts that is to be seen, waiting a while; empty when none comes."""
        return self._thread.submit(self._session.sees, *texts).result()

    def fill(self, name: str, value: str) -> None:
        """Put a value into a field. Raises SurpriseError where there is none."""
        self._thread.submit(self._session.fill, name, value).result()

    def value_of(self, name: str) -> str:
        """What a field holds, or what is shown beside its name. Raises SurpriseError where there is none."""
        return self._thread.submit(self._session.value_of, name).result()

    def press(self, name: str) -> None:
        """Press a button and wait for what follows. Raises SurpriseError, ScreenUnreachableError."""
        self._thread.submit(self._session.press, name).result()

    def picture(self) -> bytes:
        """The screen as it is, PNG; empty when there is none."""
        return self._thread.submit(self._session.picture).result()

    def close(self) -> None:
        """End the session."""
        self._thread.submit(self._session.close).result()
        self._thread.shutdown()


class _Session:
    """The same, in the thread of the browser."""

    def __init__(self, address: str, patience_seconds: float, named_by: Sequence[NamedBy]) -> None:
        try:
            from playwright.sync_api import Error, sync_playwright
        except ModuleNotFoundError:
            raise RobotUnavailableError(RobotUnavailableError.__doc__) from None
        self._address = address.rstrip("/")
        self._patience = patience_seconds
        self._named_by = [str(one) for one in named_by]
        self._error = Error
        self._surprise = ""
        self._stack = contextlib.ExitStack()
        with contextlib.ExitStack() as opening:
            playwright = opening.enter_context(sync_playwright())
            try:
                browser = playwright.chromium.launch(executable_path=settings.MADOGUCHI_ROBOT_BROWSER or None)
            except Error:
                raise RobotUnavailableError(RobotUnavailableError.__doc__) from None
            opening.callback(browser.close)
            context = browser.new_context(locale="ja-JP", viewport={"width": 1024, "height": 768})
            context.set_default_timeout(patience_seconds * 1_000)
            self._page = context.new_page()
            self._page.on("dialog", self._on_dialog)
            context.on("page", self._on_page)
            self._stack = opening.pop_all()

    def open(self, path: str) -> None:
        """Go to a path. Raises ScreenUnreachableError."""
        try:
            answer = self._page.goto(self._address + path, wait_until="domcontentloaded")
        except self._error:
            raise ScreenUnreachableError(ScreenUnreachableError.__doc__) from None
        if answer is not None and answer.status >= 500:
            raise ScreenUnreachableError("基幹システムがエラーを返しました。自動でもう一度試みます。")
        self._check()

    def sees(self, *texts: str) -> str:
        """The first of the texts that is to be seen, waiting a while; empty when none comes.

        The whole text of an element: 「登録済」 is not seen in 「未登録済」.
        """
        until = time.monotonic() + self._patience
        while True:
            with contextlib.suppress(self._error):  # the page is changing just now
                for text in texts:
                    if self._page.get_by_text(text, exact=True).first.is_visible():
                        self._check()
                        return text
            if time.monotonic() >= until or self._surprise:
                self._check()
                return ""
            self._page.wait_for_timeout(_POLL_SECONDS * 1_000)

    def fill(self, name: str, value: str) -> None:
        """Put a value into a field. Raises SurpriseError where there is none."""
        try:
            fields = [one for one in self._places(name) if one.evaluate(_IS_FIELD, _FIELD)]
            if len(fields) != 1:
                raise SurpriseError(f"画面に欄「{name}」が{len(fields)}個あります。1個のはずです。")
            if fields[0].evaluate("field => field.tagName") == "SELECT":
                fields[0].select_option(value)
            else:
                fields[0].fill(value)
        except self._error:
            raise SurpriseError(f"欄「{name}」に入れられません。") from None
        self._check()

    def value_of(self, name: str) -> str:
        """What a field holds, or what is shown beside its name. Raises SurpriseError where there is none."""
        try:
            held = [place.evaluate(_HELD, _FIELD) for place in self._places(name)]
        except self._error:
            raise SurpriseError(f"画面に「{name}」の欄がありません。") from None
        if len(held) != 1:
            raise SurpriseError(f"画面に「{name}」の欄が{len(held)}個あります。1個のはずです。")
        return str(held[0])

    def press(self, name: str) -> None:
        """Press a button and wait for what follows. Raises SurpriseError, ScreenUnreachableError."""
        button = self._page.get_by_role("button", name=name, exact=True)
        try:
            if button.count() != 1:
                raise SurpriseError(f"画面にボタン「{name}」が{button.count()}個あります。1個のはずです。")
            button.click()
        except self._error:
            raise SurpriseError(
                f"ボタン「{name}」を押せません。使えなくなっていないか、ほかのもので隠れていないか確かめてください。"
            ) from None
        try:
            self._page.wait_for_load_state("domcontentloaded")
        except self._error:
            raise ScreenUnreachableError(
                f"ボタン「{name}」を押しましたが、基幹システムが答えません。自動でもう一度試みます。"
            ) from None
        self._check()

    def picture(self) -> bytes:
        """The screen as it is, PNG; empty when there is none."""
        try:
            return bytes(self._page.screenshot(full_page=True))
        except self._error:
            return b""

    def close(self) -> None:
        """End the session."""
        self._stack.close()

    def _places(self, name: str) -> list[ElementHandle]:
        """Every field with this name, and every cell that shows a value beside it; each once."""
        found = self._page.evaluate_handle(_PLACES, [name, self._named_by, _FIELD])
        elements = (one.as_element() for one in found.get_properties().values())
        return [one for one in elements if one is not None]

    def _check(self) -> None:
        """Raises SurpriseError for what no step expects."""
        if self._surprise:
            raise SurpriseError(self._surprise)
        here = self._page.url
        if here.startswith("chrome-error:"):
            raise ScreenUnreachableError(ScreenUnreachableError.__doc__)
        if here != self._address and not here.startswith(f"{self._address}/"):
            raise SurpriseError("画面が基幹システムの外へ移りました。")

    def _on_dialog(self, dialog: Any) -> None:
        self._surprise = "画面に、手順にない確認の窓が出ました。"
        dialog.dismiss()

    def _on_page(self, page: Any) -> None:
        self._surprise = "手順にない、新しい窓が開きました。"
        page.close()
