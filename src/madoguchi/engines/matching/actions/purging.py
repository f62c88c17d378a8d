"""What a review showed is deleted when nobody needs it any more; what was decided stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from madoguchi.core.actions import Action, Context
from madoguchi.engines.matching.domain.states import ReviewStatus
from madoguchi.engines.matching.models import Candidate, Review

REVIEWS_KEPT_FOR = timedelta(days=365)
_MOST_AT_ONCE = 5_000


class PurgeReviews(Action[None, int]):
    """Delete names, addresses and grounds of reviews that have been over for a year.

    The review with its state, the decision and the key of its pair stay, so that nothing is asked again.
    """

    name: ClassVar[str] = "matching.purge"
    permission: ClassVar[str | None] = "matching.purge"

    def perform(self, context: Context, given: None) -> int:
        """How many reviews were emptied."""
        del given
        over = Review.objects.filter(
            status__in=[ReviewStatus.SETTLED.value, ReviewStatus.WITHDRAWN.value],
            touched_at__lt=context.now - REVIEWS_KEPT_FOR,
        ).exclude(record={})
        keys = list(over.order_by("pk").values_list("pk", flat=True)[:_MOST_AT_ONCE])
        Candidate.objects.filter(review__in=keys).delete()
        return Review.objects.filter(pk__in=keys).update(record={}, title="", reason="")

    def subject(self, given: None, result: int) -> str:
        """All of them."""
        return "matching:reviews"

    def details(self, given: None, result: int) -> Mapping[str, Any]:
        """How many."""
        return {"reviews": result}
