"""With whom documents are just now, and which of them are with nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Q

from madoguchi.core import tenancy
from madoguchi.core.actions import Context
from madoguchi.core.audit.api import record_reading
from madoguchi.core.database.searching import any_of, is_one_of
from madoguchi.engines.approvals.domain.authority import Post
from madoguchi.engines.approvals.models import Document, Place
from madoguchi.engines.approvals.models.documents import NOT_IN_LISTS
from madoguchi.engines.approvals.offices import Town, town_of
from madoguchi.engines.approvals.seeing import check_may_read

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
    town = town_of(context)
    found: dict[int, tuple[tuple[Place, bool], ...]] = {}
    for place in Place.objects.filter(is_one_of("document_id", list(drafters)), is_open=True):
        key = place.document_id
        found[key] = (*found.get(key, ()), (place, nobody_there(town, place.post, drafters[key])))
    return found


def stuck_places(context: Context) -> tuple[Place, ...]:
    """The open places at which nobody may act, the oldest first, at most MOST_STUCK: the post is vacant, its
    holder left, is away without anybody for them, or is the drafter. For who may name somebody else; empty
    for others.
    """
    check_may_read(context)
    if not context.actor.may(REASSIGN):
        return ()
    with tenancy.municipality(context.municipality_code):
        town = town_of(context)
        open_now = Place.objects.filter(is_open=True)
        posts = open_now.order_by().values_list("position", "desk_role", "assigned_id").distinct()
        conditions = []
        for position, desk, assigned in posts:
            post = Post(position, desk, assigned)
            there = Q(position=position, desk_role=desk, assigned_id=assigned)
            if nobody_there(town, post, ""):
                conditions.append(there)
                continue
            alone = [one for one in town.offices.principals(post) if nobody_there(town, post, one)]
            conditions += [there & Q(document__drafter_id=one) for one in alone]
        if not conditions:
            return ()
        waiting = open_now.filter(any_of(conditions)).order_by("opened_at", "id")
        columns = [f"document__{name}" for name in NOT_IN_LISTS]
        places = tuple(waiting.select_related("document").defer(*columns)[:MOST_STUCK])
        record_reading(context, "approvals.stuck", "", {"documents": len(places)})
    return places


def nobody_there(town: Town, post: Post, drafter: str) -> bool:
    """Whether nobody who is here today may act at a post for that drafter."""
    offices = town.offices
    return not any(
        one in town.names and one not in offices.away and offices.warrant(one, post, drafter) is not None
        for one in offices.people | {post.assigned}
    )
