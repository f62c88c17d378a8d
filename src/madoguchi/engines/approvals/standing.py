"""With whom documents are just now, and which of them are with nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet

from madoguchi.core import tenancy
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.actions import Context
from madoguchi.core.audit.api import record_reading
from madoguchi.core.database.searching import any_of, is_one_of
from madoguchi.engines.approvals.actions.judging import APPROVE
from madoguchi.engines.approvals.domain.authority import Post
from madoguchi.engines.approvals.models import Document, Place
from madoguchi.engines.approvals.models.documents import NOT_IN_LISTS
from madoguchi.engines.approvals.offices import Town, town_of
from madoguchi.engines.approvals.seeing import READ, check_may_read

REASSIGN = "approvals.reassign"
MOST_STUCK = 50


def standing_of(
    context: Context, documents: Iterable[Document]
) -> Mapping[int, tuple[tuple[Place, bool], ...]]:
    """By document: the places at which it is now, each with whether nobody may act there. Inside
    `tenancy.municipality(...)`.
    """
    drafters = {one.pk: one.drafter_id for one in documents}
    if not drafters:
        return {}
    town, here = town_of(context), _approvers()
    found: dict[int, tuple[tuple[Place, bool], ...]] = {}
    for place in Place.objects.filter(is_one_of("document_id", list(drafters)), is_open=True):
        key = place.document_id
        found[key] = (*found.get(key, ()), (place, not _able(town, here, place.post, drafters[key])))
    return found


def stuck_places(context: Context) -> tuple[Place, ...]:
    """The open places at which nobody may act, the oldest first, at most MOST_STUCK.

    The post is vacant, its holder left, lost the role, is away without anybody for them, or is the drafter.
    For who may name somebody else; empty for others.
    """
    check_may_read(context)
    if not context.actor.may(REASSIGN):
        return ()
    with tenancy.municipality(context.municipality_code):
        waiting = _stuck(context).order_by("opened_at", "id")
        columns = [f"document__{name}" for name in NOT_IN_LISTS]
        places = tuple(waiting.select_related("document").defer(*columns)[:MOST_STUCK])
        if places:
            record_reading(context, "approvals.stuck", "", {"documents": len(places)})
    return places


def number_of_stuck(context: Context) -> int:
    """How many there are (at most MOST_STUCK), for a page that shows no titles; 0 for others."""
    if not (context.actor.may(READ) and context.actor.may(REASSIGN)):
        return 0
    with tenancy.municipality(context.municipality_code):
        return _stuck(context)[:MOST_STUCK].count()


def _stuck(context: Context) -> QuerySet[Place]:
    town, here = town_of(context), _approvers()
    open_now = Place.objects.filter(is_open=True)
    posts = open_now.order_by().values_list("position", "desk_role", "assigned_id").distinct()
    conditions = []
    for position, desk, assigned in posts:
        post = Post(position, desk, assigned)
        there = Q(position=position, desk_role=desk, assigned_id=assigned)
        able = _able(town, here, post, "")
        if not able:
            conditions.append(there)
            continue
        drafters = able.union(town.offices.principals(post))
        conditions += [
            there & Q(document__drafter_id=one) for one in drafters if not _able(town, here, post, one)
        ]
    return open_now.filter(any_of(conditions)) if conditions else open_now.none()


def _able(town: Town, here: frozenset[str], post: Post, drafter: str) -> frozenset[str]:
    """Who of those that are here may act today at a post for that drafter."""
    offices = town.offices
    return frozenset(
        one
        for one in (offices.people | {post.assigned}) & here - offices.away.keys()
        if offices.warrant(one, post, drafter) is not None
    )


def _approvers() -> frozenset[str]:
    """Who works here and may approve at all."""
    members = StaffMember.objects.filter(is_active=True)
    return frozenset(one.as_actor().id for one in members if one.may(APPROVE))
