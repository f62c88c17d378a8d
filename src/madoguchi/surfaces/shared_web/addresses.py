"""Addresses of pages, each worked out once per process: a page has dozens of them."""

from __future__ import annotations

from functools import lru_cache

from django.urls import get_script_prefix, reverse


def address(name: str, *arguments: object) -> str:
    """The address of the page with that name (`staff_web:inbox`). Raises NoReverseMatch."""
    return _address(get_script_prefix(), name, *arguments)


@lru_cache(maxsize=8192)
def _address(script_prefix: str, name: str, *arguments: object) -> str:
    """`script_prefix` stands in what `reverse` gives, and so belongs to what is remembered."""
    del script_prefix
    return reverse(name, args=arguments)
