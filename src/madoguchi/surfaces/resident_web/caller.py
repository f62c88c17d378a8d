"""Who presses, as far as a site can know without asking: a token in a cookie, and a network address.

Both are only ever hashed under a key, and only to count (`journeys/appointments/public/limiting.py`).
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from madoguchi.journeys.appointments.api import Caller
from madoguchi.lib.network_addresses import counted_as, network_of, sender_of
from madoguchi.surfaces.resident_web.addresses import address

_NAME = "booker"
_KEPT = timedelta(days=1)
_BOOKED = "booked"
_BOOKED_FOR = timedelta(minutes=30)
_TOKEN = re.compile(r"[0-9a-f]{32}")


def caller_of(request: HttpRequest) -> Caller:
    """Who presses; without a cookie all are one, and share one limit."""
    sender = _sender(request)
    return Caller(
        browser=_token(request),
        address="" if sender is None else counted_as(sender),
        network="" if sender is None else network_of(sender),
        language=str(request.chosen_texts.language.code),  # type: ignore[attr-defined]
    )


def know_again(request: HttpRequest, response: HttpResponseBase, municipality_code: str) -> None:
    """Give the browser a token, where it has none; it says nothing and is forgotten after a day."""
    if not _token(request):
        response.set_cookie(
            _NAME,
            secrets.token_hex(16),
            max_age=_KEPT,
            path=address("home", municipality_code),
            secure=settings.MADOGUCHI_HTTPS,
            httponly=True,
            samesite="Lax",
        )


def remember_booked(response: HttpResponseBase, municipality_code: str, at: datetime) -> None:
    """Whoever goes back after booking meets a time that is taken: the browser knows for a while by whom. Only
    the time is kept, no way to the booking.
    """
    response.set_cookie(
        _BOOKED,
        at.isoformat(),
        max_age=_BOOKED_FOR,
        path=address("home", municipality_code),
        secure=settings.MADOGUCHI_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def forget_booked(response: HttpResponseBase, municipality_code: str) -> None:
    """What was booked just now was cancelled or moved."""
    response.delete_cookie(_BOOKED, path=address("home", municipality_code), samesite="Lax")


def has_just_booked(request: HttpRequest, at: datetime) -> bool:
    """Whether a booking that begins then was made in this browser just now."""
    return request.COOKIES.get(_BOOKED, "") == at.isoformat()


def _token(request: HttpRequest) -> str:
    found = request.COOKIES.get(_NAME, "")
    return found if _TOKEN.fullmatch(found) else ""


def _sender(request: HttpRequest) -> IPv4Address | IPv6Address | None:
    """The address of whoever asks; None where it is a proxy's, or cannot be known."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    found = sender_of(request.META.get("REMOTE_ADDR", ""), forwarded, settings.MADOGUCHI_PROXIES)
    # The proxy's own, or somebody on this machine: everybody would be one.
    return None if found is None or found.is_private else found
