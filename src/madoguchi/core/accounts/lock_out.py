"""After repeated failures a name is locked for a while (django-axes): by municipality and name together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest


def lock_out_name(request: HttpRequest | None, credentials: Mapping[str, Any] | None = None) -> str:
    """What failures are counted under: `072028/hanako`, so that a namesake elsewhere is not locked out."""
    given = credentials or {}
    code = given.get("municipality_code") or ""
    username = given.get("username") or ""
    return f"{code}/{username}"[:255]
