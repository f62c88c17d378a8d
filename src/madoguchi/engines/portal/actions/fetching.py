"""An application of the portal is kept, once, with the promise to deliver it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from madoguchi.core import tenancy
from madoguchi.core.actions import Action, Context
from madoguchi.core.chunks import store
from madoguchi.engines.portal.client import Listed
from madoguchi.engines.portal.domain.arrivals import PortalStatus
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
        arrival, is_new = _row(context, given.listed)
        if not is_new and arrival.status != PortalStatus.WITHHELD:
            return arrival
        stored = store(PortalChunk, arrival.content, [given.content], limit=LARGEST)
        arrival.size, arrival.digest = stored.size, stored.digest
        arrival.status, arrival.message = PortalStatus.FETCHED.value, ""
        arrival.fetched_at, arrival.settled_at = context.now, None
        arrival.save()
        deliver_soon(context.municipality_code, arrival.number)
        return arrival

    def subject(self, given: Fetched, result: PortalArrival) -> str:
        """The portal's number."""
        return f"portal:{result.number}"

    def details(self, given: Fetched, result: PortalArrival) -> Mapping[str, Any]:
        """What came."""
        return {"procedure_code": result.procedure_code, "size": result.size, "digest": result.digest}


@dataclass(frozen=True, slots=True)
class Withheld:
    """An application that the portal listed and did not give, and why not."""

    listed: Listed
    reason: str


class NoteWithheldApplication(Action[Withheld, PortalArrival]):
    """Put down that an application is still to be fetched, so that nobody forgets it."""

    name = "portal.withheld"
    permission = "portal.exchange"

    def perform(self, context: Context, given: Withheld) -> PortalArrival:
        """One number is one row; what is here already stays as it is."""
        arrival, is_new = _row(context, given.listed)
        if is_new:
            arrival.status, arrival.message = PortalStatus.WITHHELD.value, given.reason
            arrival.settled_at = context.now
            arrival.save(update_fields=["status", "message", "settled_at"])
        return arrival

    def subject(self, given: Withheld, result: PortalArrival) -> str:
        """The portal's number."""
        return f"portal:{result.number}"

    def details(self, given: Withheld, result: PortalArrival) -> Mapping[str, Any]:
        """What it would have been."""
        return {"procedure_code": result.procedure_code}


def _row(context: Context, listed: Listed) -> tuple[PortalArrival, bool]:
    """The row of a number, locked, and whether it is new."""
    return PortalArrival.objects.select_for_update().get_or_create(
        number=listed.number,
        defaults={
            "procedure_code": listed.procedure_code,
            "received_at": listed.received_at,
            "fetched_at": context.now,
            "size": 0,
        },
    )


def known_numbers(municipality_code: str, numbers: Iterable[str]) -> set[str]:
    """Which of these applications are here."""
    with tenancy.municipality(municipality_code):
        return set(PortalArrival.objects.filter(number__in=list(numbers)).values_list("number", flat=True))
