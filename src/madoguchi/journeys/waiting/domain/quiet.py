"""When it is quiet: a usual day of the week as bars, half hour by half hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

FEWEST_BARS = 4
"""With fewer half hours nobody can choose."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A half hour: when it begins (「9:30」), minutes of waiting (None: not known), people who come, and how
    high it stands among the others (0 to 100).
    """

    begins: str
    minutes: int | None
    people: float
    height: int

    @property
    def is_labelled(self) -> bool:
        """Whether the time stands under it: every second hour, so that it can be read on a phone."""
        hour, _, minute = self.begins.partition(":")
        return minute == "00" and int(hour) % 2 == 0


@dataclass(frozen=True, slots=True)
class UsualDay:
    """A day like those of its weekday, with the half hours at which one waits longest and shortest."""

    day: date
    days_seen: int
    bars: tuple[Bar, ...]
    busiest: str
    quietest: str


def usual_day(typical: Mapping[str, Any] | None, day: date) -> UsualDay | None:
    """From what `typical_days` of the engine reception tells; None where too little is known of such days."""
    known = ((typical or {}).get("days") or {}).get(str(day.isoweekday()))
    slots: Sequence[Mapping[str, Any]] = known["slots"] if known else ()
    if len(slots) < FEWEST_BARS or known is None:
        return None
    by_wait = all(one["wait"] is not None for one in slots)
    lengths = [float(one["wait"] if by_wait else one["people"]) for one in slots]
    longest = max(lengths) or 1.0
    bars = tuple(
        Bar(_time(one["minute"]), one["wait"], one["people"], round(100 * length / longest))
        for one, length in zip(slots, lengths, strict=True)
    )
    # The last of several equally quiet ones: who comes late meets nobody who came early.
    quietest = min(reversed(range(len(bars))), key=lengths.__getitem__)
    return UsualDay(day, known["days"], bars, bars[lengths.index(max(lengths))].begins, bars[quietest].begins)


def _time(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"
