"""An application of the portal is kept, once, with the promise to deliver it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from madoguchi.core import tenancy
from madoguchi.core.actions import Action, Context
from madoguchi.core.chunks import store
from madoguchi.engines.portal.client import Listed
from madoguchi.engines.portal.domain.payloads import LARGEST
from madoguchi.engines.portal.models import PortalArrival, PortalChunk
from madoguchi.engines.portal.promises import deliver_soon


@dataclass(frozen=True, slots=True)
class Fetched:
    """An application as the portal listed and gave it."""

    listed: Listed
    content: bytes = field(repr=False)


class KeepPortalApplication(Action[Fetched, PortalArrival]):
    """Keep what was fetched and promise its delivery, in one transaction; one number is one row."""

    name = "portal.fetch"
    permission = "portal.exchange"

    def perform(self, context: Context, given: Fetched) -> PortalArrival:
        """Keep, then promise."""
        arrival = PortalArrival(
            number=given.listed.number,
            procedure_code=given.listed.procedure_code,
            received_at=given.listed.received_at,
            fetched_at=context.now,
            size=0,
        )
        try:
            with transaction.atomic():
                arrival.save()
        except IntegrityError:
            return PortalArrival.objects.get(number=given.listed.number)
        stored = store(PortalChunk, arrival.content, [given.content], limit=LARGEST)
        arrival.size, arrival.digest = stored.size, stored.digest
        arrival.save(update_fields=["size", "digest"])
        deliver_soon(context.municipality_code, arrival.number)
        return arrival

    def subject(self, given: Fetched, result: PortalArrival) -> str:
        """The portal's number."""
        return f"portal:{result.number}"

    def details(self, given: Fetched, result: PortalArrival) -> Mapping[str, Any]:
        """What came."""
        return {"procedure_code": result.procedure_code, "size": result.size, "digest": result.digest}


def known_numbers(municipality_code: str, numbers: Iterable[str]) -> set[str]:
    """Which of these applications are here."""
    with tenancy.municipality(municipality_code):
        return set(PortalArrival.objects.filter(number__in=list(numbers)).values_list("number", flat=True))
