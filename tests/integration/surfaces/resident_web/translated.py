"""Packs with made-up translations, and what of a page is left in Japanese."""

from __future__ import annotations

import argparse
import re
import shutil
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import cache
from html.parser import HTMLParser
from io import StringIO
from itertools import product
from pathlib import Path

import pytest

from madoguchi.surfaces.cli.pack_tools import translating
from madoguchi_testing.catalogs import translate

ROOT = Path(__file__).parents[4]
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龥々]")
OPENING, CLOSING = "⟦", "⟧"
VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
READ_ALOUD = ("alt", "title", "aria-label", "placeholder")


def translated_packs(folder: Path, event: str, *languages: tuple[str, Callable[[str], str]]) -> Path:
    """The packs with the interface and one event in made-up languages, everything else in Japanese only.

    Without an event everything is translated.
    """
    packs = folder / "packs"
    shutil.copytree(ROOT / "packs", packs, ignore=shutil.ignore_patterns("_broken", "languages"))
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()):
        # What is still to be translated is the same after other files were prepared.
        patch.setattr(translating, "load_packs", cache(translating.load_packs))
        for language, interface in product(
            (one for one, _ in languages), (False, True) if event else (False,)
        ):
            wanted = {"event": "" if interface else event, "interface": interface}
            arguments = argparse.Namespace(language=language, write=True, json=True, **wanted)
            translating.tell_translations(packs, arguments)
    for language, form in languages:
        for file in packs.rglob(f"languages/{language}/**/*.po"):
            translate(file, form)
    return packs


def marked(text: str) -> str:
    """The text between the marks that say: this went through a catalog."""
    return f"{OPENING}{text}{CLOSING}"


class _Unmarked(HTMLParser):
    """Gathers the Japanese of a page outside of the marks and outside of parts in a language of their own."""

    def __init__(self, own: re.Pattern[str]) -> None:
        super().__init__()
        self.own = own
        self.open: list[tuple[str, bool]] = []
        self.depth = 0
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        silent = tag in ("script", "style") or (tag != "html" and "lang" in given)
        for name in READ_ALOUD:
            inside = self.depth
            self._look(given.get(name) or "")
            self.depth = inside
        if tag not in VOID:
            self.open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(silent for _, silent in self.open):
            self._look(data)

    def _look(self, text: str) -> None:
        outside = ""
        for character in self.own.sub("", text):
            self.depth += (character == OPENING) - (character == CLOSING)
            outside += character if self.depth == 0 else ""
        if JAPANESE.search(outside):
            self.found.append(outside.strip())


def forgotten(html: str, *own: str) -> list[str]:
    """The visible Japanese of a page that no catalog said; `own` are patterns of what people typed."""
    reader = _Unmarked(re.compile("|".join(own) or "(?!)"))
    reader.feed(html)
    return reader.found
