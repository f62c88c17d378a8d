"""The environment of the residents' templates: Jinja2, because their pages are read by many people at once.

Decision: docs/decisions/0016-resident-templates-in-jinja2.md.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from string import Formatter
from typing import Any

from django.urls import get_script_prefix
from jinja2 import Environment
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from madoguchi.core.languages import (
    COUNT,
    JAPANESE,
    Language,
    Texts,
    html_with_readings,
    in_brackets,
    say,
    spoken,
)
from madoguchi.surfaces.resident_web.addresses import address
from madoguchi.surfaces.shared_web.templating import shared_environment


def environment(**options: Any) -> Environment:
    """The environment, for Django's backend (`RESIDENT_TEMPLATES` in the settings)."""
    made = shared_environment(options)
    made.globals |= {
        "url": address,
        "say": _say,
        "said": said,
        "ja": stays_japanese,
        "told": told,
        "in_brackets": in_brackets,
        "for_everybody": for_everybody,
        "name_of_language": name_of_language,
        "example": _Example(),
    }
    for name, template in (("ui", "components"), ("frame", "frame")):
        made.globals[name] = made.get_template(f"resident_web/{template}.html").module
    return made


def for_everybody(macro: Macro, *given: Hashable) -> Markup:
    """What a macro writes, kept for all who read the same: only what the packs say may be given, no answer.

    A macro of `ui` or `frame` sees nothing else than what it is given, the language and where the site lies.
    """
    return _for_everybody(spoken(), get_script_prefix(), macro, given)


@lru_cache(maxsize=4096)
def _for_everybody(texts: Texts, script_prefix: str, macro: Macro, given: tuple[Hashable, ...]) -> Markup:
    del texts, script_prefix
    return Markup(macro(*given))  # noqa: S704 - a template has written it


def _say(text: str, /, **values: object) -> Markup:
    """A text in the language that is spoken; what is put into it is escaped where it is no markup."""
    form = spoken().form_of(text, values.get(COUNT))
    if not values:
        return _escaped(form)
    written: list[str] = []
    for letters, name in _pieces(form):
        written.append(letters)
        if name is not None:
            written.append(escape(values[name]))
    return Markup("".join(written))  # noqa: S704 - each piece is escaped


_escaped = lru_cache(maxsize=8192)(escape)
"""For texts of the site itself: what people wrote is not remembered."""


@lru_cache(maxsize=8192)
def _pieces(form: str) -> tuple[tuple[str, str | None], ...]:
    """The letters of a text, escaped, each with the name of the value that follows them."""
    return tuple((escape(letters), name) for letters, name, _, _ in Formatter().parse(form))


def said(text: str) -> str:
    """A text that Python marked as translatable, in the language that is spoken."""
    return spoken().say(text)


def told(text: str) -> Markup:
    """A text of the municipality (a floor, opening hours) in the language, or in Japanese and marked so."""
    return escape(spoken().say(text)) if text in spoken() else stays_japanese(text)


def stays_japanese(text: str, element: str = "span") -> Markup:
    """A proper name or a law: Japanese in every language, and marked so for screen readers and fonts."""
    if spoken().language.tag == JAPANESE.tag and element == "span":
        return escape(text)
    return Markup('<{0} lang="ja">{1}</{0}>').format(Markup(element), text)  # noqa: S704 - escapes the text


@lru_cache(maxsize=64)
def name_of_language(language: Language) -> Markup:
    """Its own name, with readings where it has them; it stands on the pages of all languages."""
    return Markup(html_with_readings(str(escape(language.label))))  # noqa: S704 - escaped just before


class _Example:
    """「例」, beside a value that has no source yet, in the language that is spoken when it is shown."""

    def __html__(self) -> str:
        return _example(say("出典のない仮の内容です"), say("例"))


@lru_cache(maxsize=64)
def _example(meaning: str, word: str) -> Markup:
    return Markup('<span class="badge badge-example" title="{}">{}</span>').format(meaning, word)
