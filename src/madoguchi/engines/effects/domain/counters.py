"""How many counters households visited, as averages: one by one, and as they really were sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CountersLine:
    """Some households: what they came for, when, how many, and their counters added up.

    `event` is a life event's key, empty: all of them. `month` is its first day; None: the whole span.
    """

    event: str
    label: str
    month: date | None
    households: int
    each: int
    remaining: int

    @property
    def before(self) -> float:
        """How many counters a household would visit one by one, on average; 0 without households."""
        return self.each / self.households if self.households else 0.0

    @property
    def after(self) -> float:
        """How many counters a household is sent to, on average; 0 without households."""
        return self.remaining / self.households if self.households else 0.0


@dataclass(frozen=True, slots=True)
class CountersReport:
    """The counters of a municipality's households from `since` on and before `until`.

    `events` are the life events over the whole span, most households first; `months` each event in each
    month, the newest month first.
    """

    since: date
    until: date
    months: tuple[CountersLine, ...]

    @property
    def whole(self) -> CountersLine:
        """All households."""
        return _sum(self.months, "", "全体")

    @property
    def events(self) -> tuple[CountersLine, ...]:
        """Each life event over the whole span."""
        labels = {line.event: line.label for line in self.months}
        lines = (_sum([one for one in self.months if one.event == key], key, labels[key]) for key in labels)
        return tuple(sorted(lines, key=lambda line: (-line.households, line.event)))


def _sum(lines: Iterable[CountersLine], event: str, label: str) -> CountersLine:
    lines = tuple(lines)
    return CountersLine(
        event,
        label,
        None,
        sum(line.households for line in lines),
        sum(line.each for line in lines),
        sum(line.remaining for line in lines),
    )
