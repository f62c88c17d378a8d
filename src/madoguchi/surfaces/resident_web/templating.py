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

from madoguchi.core.languages import spoken
from madoguchi.surfaces.resident_web.addresses import address
from madoguchi.surfaces.shared_web.templatetags.look import example, icon

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
        "icon": icon,
        "example": example(),
        **{name: render_to_string(template, using="django") for name, template in _SHARED.items()},
    }
    made.globals["ui"] = made.get_template("resident_web/components.html").module
    return made


def _say(text: str, **values: object) -> Markup:
    """A text in the language that is spoken; what is put into it is escaped where it is no markup."""
    said = escape(spoken().say(text))
    return said.format(**values) if values else said
