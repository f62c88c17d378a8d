"""Procedures over time: dated values and days in force make one procedure several, one after the other.

Time is cut at every day on which anything in the packs changes, into numbered intervals. Of the dozens of
intervals of a municipality with its hundreds of procedures, a process needs one or two: they are put together
when they are asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from madoguchi.core.packs.model import Desk, DeskRole, Procedure

_NO_DESK = 1000
"""The place on the way of a procedure whose desk is nowhere in the municipality."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """One procedure over all intervals: `forms[n]` holds from interval `begins[n]`; None: it does not exist.

    `begins` begins with 0.
    """

    begins: tuple[int, ...]
    forms: tuple[Procedure | None, ...]

    def at(self, interval: int) -> Procedure | None:
        """The form that holds in an interval."""
        return self.forms[bisect_right(self.begins, interval) - 1]


class Intervals:
    """The procedures of one municipality by interval, in the order in which people walk to their desks."""

    def __init__(
        self, timelines: Mapping[str, Timeline], desks: Mapping[str, Desk] | Mapping[str, DeskRole]
    ) -> None:
        self._timelines = tuple(timelines.values())
        self._desks = desks
        self._known: dict[int, Mapping[str, Procedure]] = {}

    def __getitem__(self, interval: int) -> Mapping[str, Procedure]:
        """The procedures of an interval by key."""
        known = self._known.get(interval)
        if known is None:
            there = (timeline.at(interval) for timeline in self._timelines)
            ordered = sorted((form for form in there if form is not None), key=self._walking_order)
            known = MappingProxyType({form.key: form for form in ordered})
            # Two threads may both put it together; both are equal, and one of them stays.
            known = self._known.setdefault(interval, known)
        return known

    def forms(self) -> Iterator[Procedure]:
        """Every form of every procedure, the earliest first and then in walking order."""
        dated = [
            (begins, form)
            for timeline in self._timelines
            for begins, form in zip(timeline.begins, timeline.forms, strict=True)
            if form is not None
        ]
        dated.sort(key=lambda one: (one[0], self._walking_order(one[1])))
        yield from (form for _, form in dated)

    def _walking_order(self, procedure: Procedure) -> tuple[int, int, str]:
        desk = self._desks.get(procedure.desk)
        return (desk.order if desk else _NO_DESK, procedure.order, procedure.key)
