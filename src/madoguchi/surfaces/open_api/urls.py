"""Addresses of the open interface. `/api/v1/openapi.json` describes it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from madoguchi.core.accounts.access import ANYONE, who_may_call
from madoguchi.surfaces.open_api.api import api


def _open_to_anyone(pattern: URLPattern | URLResolver) -> URLPattern | URLResolver:
    if isinstance(pattern, URLPattern):
        pattern.callback = who_may_call(ANYONE)(pattern.callback)
    return pattern


_addresses, _, _namespace = api.urls
urlpatterns = [path("v1/", include(([_open_to_anyone(one) for one in _addresses], _namespace)))]
