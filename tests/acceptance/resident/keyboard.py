"""A visitor with a keyboard and nothing else: Tab, Space, Enter, the arrows, and what is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from playwright.sync_api import Page

_MOST_STOPS = 250
_Word = TypeVar("_Word", str, int)
_FOCUS = """() => {
  const element = document.activeElement;
  const shown = element.closest('.choice, .check') || element;
  const box = shown.getBoundingClientRect();
  const at = (x, y) => document.elementFromPoint(x, y);
  const middle = at(box.left + box.width / 2, box.top + Math.min(box.height / 2, 24));
  const ringed = [element, shown].some(one => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  });
  const group = element.name ? [...document.getElementsByName(element.name)] : [];
  return {
    tag: element.tagName, type: element.type || '', name: element.name || '', id: element.id,
    text: element.textContent.trim(), value: element.value || '',
    answered: element.type === 'radio' ? group.some(one => one.checked) : Boolean(element.checked),
    ringed, covered: !middle || !(shown.contains(middle) || middle.contains(shown)),
  };
}"""


@dataclass(frozen=True)
class Focus:
    """What has the focus: element, form value, whether its ring can be seen and something lies over it."""

    tag: str
    type: str
    name: str
    id: str
    text: str
    value: str
    answered: bool
    ringed: bool
    covered: bool


@dataclass
class Keyboard:
    """Walks from stop to stop. `found` says where the focus could not be seen."""

    page: Page
    entries: Mapping[str, str]
    """Endings of names of inputs, with what is typed there."""
    choose: Mapping[str, int]
    """Endings of names of lists and choices, with how many arrows down; else the first is taken."""
    found: list[str] = field(default_factory=list)
    presses: int = 0

    def press(self, key: str) -> None:
        """One key."""
        self.presses += 1
        self.page.keyboard.press(key)

    def focus(self) -> Focus:
        """What has the focus now; notes it when one cannot see where one is."""
        said: dict[str, Any] = self.page.evaluate(_FOCUS)
        focus = Focus(**said)
        where = f"{self.page.url.split('/', 4)[-1]}: {focus.tag} {focus.name or focus.text[:30]}"
        if focus.tag != "BODY" and not focus.ringed:
            self.found.append(f"{where}: no ring around the focus")
        if focus.tag != "BODY" and focus.covered:
            self.found.append(f"{where}: the focus is covered")
        return focus

    def go_to(self, text: str, at_each: Callable[[Focus], None] = lambda focus: None) -> None:
        """Tab to the link or button with this text, answering at each stop, and press Enter there."""
        for _ in range(_MOST_STOPS):
            self.press("Tab")
            focus = self.focus()
            if focus.tag in ("A", "BUTTON") and focus.text == text:
                with self.page.expect_navigation():
                    self.press("Enter")
                return
            at_each(focus)
        raise AssertionError(f"{text} cannot be reached with the keyboard on {self.page.url}")

    def answer(self, focus: Focus) -> None:
        """Answer what has the focus, unless it is answered already."""
        if focus.type == "radio" and not focus.answered:
            # The arrow chooses the second, as everybody who uses a keyboard knows; Space the first.
            steps = self._steps(focus.name, 1 if focus.value == "yes" else 0)
            for _ in range(steps):
                self.press("ArrowDown")
            if not steps:
                self.press("Space")
        elif focus.type == "checkbox" and not focus.answered and self._ordinary(focus):
            self.press("Space")
        elif focus.tag == "SELECT" and not focus.value and not focus.name.endswith("-era"):
            for _ in range(self._steps(focus.name, 1)):
                self.press("ArrowDown")
        elif focus.type == "text" and not focus.value:
            self.page.keyboard.type(_ending(self.entries, focus.name, ""))

    @staticmethod
    def _ordinary(focus: Focus) -> bool:
        return focus.id in ("answer-nobody", "the-rest") or focus.value == "none"

    def _steps(self, name: str, otherwise: int) -> int:
        return _ending(self.choose, name, otherwise)


def _ending(words: Mapping[str, _Word], name: str, otherwise: _Word) -> _Word:
    return next((found for ending, found in words.items() if name.endswith(ending)), otherwise)
