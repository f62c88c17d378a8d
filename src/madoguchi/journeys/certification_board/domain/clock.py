"""From when a certification holds."""

from __future__ import annotations

from datetime import date, timedelta


def effective_from(kind: str, applied_on: date, valid_until: date | None) -> date:
    """From when a certification holds: a renewal from the day after the one of before (`valid_until`), all
    others from the day of application (介護保険法第27条第8項、第28条).
    """
    if kind == "renewal" and valid_until is not None and valid_until >= applied_on:
        return valid_until + timedelta(days=1)
    return applied_on
