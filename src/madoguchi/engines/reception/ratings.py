"""What visitors thought, as far as this zone knows, and what of it the office does not have yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from madoguchi.core import tenancy
from madoguchi.engines.reception.models import Rating
from madoguchi.engines.reception.state import follow_digest

MOST_GIVEN = 300
"""Answers that are handed on at once."""
KEPT = timedelta(days=7)
"""So long the public zone remembers which ticket has answered."""


def has_rated(code: str, follow: str) -> bool:
    """Whether a ticket has answered already, as far as this zone knows."""
    with tenancy.reading(code):
        return Rating.objects.filter(digest=follow_digest(follow)).exists()


def ratings_to_hand_on(code: str, settled: Iterable[str], now: datetime) -> list[dict[str, Any]]:
    """In the public zone: the next answers for the office. `settled` are the uuids that it has: of those only
    remains that the ticket has answered, for KEPT.
    """
    with tenancy.municipality(code):
        known = [one for one in settled if _is_uuid(one)]
        Rating.objects.filter(uuid__in=known).update(handed_on=True, remark="")
        Rating.objects.filter(handed_on=True, at__lt=now - KEPT).delete()
        waiting = Rating.objects.filter(handed_on=False).exclude(digest="").order_by("id")[:MOST_GIVEN]
        return [
            {
                "uuid": str(one.uuid),
                "day": one.day.isoformat(),
                "at": one.at.isoformat(),
                "face": one.face,
                "remark": one.remark,
                "language": one.language,
                "digest": one.digest,
            }
            for one in waiting
        ]


def _is_uuid(text: object) -> bool:
    try:
        UUID(str(text))
    except ValueError:
        return False
    return True
