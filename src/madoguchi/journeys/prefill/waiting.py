"""How long a resident waits."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings


def waiting_time() -> timedelta:
    """From consent to answer; for so long request and answer lie in the public zone
    (`MADOGUCHI_PREFILL_MINUTES`).
    """
    return timedelta(minutes=settings.MADOGUCHI_PREFILL_MINUTES)
