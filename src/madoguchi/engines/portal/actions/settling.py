"""Somebody has seen to what could not be received: it is told no more, and its content stays."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from madoguchi.core.actions import Action, Context
from madoguchi.engines.portal.domain.arrivals import PortalArrivalNotFoundError, PortalStatus
from madoguchi.engines.portal.models import PortalArrival
from madoguchi.lib.japanese.text import clean_text


class SettlementReasonMissingError(ValueError):
    """どう対応したかを書いてください。あとで、ほかの職員が読みます。"""


@dataclass(frozen=True, slots=True)
class Settlement:
    """Which number of the portal, and what was done about it."""

    number: str
    note: str = field(repr=False)


class SettlePortalArrival(Action[Settlement, PortalArrival]):
    """Write down that the applicant was reached otherwise. Only for what could not be received."""

    name: ClassVar[str] = "portal.settle"
    permission: ClassVar[str | None] = "online_application.identify"

    def perform(self, context: Context, given: Settlement) -> PortalArrival:
        """Raises SettlementReasonMissingError, TextError, PortalArrivalNotFoundError (also for what somebody
        has seen to, or what was received, since).
        """
        note = clean_text(given.note)
        if not note:
            raise SettlementReasonMissingError(SettlementReasonMissingError.__doc__)
        refused = PortalArrival.objects.select_for_update().filter(status=PortalStatus.REFUSED.value)
        arrival = refused.filter(number=given.number).first()
        if arrival is None:
            raise PortalArrivalNotFoundError(PortalArrivalNotFoundError.__doc__)
        arrival.status, arrival.settled_at = PortalStatus.SETTLED.value, context.now
        arrival.message = f"{arrival.message}\n{context.actor.display_name}　{note}"
        arrival.save(update_fields=["status", "settled_at", "message"])
        return arrival

    def subject(self, given: Settlement, result: PortalArrival) -> str:
        """The portal's number."""
        return f"portal:{result.number}"
