"""What the courier has, in numbers."""

from __future__ import annotations

from django.db.models import Count

from madoguchi.core import tenancy
from madoguchi.engines.courier.domain.arrivals import ArrivalStatus
from madoguchi.engines.courier.exchange import unsent_replies
from madoguchi.engines.courier.models import Arrival


def arrival_counts(municipality_code: str) -> dict[ArrivalStatus, int]:
    """How many letters are in each status."""
    with tenancy.municipality(municipality_code):
        counted = dict(Arrival.objects.order_by().values_list("status").annotate(Count("pk")))
    return {status: counted.get(status.value, 0) for status in ArrivalStatus}


def refused_arrivals(municipality_code: str, limit: int = 50) -> list[Arrival]:
    """The newest letters with something to tell: not opened, or sent twice with different content."""
    with tenancy.municipality(municipality_code):
        return list(Arrival.objects.exclude(message="").order_by("-id")[:limit])


def unsent_count(municipality_code: str) -> int:
    """How many answers wait for their way out."""
    with tenancy.municipality(municipality_code):
        return unsent_replies().count()
