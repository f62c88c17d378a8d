"""The environment of the residents' templates: Jinja2, because their pages are read by many people at once.

What the two sites have in common is taken from the shared Django templates when a process starts, as finished
text: style sheets, fonts, the mark. Decision: docs/decisions/0016-resident-templates-in-jinja2.md.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.templatetags.static import static
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup, escape

from madoguchi.core.languages import COUNT, JAPANESE, Language, html_with_readings, in_brackets, say, spoken
from madoguchi.surfaces.resident_web.addresses import address
from madoguchi.surfaces.shared_web.templatetags.look import icon

_SHARED = {
    "shared_head": "shared_web/head.html",
    "shared_fonts": "shared_web/fonts.html",
    "mark": "cotton/mark.html",
}


def environment(**options: Any) -> Environment:
    """The environment, for Django's backend (`RESIDENT_TEMPLATES` in the settings).

    A name that a page does not give is a mistake and raises; it is never an empty place on the page.
    """
    made = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=options["loader"],
        auto_reload=options["auto_reload"],
    )
    made.globals |= {
        "static": lru_cache(maxsize=256)(static),
        "url": address,
        "say": _say,
        "said": said,
        "ja": stays_japanese,
        "told": told,
        "in_brackets": in_brackets,
        "icon": icon,
        "name_of_language": name_of_language,
        "example": _Example(),
        **{name: render_to_string(template, using="django") for name, template in _SHARED.items()},
    }
    made.globals["ui"] = made.get_template("resident_web/components.html").module
    return made


def _say(text: str, **values: object) -> Markup:
    """A text in the language that is spoken; what is put into it is escaped where it is no markup."""
    form = escape(spoken().form_of(text, values.get(COUNT)))
    return form.format(**values) if values else form


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
        badge = Markup('<span class="badge badge-example" title="{}">{}</span>')
        return badge.format(say("出典のない仮の内容です"), say("例"))
