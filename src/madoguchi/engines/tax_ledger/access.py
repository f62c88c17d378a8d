"""Who sees the ledger: the desk of the property tax, and nobody else (地方税法第22条)."""

from __future__ import annotations

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.engines.tax_ledger.errors import NotYourDeskError

READ, WORK = "tax_ledger.read", "tax_ledger.work"
DESK = "property_tax"


def is_on_desk_of(actor: Actor) -> bool:
    """Whether the ledger is the actor's work; a job or command acts for the desk."""
    return DESK in actor.desks or actor.kind == "system"


def check_desk(actor: Actor) -> None:
    """Raises NotYourDeskError."""
    if not is_on_desk_of(actor):
        raise NotYourDeskError(NotYourDeskError.__doc__)


def check_reading(context: Context) -> None:
    """Raises NotAllowedError, NotYourDeskError."""
    if not context.actor.may(READ):
        raise NotAllowedError(NotAllowedError.__doc__)
    check_desk(context.actor)
