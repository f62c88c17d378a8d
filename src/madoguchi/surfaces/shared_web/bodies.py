"""Forms come in UTF-8, as every page of ours is."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_UTF_8 = frozenset({"utf-8", "utf8"})


class Utf8BodiesMiddleware:
    """Refuses a body in other characters with 400: no browser sends one, and Python knows codecs that fail in
    the middle of a form, or take very long.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response of the view."""
        named = (request.content_params or {}).get("charset", "utf-8")
        if named.lower() not in _UTF_8:
            raise BadRequest
        return self.get_response(request)
