"""How many decisions were electronic, in part on paper, or on paper alone: by desk and by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Sum

from madoguchi.core import tenancy
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.engines.approvals.domain.states import Medium
from madoguchi.engines.approvals.models import DecisionTally

MEASURE = "measuring.read"


@dataclass(frozen=True, slots=True)
class Count:
    """Decisions by how they came about."""

    electronic: int = 0
    mixed: int = 0
    paper: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.electronic + self.mixed + self.paper

    @property
    def share(self) -> float | None:
        """The part that was decided electronically, papers beside or not (0 to 1); None of nothing."""
        return (self.electronic + self.mixed) / self.total if self.total else None

    def __add__(self, other: Count) -> Count:
        return Count(self.electronic + other.electronic, self.mixed + other.mixed, self.paper + other.paper)


@dataclass(frozen=True, slots=True)
class Shares:
    """Counts by desk role and by month (first day), of the desks and months that have any."""

    by_desk: Mapping[str, Count] = field(default_factory=dict)
    by_month: Mapping[date, Count] = field(default_factory=dict)
    by_both: Mapping[tuple[str, date], Count] = field(default_factory=dict)

    @property
    def total(self) -> Count:
        """All together."""
        return sum(self.by_desk.values(), Count())


def shares(context: Context, first: date, last: date) -> Shares:
    """The counts of the months from that of `first` to that of `last`. Raises NotAllowedError.

    They are kept up to date by each decision: nothing is counted here but desks and months.
    """
    if not context.actor.may(MEASURE):
        raise NotAllowedError(NotAllowedError.__doc__)
    by_desk: dict[str, Count] = {}
    by_month: dict[date, Count] = {}
    by_both: dict[tuple[str, date], Count] = {}
    with tenancy.municipality(context.municipality_code):
        rows = (
            DecisionTally.objects.filter(month__gte=first.replace(day=1), month__lte=last)
            .values_list("desk_role", "month", "medium")
            .annotate(together=Sum("number"))
            .order_by("month", "desk_role")
        )
        for desk, month, medium, number in rows:
            count = Count(**{Medium(medium).value: number})
            by_desk[desk] = by_desk.get(desk, Count()) + count
            by_month[month] = by_month.get(month, Count()) + count
            by_both[desk, month] = by_both.get((desk, month), Count()) + count
    return Shares(by_desk, by_month, by_both)
