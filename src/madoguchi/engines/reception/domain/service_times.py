"""How long service takes: what the pack says, bent by the last weeks, bent by today.

Minutes are taken as log-normal: most people are served quickly, few take very long, nobody takes less than
nothing. What is known of a purpose and lane is a mean and a deviation of logarithms:

- the pack's minutes count as `PACK_WEIGHT` people served;
- the last weeks are counted as they are;
- today bends both: all purposes together (the whole hall is slow today) with `DAY_WEIGHT` people of doubt,
  and each purpose with `OWN_WEIGHT` more.

A stretch far from what is usual counts only as the edge of what is usual (`FAR` deviations): a ticket
forgotten on the screen over lunch shall not make everybody else's wait look long.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from madoguchi.engines.reception.domain.states import Lane

UNKNOWN_MINUTES = 10.0
"""Where the pack says nothing of a purpose."""
FAST_SHARE = 0.55
"""What a pre-applied visit takes of one that begins with an empty form, before anything is measured: 15 → 8
minutes where it was published."""
SPREAD = 0.55
"""Deviation of the logarithms before anything is measured: nine of ten are done within twice the middle."""
DAY_SPREAD = 0.14
"""By how much one day differs from the others, as deviation of logarithms."""
PACK_WEIGHT, DAY_WEIGHT, OWN_WEIGHT = 12, 20, 12
FAR = 2.2
NO_SHOW_SHARE, NO_SHOW_WEIGHT = 0.03, 60
BETWEEN_MINUTES = 0.5
"""What a desk takes between two people."""
SHORTEST, LONGEST = 0.2, 180.0
"""Minutes that are believed at all."""


@dataclass(frozen=True, slots=True)
class Law:
    """Log-normal minutes: mean and deviation of their logarithms. `day` is the doubt about today's mean."""

    mean: float
    deviation: float
    day: float = 0.0

    @property
    def minutes(self) -> float:
        """The mean in minutes."""
        return math.exp(self.mean + self.deviation**2 / 2)

    @property
    def shortest(self) -> float:
        """Minutes in which hardly anyone is done (one of seventy)."""
        return math.exp(self.mean - FAR * self.deviation)


@dataclass(frozen=True, slots=True)
class Weeks:
    """What the last weeks say of one purpose and lane: how many people, mean and deviation of log minutes."""

    purpose: str
    lane: str
    count: int
    mean: float
    deviation: float


@dataclass(slots=True)
class _Sum:
    count: int = 0
    total: float = 0.0

    def add(self, value: float) -> None:
        self.count += 1
        self.total += value


@dataclass(slots=True)
class ServiceTimes:
    """What service takes in one hall, by purpose and lane; every observation is one quick update.

    `prior` are the pack's mean minutes by purpose; `weeks` what the last weeks say (see `Weeks`).
    """

    prior: Mapping[str, float]
    weeks: Iterable[Weeks] = ()
    _weeks: dict[tuple[str, str], Weeks] = field(init=False, repr=False)
    _base: dict[tuple[str, str], Law] = field(default_factory=dict, init=False, repr=False)
    _today: dict[tuple[str, str], _Sum] = field(default_factory=dict, init=False, repr=False)
    _whole: _Sum = field(default_factory=_Sum, init=False, repr=False)
    _absent: _Sum = field(default_factory=_Sum, init=False, repr=False)

    def __post_init__(self) -> None:
        self._weeks = {(one.purpose, one.lane): one for one in self.weeks if one.count > 0}

    def learn(self, purpose: str, lane: str, minutes: float) -> None:
        """One person was served today: from being called until the desk was done, in minutes.

        What cannot be (not above nothing, not a number) is passed over.
        """
        if not math.isfinite(minutes) or minutes <= 0:
            return
        base = self._base_of(purpose, lane)
        off = math.log(min(max(minutes, SHORTEST), LONGEST)) - base.mean
        edge = FAR * base.deviation
        off = min(max(off, -edge), edge)
        self._whole.add(off)
        self._today.setdefault((purpose, lane), _Sum()).add(off)

    def learn_came(self, *, came: bool) -> None:
        """Somebody was called today, and came or did not."""
        self._absent.add(0.0 if came else 1.0)

    def of(self, purpose: str, lane: str = Lane.NORMAL) -> Law:
        """What service of one purpose in one lane takes today."""
        base = self._base_of(purpose, lane)
        hall = self._whole.total / (self._whole.count + DAY_WEIGHT)
        own = self._today.get((purpose, lane), _Sum())
        # What is its own is what remains when the hall's part is taken off.
        bend = hall + (own.total - own.count * hall) / (own.count + OWN_WEIGHT)
        doubt = DAY_SPREAD * math.sqrt(DAY_WEIGHT / (DAY_WEIGHT + self._whole.count))
        return Law(base.mean + bend, base.deviation, doubt)

    def minutes(self, purpose: str, lane: str = Lane.NORMAL) -> float:
        """Mean minutes of one purpose in one lane."""
        return self.of(purpose, lane).minutes

    @property
    def no_show_share(self) -> float:
        """The share of those called who do not come."""
        doubted = NO_SHOW_SHARE * NO_SHOW_WEIGHT
        return (doubted + self._absent.total) / (NO_SHOW_WEIGHT + self._absent.count)

    @property
    def served_today(self) -> int:
        """How many people today's part rests on."""
        return self._whole.count

    def _base_of(self, purpose: str, lane: str) -> Law:
        found = self._base.get((purpose, lane))
        if found is None:
            found = self._base[purpose, lane] = self._bent_by_weeks(purpose, lane)
        return found

    def _bent_by_weeks(self, purpose: str, lane: str) -> Law:
        said = max(self.prior.get(purpose, UNKNOWN_MINUTES), SHORTEST)
        if lane == Lane.FAST:
            # How fast the fast lane is, is learned from it; what the normal lane takes says where to begin.
            normal = self._weeks.get((purpose, Lane.NORMAL))
            said = FAST_SHARE * (self._base_of(purpose, Lane.NORMAL).minutes if normal else said)
        mean = math.log(said) - SPREAD**2 / 2
        weeks = self._weeks.get((purpose, lane))
        if weeks is None:
            return Law(mean, SPREAD)
        people = PACK_WEIGHT + weeks.count
        square = (PACK_WEIGHT * SPREAD**2 + weeks.count * weeks.deviation**2) / people
        return Law((PACK_WEIGHT * mean + weeks.count * weeks.mean) / people, math.sqrt(square))
