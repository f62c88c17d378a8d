"""The resident's key to the draft: in the browser's cookie of one event, and nowhere else on this side."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from madoguchi.surfaces.resident_web.addresses import address

NAME = "draft"


def read(request: HttpRequest) -> str:
    """The cookie's text, empty without one."""
    return request.COOKIES.get(NAME, "")


def keep(response: HttpResponseBase, municipality_code: str, event_key: str, text: str) -> None:
    """Give the key to the browser, for the pages of this event only."""
    response.set_cookie(
        NAME,
        text,
        max_age=timedelta(days=settings.MADOGUCHI_DRAFT_DAYS),
        path=_path(municipality_code, event_key),
        secure=settings.MADOGUCHI_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponseBase, municipality_code: str, event_key: str) -> None:
    """Take the key away from the browser."""
    response.delete_cookie(NAME, path=_path(municipality_code, event_key), samesite="Lax")


def _path(municipality_code: str, event_key: str) -> str:
    return address("start", municipality_code, event_key)
