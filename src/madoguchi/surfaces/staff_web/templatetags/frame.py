"""The parts of the frame, which Jinja2 writes for all pages (see `templating.py`)."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context, engines
from django.utils.safestring import SafeString

from madoguchi.surfaces.staff_web.templating import ENGINE

register = template.Library()


@register.simple_tag(takes_context=True)
def frame_part(context: Context, name: str) -> SafeString:
    """`{% frame_part "top" %}`: the part of that name in `jinja2/staff_web/frame`, with the page's values."""
    values: Any = context.flatten()  # its stubs know keys that no page has
    return SafeString(engines[ENGINE].get_template(f"staff_web/frame/{name}.html").render(values))
