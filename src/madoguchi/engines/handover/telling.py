"""Telling others that the core system has taken something."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from madoguchi.core.actions import Context, Event
from madoguchi.core.actions.events import publish

ACKNOWLEDGED = "handover.acknowledged"


def tell_acknowledged(context: Context, keys: Iterable[UUID]) -> None:
    """One event for all records that were settled together, inside their transaction; none for none."""
    records = [str(key) for key in keys]
    if records:
        publish(context, Event(ACKNOWLEDGED, "", {"records": records}))
