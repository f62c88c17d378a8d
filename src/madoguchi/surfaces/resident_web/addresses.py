"""Addresses of the site's pages."""

from __future__ import annotations

from madoguchi.surfaces.shared_web import addresses


def address(name: str, *arguments: object) -> str:
    """The address of the page with that name in `urls.py`. Raises NoReverseMatch."""
    return addresses.address(f"resident_web:{name}", *arguments)
