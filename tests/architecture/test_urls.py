"""Every URL of both sites says who may call it."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver

from madoguchi.core.accounts.access import ANYONE, SIGNED_IN
from madoguchi.core.accounts.roles import known_permissions

SITES = ["madoguchi.surfaces.resident_web.urls", "madoguchi.surfaces.staff_web.urls"]


def all_patterns(patterns: list[Any], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from all_patterns(pattern.url_patterns, here)
        else:
            yield here, pattern


def every_url() -> list[Any]:
    return [
        pytest.param(site, pattern, id=f"{site.split('.')[2]} /{address}")
        for site in SITES
        for address, pattern in all_patterns(importlib.import_module(site).urlpatterns)
    ]


@pytest.mark.parametrize(("site", "pattern"), every_url())
def test_a_url_declares_who_may_call_it(site: str, pattern: URLPattern) -> None:
    view = pattern.callback
    declared = getattr(view, "who_may_call", getattr(getattr(view, "view_class", None), "who_may_call", None))
    assert declared is not None, "decorate the view with @who_may_call(...)"
    assert declared in {ANYONE, SIGNED_IN} | known_permissions(), f"{declared} is no permission of roles.yaml"
    if "resident_web" in site:
        assert declared == ANYONE, "the public zone knows no sign-in"
