"""The port `Screen` at the stand-in's screens without a browser: reads their pages as they come.

For what has nothing to do with a browser. Dialogs, waiting and what a real page does: tested with Chromium.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from madoguchi.engines.handover.domain.robot import ScreenUnreachableError, SurpriseError
from madoguchi_testing.core_system.screens import EntryScreens


class PlainScreen:
    """One session at the stand-in. What is called while storing may raise an OSError: the line broke."""

    def __init__(self, screens: EntryScreens) -> None:
        self._screens = screens
        self._session = self._path = self._content = ""
        self._page = _Page()

    def open(self, path: str) -> None:
        """Go to a path. Raises ScreenUnreachableError."""
        self._path = path
        self._go({})

    def sees(self, *texts: str) -> str:
        """The first of the texts that is on the page as it stands; empty when none is."""
        return next((text for text in texts if text in self._page.texts), "")

    def fill(self, name: str, value: str) -> None:
        """Put a value into a field, cut off as browsers do. Raises SurpriseError where there is none."""
        if name not in self._page.longest:
            raise SurpriseError(f"画面に欄「{name}」が0個あります。1個のはずです。")
        self._page.values[name] = value[: self._page.longest[name]]

    def value_of(self, name: str) -> str:
        """What a field holds, or what is shown beside its name. Raises SurpriseError where there is none."""
        if name in self._page.longest:
            return self._page.values[name]
        if name not in self._page.beside:
            raise SurpriseError(f"画面に「{name}」の欄が0個あります。1個のはずです。")
        return self._page.beside[name]

    def press(self, name: str) -> None:
        """Press a button. Raises SurpriseError, ScreenUnreachableError."""
        if self._page.buttons.count(name) != 1:
            raise SurpriseError(f"画面にボタン「{name}」が0個あります。1個のはずです。")
        self._go(self._page.values | {"step": name})

    def picture(self) -> bytes:
        """The page itself."""
        return self._content.encode()

    def close(self) -> None:
        """End the session."""
        self._session = ""

    def _go(self, given: dict[str, str]) -> None:
        try:
            status, self._content, self._session = self._screens.answer(self._path, given, self._session)
        except OSError:
            raise ScreenUnreachableError(ScreenUnreachableError.__doc__) from None
        if status >= 500:
            raise ScreenUnreachableError("基幹システムがエラーを返しました。自動でもう一度試みます。")
        self._page = _Page()
        self._page.parser().feed(self._content)


@dataclass
class _Page:
    """What is on a page: texts, fields by name with what they hold, values beside their names, buttons."""

    texts: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)

    def parser(self) -> HTMLParser:
        """What fills the page in."""
        return _Parser(self)


class _Parser(HTMLParser):
    def __init__(self, page: _Page) -> None:
        super().__init__()
        self._page = page
        self._within = self._name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag == "input":
            self._page.values[given["name"]] = given["value"]
            if given.get("type") != "hidden":
                self._page.longest[given["name"]] = int(given["maxlength"])
            return
        self._within = tag
        if tag == "td":
            self._page.beside[self._name] = ""

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        match self._within:
            case "th":
                self._name = data
            case "td":
                self._page.beside[self._name] = data
            case "button":
                self._page.buttons.append(data)
            case "p" | "h1":
                self._page.texts.append(data)
