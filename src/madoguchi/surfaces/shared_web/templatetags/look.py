"""The smallest parts of a page as tags: they stand there dozens of times; a component would cost too much."""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, drawn: bool = False) -> SafeString:
    """`{% icon "check" %}`: a decorative icon of the sprite; `drawn=True` for the large two-tone ones.

    The word beside it says the same: assistive technology does not meet it.
    """
    return _icon(name, drawn)


@lru_cache(maxsize=256)
def _icon(name: str, drawn: bool) -> SafeString:
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        " icon-drawn" if drawn else "",
        static("shared_web/icons.svg"),
        name,
    )


@register.simple_tag
def example() -> SafeString:
    """`{% example %}`: 「例」, beside a value that has no source yet."""
    return SafeString('<span class="badge badge-example" title="出典のない仮の内容です">例</span>')
