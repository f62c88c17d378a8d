"""Looking at the handover: numbers and records, without what is in them."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Count

from madoguchi.core import tenancy
from madoguchi.engines.handover.domain.parcels import Status
from madoguchi.engines.handover.models import HandoverRecord


def counts(municipality_code: str) -> Mapping[Status, int]:
    """How many records are in each status."""
    with tenancy.municipality(municipality_code):
        found = HandoverRecord.objects.values_list("status").annotate(number=Count("id")).order_by()
        return dict.fromkeys(Status, 0) | {Status(status): number for status, number in found}


def records(
    municipality_code: str,
    *,
    status: Status | None = None,
    visit_uuid: UUID | None = None,
    most: int = 200,
    skip: int = 0,
) -> tuple[HandoverRecord, ...]:
    """Records, the newest first, at most `most` after the first `skip`.

    Without their payload: it is loaded only where it is asked for.
    """
    with tenancy.municipality(municipality_code):
        found = HandoverRecord.objects.defer("payload").order_by("-recorded_at", "-id")
        if status is not None:
            found = found.filter(status=status.value)
        if visit_uuid is not None:
            found = found.filter(visit_uuid=visit_uuid)
        return tuple(found[skip : skip + most])
