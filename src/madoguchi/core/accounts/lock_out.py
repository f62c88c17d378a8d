"""After repeated failures a name is locked for a while (django-axes): by municipality and name together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def lock_out_name(request: HttpRequest | None, credentials: Mapping[str, Any] | None = None) -> str:
    """What failures are counted under: a namesake in another municipality is not locked out.

    A digest, because people type passwords into the name field, and the table of failures would keep them.
    """
    given = credentials or {}
    code = given.get("municipality_code") or ""
    username = given.get("username") or ""
    return salted_hmac("madoguchi.lock_out", f"{code}/{username}", algorithm="sha256").hexdigest()


def unlock(municipality_code: str, username: str) -> bool:
    """Forget the failures of a name; true when there were some."""
    from axes.utils import reset

    name = lock_out_name(None, {"municipality_code": municipality_code, "username": username})
    return bool(reset(username=name))
