"""What can be said of a pair, and where a review stands."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum


class PairVerdict(StrEnum):
    """What a person says of two records."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"

    @property
    def label(self) -> str:
        """The word of the button."""
        return {"same": "同じ", "different": "違う", "unsure": "あとで"}[self.value]


class ReviewStatus(StrEnum):
    """Where a review stands. LATER comes again after all that wait."""

    WAITING = "waiting"
    LATER = "later"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The word of the list."""
        return {
            "waiting": "確認待ち",
            "later": "あとで",
            "settled": "確認ずみ",
            "withdrawn": "取り下げ",
        }[self.value]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to look at it."""
        return self in (ReviewStatus.WAITING, ReviewStatus.LATER)


class ReviewOutcome(StrEnum):
    """What a settled review says: one of the candidates is the same, or none is."""

    SAME = "same"
    NONE = "none"

    @property
    def label(self) -> str:
        """In words."""
        return {"same": "同じ相手がいた", "none": "どれとも違う"}[self.value]


def standing(verdicts: Sequence[str]) -> tuple[ReviewStatus, ReviewOutcome | None]:
    """Where a review stands, from what was said of its candidates (empty: nothing yet).

    >>> standing(["different", "same", ""])
    (<ReviewStatus.SETTLED: 'settled'>, <ReviewOutcome.SAME: 'same'>)
    >>> standing(["different", ""])
    (<ReviewStatus.WAITING: 'waiting'>, None)
    """
    if PairVerdict.SAME in verdicts:
        return ReviewStatus.SETTLED, ReviewOutcome.SAME
    if verdicts and all(one == PairVerdict.DIFFERENT for one in verdicts):
        return ReviewStatus.SETTLED, ReviewOutcome.NONE
    return (ReviewStatus.LATER if PairVerdict.UNSURE in verdicts else ReviewStatus.WAITING), None
