"""The forms of a page, as a browser without JavaScript reads them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = list[tuple[str, str | None]]


@dataclass
class PageForm:
    """A form with POST of a page: its fields as a browser would send them, and what can be chosen."""

    values: dict[str, list[str]] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)
    boxes: set[str] = field(default_factory=set)
    action: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.form: PageForm | None = None
        self.done: list[PageForm] = []
        self.select = ""

    def handle_starttag(self, tag: str, attributes: Attributes) -> None:
        given = dict(attributes)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form" and given.get("method") == "post":
            self.form = PageForm(action=given.get("action") or "")
        if self.form is None:
            return
        if tag == "input" and name:
            if given.get("type") in ("radio", "checkbox"):
                self.form.offered.setdefault(name, []).append(value)
                if given.get("type") == "checkbox":
                    self.form.boxes.add(name)
                if "checked" in given:
                    self.form.values.setdefault(name, []).append(value)
            else:
                self.form.offered.setdefault(name, [])
                self.form.values.setdefault(name, []).append(value)
        elif tag == "select":
            self.select = name
            self.form.values[name] = [""]
            self.form.offered[name] = []
        elif tag == "option" and self.select:
            if "value" in given:
                self.form.offered[self.select].append(value)
            if "selected" in given:
                self.form.values[self.select] = [value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        elif tag == "form" and self.form is not None:
            self.done.append(self.form)
            self.form = None


def forms_of(html: str) -> list[PageForm]:
    """All forms with POST on the page, in their order."""
    reader = _Reader()
    reader.feed(html)
    return reader.done


def form_of(html: str) -> PageForm:
    """The last form with POST on the page. Raises LookupError when there is none."""
    found = forms_of(html)
    if not found:
        raise LookupError("there is no form on this page")
    return found[-1]
