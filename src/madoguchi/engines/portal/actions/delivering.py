"""An application of the portal is read by the configured format and given to its receiver, once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from madoguchi.core.actions import Action, Context
from madoguchi.core.chunks import ChunkReader, forget
from madoguchi.engines.portal.configuration import portal_format
from madoguchi.engines.portal.domain.arrivals import (
    PayloadError,
    PortalApplication,
    PortalArrivalNotFoundError,
    PortalArrivalRefusedError,
    PortalStatus,
    receiver,
)
from madoguchi.engines.portal.domain.payloads import read_application
from madoguchi.engines.portal.models import PortalArrival, PortalChunk


class DeliverPortalApplication(Action[str, PortalArrival]):
    """Read an application and give it to the receiver, all in one transaction; a delivered one stays so.

    What cannot be read, or what the receiver refuses, is marked so with the reason and keeps its content: it
    is delivered again when the format was put right. Raises PortalArrivalNotFoundError, and whatever the
    receiver raises.
    """

    name = "portal.deliver"
    permission = "portal.exchange"

    def perform(self, context: Context, given: str) -> PortalArrival:
        """Read, give, forget the content."""
        arrival = PortalArrival.objects.select_for_update().filter(number=given).first()
        if arrival is None:
            raise PortalArrivalNotFoundError(PortalArrivalNotFoundError.__doc__)
        take = receiver()
        if arrival.status not in _OPEN or take is None:
            return arrival
        try:
            # A refusal takes back what the receiver had begun.
            with transaction.atomic():
                take(context, _read(context, arrival))
        except (PayloadError, PortalArrivalRefusedError) as refused:
            arrival.status, arrival.message = PortalStatus.REFUSED.value, str(refused)
        else:
            arrival.status, arrival.message = PortalStatus.DELIVERED.value, ""
            forget(PortalChunk, [arrival.content])
        arrival.settled_at = context.now
        arrival.save(update_fields=["status", "message", "settled_at"])
        return arrival

    def subject(self, given: str, result: PortalArrival) -> str:
        """The portal's number."""
        return f"portal:{given}"

    def details(self, given: str, result: PortalArrival) -> Mapping[str, Any]:
        """What became of it."""
        return {"procedure_code": result.procedure_code, "status": result.status}


_OPEN = (PortalStatus.FETCHED, PortalStatus.REFUSED)
"""What there is to be read."""


def _read(context: Context, arrival: PortalArrival) -> PortalApplication:
    described = portal_format()
    kind = None if described is None else described.application(arrival.procedure_code)
    if kind is None:
        raise PayloadError(
            "この手続きの形式が設定にありません。設定ファイルの applications に書き足してください。"
        )
    content = b"".join(ChunkReader(PortalChunk, context.municipality_code, arrival.content))
    return read_application(content, kind, number=arrival.number, received_at=arrival.received_at)
