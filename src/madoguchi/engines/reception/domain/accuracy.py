"""How far what people were told was from what happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import fmean, median

from madoguchi.engines.reception.domain.estimating import Estimate

ROUNDING = 1.0
"""Minutes were told whole: a minute beside the range is within it."""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Of `count` people: the middle of the absolute errors and the mean of told minus waited (above nothing:
    told too long) in minutes, and the share called within the range that was told.
    """

    count: int
    median_error: float
    bias: float
    within: float | None


def accuracy_of(told: Iterable[tuple[Estimate, float]]) -> Accuracy | None:
    """Over pairs of what was told and the minutes waited; None for nobody."""
    pairs = list(told)
    if not pairs:
        return None
    errors = [one.minutes - waited for one, waited in pairs]
    within = [one.low - ROUNDING <= waited <= one.high + ROUNDING for one, waited in pairs]
    return Accuracy(len(pairs), median(map(abs, errors)), fmean(errors), fmean(within))
