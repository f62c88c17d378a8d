"""A browser without JavaScript, as far as forms go: reads a page's form, changes it, presses a button."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from django.test import Client
from pypdf import PdfReader

from madoguchi_testing.people.forms import PageForm, form_of

HERE = "072028"
EVENT = "moving_in"
START = f"/{HERE}/{EVENT}/"


class Visitor:
    """Somebody at a browser; `page` and `url` are what the window shows."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.url = ""
        self.status = 0
        self.html = ""
        self.headers: Mapping[str, str] = {}

    def go(self, url: str) -> str:
        """Open an address, redirects followed."""
        return self._arrive(self.client.get(url, follow=True), url)

    def send(self, button: Mapping[str, str] | None = None, /, **changed: Any) -> str:
        """Fill in and press: keywords are names of inputs with `__` for `-`; a button by name and value."""
        form = form_of(self.html)
        values = {**form.values, **{name.replace("__", "-"): value for name, value in changed.items()}}
        return self.post(form.action or self.url, {**values, **(button or {})})

    def post(self, url: str, values: Mapping[str, Any]) -> str:
        """Post what is given and nothing else."""
        return self._arrive(self.client.post(url, values, follow=True), url)

    def text_of_pdf(self, url: str) -> str:
        """What can be read in a paper; the window stays where it is."""
        pages = PdfReader(io.BytesIO(self.client.get(url).content)).pages
        return "".join(page.extract_text() for page in pages)

    def start(self) -> None:
        """Begin to answer."""
        self.go(START)
        self.send({"begin": "yes"})

    def tell_move_date(self) -> None:
        """Answer the first question."""
        self.send(move__date__era="令和", move__date__year="8", move__date__month="3", move__date__day="11")

    def to_the_people(self) -> None:
        """Answer everything before the list of people."""
        self.start()
        self.tell_move_date()
        self.send(move__from_kind="other_prefecture")
        self.send(move__one_stop="no")

    def tell_the_people(self, *people: tuple[str, str]) -> None:
        """Fill in the list of people: relation to the head of the household, and when they were born."""
        self.go(f"{START}question/members/?people={len(people)}")
        typed = {}
        for key, (relation, born) in zip(form_of(self.html).values["person"], people, strict=True):
            typed[f"person-{key}-relation"] = relation
            typed[f"person-{key}-birth_date-year"] = born
        self.send({"save": "1"}, **typed)

    def answer_the_rest(self) -> None:
        """Answer every question that is left with the most common answer, and end at the plan."""
        for _ in range(40):
            if "/question/" not in self.url:
                return
            before = self.url
            self.answer_one()
            assert self.url != before, f"{before} is not satisfied"

    def answer_one(self) -> None:
        """Answer the question of the page with the most common answer."""
        self.send({}, **_common_answers(form_of(self.html)))

    def fill_in_everything(self) -> None:
        """From the choice of procedures to the review."""
        self.send()
        for _ in range(40):
            if "/fill/" not in self.url:
                return
            before = self.url
            self.send({"save": "1"}, **common_entries(form_of(self.html)))
            assert self.url.split("?")[0] != before.split("?")[0], f"{before} is not satisfied"

    def _arrive(self, response: Any, asked: str) -> str:
        chain = getattr(response, "redirect_chain", [])
        self.url = chain[-1][0] if chain else asked
        self.status = response.status_code
        self.headers = response.headers
        self.html = response.content.decode("utf-8", "replace")
        return self.html


_BY_ENDING = {
    "-name": "会津 花子",
    "-name_kana": "アイヅ ハナコ",
    "old_postal_code": "155-0031",
    "old_address": "東京都世田谷区北沢二丁目8番18号",
    "new_postal_code": "965-0846",
    "new_town": "門田町大字飯寺",
    "new_block": "582番地1",
    "-phone": "090-0000-1234",
}


def _common_answers(form: PageForm) -> dict[str, Any]:
    if "answer" in form.offered:
        return {"answer": "nobody"}
    answers: dict[str, Any] = {}
    if "the-rest" in form.offered:
        answers["the-rest"] = "none"
    for name, offered in form.offered.items():
        ordinary = [value for value in offered if value not in ("", "dont_know", "yes")]
        if name == "the-rest" or name.endswith("-unsure") or form.values.get(name, [""]) != [""]:
            continue
        if ordinary:
            answers[name] = "none" if name in form.boxes and "none" in ordinary else ordinary[0]
        elif not offered:
            answers[name] = "0"
    return answers


def common_entries(form: PageForm) -> dict[str, Any]:
    """What is missing on a page of the form, filled in with something ordinary."""
    entries: dict[str, Any] = {}
    for name, offered in form.offered.items():
        if form.values.get(name, [""]) != [""] or name.endswith(("-unsure", "-era")):
            continue
        if offered:
            entries[name] = next(value for value in offered if value)
            continue
        known = [text for ending, text in _BY_ENDING.items() if name.endswith(ending)]
        if known:
            entries[name] = known[0]
    return entries
