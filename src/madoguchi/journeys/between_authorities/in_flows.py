"""What flows send to other authorities by themselves."""

from __future__ import annotations

from uuid import UUID

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.cases.api import CaseNotFoundError
from madoguchi.engines.flows.api import Performing, ServiceRefusedError, service
from madoguchi.journeys.between_authorities.move_in import NoMoveInError, OfCase, SendMoveInNotice


@service("exchange.send_move_in_notice")
def _send_move_in_notice(context: Context, performing: Performing) -> str:
    """The 転入通知 of the case. Where nobody can say to whom it goes, a person decides; the flow goes on."""
    as_platform = Context(context.municipality_code, Actor.system("flow"), context.now, "転入通知")
    case = UUID(performing.run.subject.partition(":")[2])
    try:
        run(SendMoveInNotice(), as_platform, OfCase(case))
    except (NoMoveInError, CaseNotFoundError) as refused:
        raise ServiceRefusedError(str(refused)) from None
    return ""
