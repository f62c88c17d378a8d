"""Looking at reviews: lists, the next one, one with its candidates. What shows somebody's data is audited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.audit.api import record_reading
from madoguchi.engines.matching.actions.deciding import ReviewNotFoundError
from madoguchi.engines.matching.domain.records import Record, pair_of
from madoguchi.engines.matching.domain.states import ReviewStatus
from madoguchi.engines.matching.kinds import ANY_DESK, REVIEW, check_desk, hidden_from
from madoguchi.engines.matching.models import Candidate, Decision, Review

PAGE_SIZE = 50
HELD_FOR = timedelta(minutes=3)
"""How long a review that somebody looks at is not given to others."""
_OPEN = [one.value for one in ReviewStatus if one.is_open]


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which reviews: of one kind, of one desk, in one state; empty for all."""

    kind: str = ""
    desk: str = ""
    status: ReviewStatus | None = None


ALL = ReviewFilter()


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """A page of a list. `by_status`, `by_kind` and `by_desk` count what the filter leaves, without the part
    that they count by; of kinds and desks only what is open. `next`: where to go on, 0 for nowhere.
    """

    rows: tuple[Review, ...]
    by_status: Mapping[str, int]
    by_kind: Mapping[str, int]
    by_desk: Mapping[str, int]
    next: int = 0


@dataclass(frozen=True, slots=True)
class OpenedReview:
    """One review with its candidates and what was said in it, the newest first.

    `remaining`: how many of the filter are open. `held_by_other`: who looked at it first and still may.
    """

    review: Review
    candidates: tuple[Candidate, ...]
    history: tuple[Decision, ...]
    remaining: int
    held_by_other: str = ""


def reviews_page(context: Context, wanted: ReviewFilter = ALL, before: int = 0) -> ReviewPage:
    """The reviews of the actor's desks, what waits longest first; settled ones newest first.

    Raises NotAllowedError.
    """
    with _looking(context):
        visible = _visible(context.actor)
        status = wanted.status or ReviewStatus.WAITING
        narrowed = _narrowed(visible, wanted)
        rows = narrowed.filter(status=status.value).defer("record")
        if status.is_open:
            ordered = rows.order_by("id") if not before else rows.filter(id__gt=before).order_by("id")
        else:
            ordered = rows.order_by("-id") if not before else rows.filter(id__lt=before).order_by("-id")
        found = list(ordered[: PAGE_SIZE + 1])
        page = ReviewPage(
            rows=tuple(found[:PAGE_SIZE]),
            by_status=_counted(narrowed, "status"),
            by_kind=_counted(_narrowed(visible, ReviewFilter(desk=wanted.desk)), "kind", open_only=True),
            by_desk=_counted(_narrowed(visible, ReviewFilter(kind=wanted.kind)), "desk", open_only=True),
            next=found[PAGE_SIZE - 1].pk if len(found) > PAGE_SIZE else 0,
        )
        record_reading(context, "matching.reviews", "matching:reviews", {"reviews": len(page.rows)})
    return page


def next_review(context: Context, wanted: ReviewFilter = ALL, *, but: UUID | None = None) -> UUID | None:
    """The review to look at next: what waits before what was put off, what nobody looks at before the rest.

    `but`: not this one, unless it is the only one. Raises NotAllowedError.
    """
    with _looking(context):
        rows = _narrowed(_visible(context.actor), wanted).filter(status__in=_OPEN)
        others = rows.exclude(uuid=but) if but is not None else rows
        free = others.filter(
            Q(held_until__isnull=True) | Q(held_until__lt=context.now) | Q(held_by=context.actor.id)
        )
        for choice in (free, others, rows):
            waiting = choice.filter(status=ReviewStatus.WAITING.value).order_by("id")
            put_off = choice.filter(status=ReviewStatus.LATER.value).order_by("touched_at", "id")
            for part in (waiting, put_off):
                found = part.values_list("uuid", flat=True).first()
                if found is not None:
                    return found
    return None


def opened_review(context: Context, uuid: UUID, wanted: ReviewFilter = ALL) -> OpenedReview:
    """One review. Whoever opens it holds it for a few minutes, so that another person is given the next one.

    Raises ReviewNotFoundError, NotYourDeskError, NotAllowedError.
    """
    with _looking(context):
        review = Review.objects.filter(uuid=uuid).first()
        if review is None:
            raise ReviewNotFoundError(ReviewNotFoundError.__doc__)
        check_desk(context.actor, review.desk)
        other = _hold(context, review) if review.state.is_open else ""
        opened = OpenedReview(
            review=review,
            candidates=tuple(review.candidates.select_related("decision").order_by("number")),
            history=tuple(review.decisions.order_by("-pk")[:20]),
            remaining=_narrowed(_visible(context.actor), wanted).filter(status__in=_OPEN).count(),
            held_by_other=other,
        )
        record_reading(context, "matching.review", f"review:{uuid}", {"kind": review.kind})
    return opened


def decision_for(kind: str, left: Record, right: Record) -> Decision | None:
    """What people said of two records as they stand now, or None. Inside `tenancy.municipality(...)`."""
    return decisions_for([pair_of(kind, left, right)]).get(pair_of(kind, left, right))


def decisions_for(pairs: Iterable[str]) -> dict[str, Decision]:
    """What holds of pairs (`pair_of`), by pair. One query; inside `tenancy.municipality(...)`."""
    rows = Decision.objects.filter(pair__in=list(pairs), ended_at__isnull=True)
    return {row.pair: row for row in rows}


def waiting_reviews(actor: Actor) -> tuple[tenancy.Counted, ...]:
    """What is to be counted for the actor: open reviews of their desks; nothing where they see none."""
    if not actor.may(REVIEW) or not (actor.desks or actor.may(ANY_DESK)):
        return ()
    waiting = ReviewStatus.WAITING.value
    if actor.may(ANY_DESK):
        query = "SELECT 1 FROM matching_review WHERE status = %s AND NOT desk = ANY (%s)"
        return (tenancy.Counted("reviews", query, [waiting, list(hidden_from(actor))]),)
    query = "SELECT 1 FROM matching_review WHERE status = %s AND desk = ANY (%s)"
    return (tenancy.Counted("reviews", query, [waiting, list(actor.desks)]),)


def _looking(context: Context) -> Any:
    if not context.actor.may(REVIEW):
        raise NotAllowedError(NotAllowedError.__doc__)
    return tenancy.municipality(context.municipality_code)


def _visible(actor: Actor) -> QuerySet[Review]:
    rows = Review.objects.all()
    if actor.may(ANY_DESK):
        return rows.exclude(desk__in=list(hidden_from(actor)))
    return rows.filter(desk__in=list(actor.desks))


def _narrowed(rows: QuerySet[Review], wanted: ReviewFilter) -> QuerySet[Review]:
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    return rows.filter(desk=wanted.desk) if wanted.desk else rows


def _counted(rows: QuerySet[Review], column: str, *, open_only: bool = False) -> Mapping[str, int]:
    counted = rows.filter(status__in=_OPEN) if open_only else rows
    return dict(counted.order_by().values_list(column).annotate(Count("id")))


def _hold(context: Context, review: Review) -> str:
    """Who else looks at it; where nobody does, the actor from now on."""
    is_held = review.held_until is not None and review.held_until > context.now
    if is_held and review.held_by != context.actor.id:
        return review.held_by_name
    Review.objects.filter(pk=review.pk).update(
        held_by=context.actor.id,
        held_by_name=context.actor.told_name,
        held_until=context.now + HELD_FOR,
    )
    return ""
