"""What the Jinja2 environments of the sites have in common.

The head and the mark are taken from the shared Django templates when a process starts, as finished text.
Decision: docs/decisions/0016-resident-templates-in-jinja2.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.templatetags.static import static
from jinja2 import Environment, StrictUndefined

from madoguchi.surfaces.shared_web.templatetags.look import icon

_SHARED = {
    "shared_head": "shared_web/head.html",
    "mark": "cotton/mark.html",
}


def shared_environment(options: Mapping[str, Any]) -> Environment:
    """An environment with the options of Django's backend, and with what every site needs.

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
        "icon": icon,
        **{name: render_to_string(template, using="django") for name, template in _SHARED.items()},
    }
    return made
