"""The portal says that an application was taken back there: told on, once."""

from __future__ import annotations

from typing import ClassVar

from madoguchi.core.actions import Action, Context
from madoguchi.engines.portal.domain.arrivals import PortalArrivalNotFoundError, PortalStatus, follower
from madoguchi.engines.portal.models import PortalArrival


class NoteWithdrawalThere(Action[str, PortalArrival]):
    """Tell the follower of a number that was withdrawn, in the transaction that marks it; again changes
    nothing. Raises PortalArrivalNotFoundError for what was not received, and whatever the follower raises.
    """

    name: ClassVar[str] = "portal.withdrawn"
    permission: ClassVar[str | None] = "portal.exchange"

    def perform(self, context: Context, given: str) -> PortalArrival:
        """Tell, then mark."""
        received = PortalArrival.objects.select_for_update().filter(status=PortalStatus.DELIVERED.value)
        arrival = received.filter(number=given).first()
        tell = follower()
        if arrival is None or tell is None:
            raise PortalArrivalNotFoundError(PortalArrivalNotFoundError.__doc__)
        if arrival.withdrawn_at is None:
            tell.withdrawn(context, arrival.number)
            arrival.withdrawn_at = context.now
            arrival.save(update_fields=["withdrawn_at"])
        return arrival

    def subject(self, given: str, result: PortalArrival) -> str:
        """The portal's number."""
        return f"portal:{result.number}"
