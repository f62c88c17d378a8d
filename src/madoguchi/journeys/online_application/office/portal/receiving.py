"""Applications of the マイナポータル, each taken once, inside the transaction that marks it delivered."""

from __future__ import annotations

from madoguchi.core.actions import Context, run
from madoguchi.engines.portal.api import PortalApplication, portal_receiver
from madoguchi.journeys.online_application.office.actions.from_portal import (
    ReceivePortalApplication,
    WithdrawPortalApplication,
)


@portal_receiver
def take(context: Context, given: PortalApplication) -> None:
    """An application, a correction of one, or a withdrawal. Raises PortalArrivalRefusedError with what the
    packs do not take, and UnknownApplicationError where waiting helps.
    """
    run(WithdrawPortalApplication() if given.withdraws else ReceivePortalApplication(), context, given)
