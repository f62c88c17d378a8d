"""What waits: for people to enter it, or for an answer that is a day late."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from madoguchi.core.packs import HandoverMethod
from madoguchi.engines.handover.domain.parcels import Status

LATE = timedelta(hours=24)
"""What has had no answer for so long is told."""
TO_ENTER = Q(method__in=[one.value for one in HandoverMethod if one.by_people], status=Status.WAITING.value)


def unanswered_at(now: datetime) -> Q:
    """Records that nothing was heard of for a day, those left out that people are to enter."""
    on_the_way = Q(status__in=[Status.WAITING.value, Status.DELIVERED.value], recorded_at__lt=now - LATE)
    return on_the_way & ~TO_ENTER
