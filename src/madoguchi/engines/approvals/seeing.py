"""Who may look at a document."""

from __future__ import annotations

from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.engines.approvals.errors import DocumentNotFoundError
from madoguchi.engines.approvals.models import Act, Document, Place
from madoguchi.engines.approvals.offices import Town, town_of

READ, READ_ALL = "approvals.read", "approvals.read_all"


def check_may_read(context: Context) -> None:
    """Raises NotAllowedError for who may not look at documents at all."""
    if not context.actor.may(READ):
        raise NotAllowedError(NotAllowedError.__doc__)


def check_may_see(context: Context, document: Document, town: Town | None = None) -> None:
    """Raises DocumentNotFoundError for what is only for those concerned: nobody learns that it exists."""
    if not may_see(context, document, town):
        raise DocumentNotFoundError


def may_see(context: Context, document: Document, town: Town | None = None) -> bool:
    """A draft is its drafter's and the desk's; what is confidential also theirs who are on its route."""
    actor = context.actor
    if actor.id == document.drafter_id or document.desk_role in actor.desks or actor.may(READ_ALL):
        return True
    if document.version and not document.confidential:
        return True
    return bool(document.version) and is_on_route(context, document, town)


def is_on_route(context: Context, document: Document, town: Town | None = None) -> bool:
    """Whether the actor did something to the document, or may act at one of its places."""
    actor = context.actor.id
    if Act.objects.filter(document=document, actor_id=actor).exists():
        return True
    offices = (town or town_of(context)).offices
    # By today's posts, whoever's turn it is: those who come later may read before.
    return any(
        offices.warrant(actor, place.post, document.drafter_id) is not None
        for place in Place.objects.filter(document=document, version=document.version)
    )
