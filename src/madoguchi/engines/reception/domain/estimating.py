"""When a waiting person is called: the queue is walked in call order over the open desks.

The walk is made many times at once (`RUNS` columns of an array), each with other service times and no-shows,
and with another doubt about today's mean; the middle of the runs is the estimate, their edges are the range.
A person's luck hangs on the key of the ticket, so that the same state always gives the same numbers, and
somebody who joins the line changes nobody else's luck: more people before you never shorten the wait, one
desk more never makes it longer.

No desk open for a counter means that nobody can say: None. Units: minutes; moments are aware.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from statistics import NormalDist
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from madoguchi.engines.reception.domain.service_times import (
    BETWEEN_MINUTES,
    Law,
    ServiceTimes,
    Weeks,
)
from madoguchi.engines.reception.domain.states import Lane
from madoguchi.engines.reception.domain.telling import told_edges

__all__ = [
    "Estimate",
    "Forecast",
    "InLine",
    "Law",
    "OpenDesk",
    "ServiceTimes",
    "Serving",
    "ToCome",
    "Weeks",
    "estimate",
    "expected_overtakers",
]

RUNS = 64
RANGE = 0.8
"""The share of people who shall be called within the range."""
_SPREAD = 0.875
"""The share of the runs within the range: days differ by more than the runs know."""
ABSENT_MINUTES = 1.5
"""What calling somebody who does not come costs a desk."""
LOOK_BACK = timedelta(minutes=45)
_ROWS = 512
_SEED = 20_260_401
_Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class InLine:
    """Somebody in the line: a key that stays with the ticket, and what they came for.

    `due`: the time of their appointment; until then everybody else goes first.
    """

    key: str
    purpose: str
    counter: str
    lane: str = Lane.NORMAL
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class ToCome:
    """Somebody who is not here yet and goes first when the time has come: with a booking, or into the fast
    line.
    """

    at: datetime
    purpose: str
    counter: str
    lane: str = Lane.BOOKED


def expected_overtakers(
    arrived: Sequence[datetime], purpose: str, counter: str, now: datetime, most: int
) -> list[ToCome]:
    """Those who will probably go into the fast line before somebody who joins the line of a counter now.

    `arrived` are the moments at which people joined the fast line today; the last `LOOK_BACK` say how often
    that happens. Nobody is overtaken more than `most` times.
    """
    lately = [at for at in arrived if now - LOOK_BACK < at <= now]
    if not lately:
        return []
    every = LOOK_BACK / len(lately)
    return [ToCome(now + every * (number + 0.5), purpose, counter, Lane.FAST) for number in range(most)]


@dataclass(frozen=True, slots=True)
class Serving:
    """Whom a desk serves, and since when they were called."""

    purpose: str
    lane: str
    since: datetime


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """A desk: the counter whose line it serves, and whom it serves now.

    `purposes`: it serves only these (empty: all of its counter). `free_from`: it opens only then. `closes`:
    it takes nobody any more from then on, as long as another desk does; who holds a ticket is served, so the
    last desks stay.
    """

    key: str
    counter: str
    purposes: frozenset[str] = frozenset()
    serving: Serving | None = None
    free_from: datetime | None = None
    closes: datetime | None = None

    def serves(self, purpose: str, counter: str) -> bool:
        """Whether it calls people who came for this to this counter."""
        return self.counter == counter and (not self.purposes or purpose in self.purposes)


@dataclass(frozen=True, slots=True)
class Estimate:
    """Minutes until somebody is called; within `low` and `high` for RANGE of the people."""

    minutes: int
    low: int
    high: int

    @property
    def as_told(self) -> Estimate:
        """The same, no more exact than it can be: the middle from half an hour on in steps of five minutes,
        from an hour on of ten; the edges as people read them (`telling.told_edges`).

        >>> Estimate(193, 137, 278).as_told
        Estimate(minutes=190, low=120, high=300)
        >>> Estimate(12, 7, 31).as_told
        Estimate(minutes=12, low=5, high=40)
        """
        middle = _step(self.minutes)
        return Estimate((self.minutes + middle // 2) // middle * middle, *told_edges(self.low, self.high))


def _step(minutes: int) -> int:
    return 1 if minutes < 30 else 5 if minutes < 60 else 10


@dataclass(frozen=True, slots=True)
class Forecast:
    """The estimates by key of the ticket, and of those who might come now, by their key."""

    tickets: Mapping[str, Estimate | None]
    newcomers: Mapping[str, Estimate | None]

    def for_newcomer(self, key: str) -> Estimate | None:
        """The wait of somebody who goes to the end of the line now; None where no desk is open for them."""
        return self.newcomers.get(key)


def estimate(
    waiting: Sequence[InLine],
    desks: Sequence[OpenDesk],
    times: ServiceTimes,
    now: datetime,
    *,
    to_come: Iterable[ToCome] = (),
    newcomers: Iterable[InLine] = (),
) -> Forecast:
    """When everybody in the line is called; `waiting` stands in the order in which they are called.

    `newcomers` are asked about and not there: each would stand behind everybody who waits, and none stands
    before another.
    """
    asked = list(newcomers)
    if not desks:
        keys = ((one.key for one in line) for line in (waiting, asked))
        return Forecast(*(dict.fromkeys(line, None) for line in keys))
    hall = _Hall(desks, times, now, [*to_come, *(one for one in waiting if _is_early(one, now))])
    in_order = [one for one in waiting if not _is_early(one, now)]
    service = hall.service_of(in_order)
    starts = {one.key: hall.walk(one, service[number]) for number, one in enumerate(in_order)}
    starts |= hall.early()
    found = _estimates([*(starts.get(one.key) for one in waiting), *map(hall.end_of_line, asked)])
    return Forecast(
        dict(zip((one.key for one in waiting), found, strict=False)),
        dict(zip((one.key for one in asked), found[len(waiting) :], strict=True)),
    )


def _is_early(one: InLine, now: datetime) -> bool:
    return one.due is not None and one.due > now


class _Hall:
    """The desks of all runs: when each is free next, in minutes from now."""

    def __init__(
        self,
        desks: Sequence[OpenDesk],
        times: ServiceTimes,
        now: datetime,
        to_come: Iterable[ToCome | InLine],
    ) -> None:
        self._times, self._now = times, now
        self._coming: dict[str, list[tuple[float, ToCome | InLine]]] = {}
        self._early: dict[str, _Array] = {}
        timed = [
            (_minutes(now, one.at if isinstance(one, ToCome) else one.due or now), one) for one in to_come
        ]
        for at, one in sorted(timed, key=lambda one: one[0], reverse=True):
            self._coming.setdefault(one.counter, []).append((at, one))
        ordered = sorted(desks, key=lambda desk: desk.key)
        self._free = np.vstack([self._free_of(desk) for desk in ordered])
        ends = [_minutes(now, desk.closes) if desk.closes else math.inf for desk in ordered]
        self._closes = np.array(ends).reshape(-1, 1) if min(ends) < math.inf else None
        self._desks = ordered
        self._of: dict[tuple[str, str], _Index] = {}

    def service_of(self, waiting: Sequence[InLine]) -> _Array:
        """What each person costs a desk in each run, in minutes."""
        if not waiting:
            return np.empty((0, RUNS))
        rows = np.array([crc32(one.key.encode()) % _ROWS for one in waiting])
        laws = [self._times.of(one.purpose, one.lane) for one in waiting]
        return self._minutes_of(laws, _luck()[rows], _shows()[rows])

    def walk(self, one: InLine, service: _Array) -> _Array | None:
        """The next in the line: when they begin, in each run. None where no desk serves them."""
        desks = self._desks_of(one.purpose, one.counter)
        if not desks:
            return None
        pick, start = self._let_in(one.counter, desks)
        self._free[pick, _COLUMNS] = start + service
        return start

    def early(self) -> Mapping[str, _Array]:
        """When those begin who are here before the time of their appointment: at that time, or as soon as
        nobody else waits.
        """
        for counter, coming in self._coming.items():
            present = [one for _, one in reversed(coming) if isinstance(one, InLine)]
            self._coming[counter] = [(at, one) for at, one in coming if isinstance(one, ToCome)]
            for one in present:
                desks = self._desks_of(one.purpose, counter)
                if desks:
                    pick, self._early[one.key] = self._next(desks)
                    self._free[pick, _COLUMNS] = self._early[one.key] + self.service_of([one])[0]
        return self._early

    def end_of_line(self, one: InLine) -> _Array | None:
        """When somebody at the end of the line begins, in each run; nobody waits longer for it."""
        desks = self._desks_of(one.purpose, one.counter)
        return self._let_in(one.counter, desks)[1] if desks else None

    def _desks_of(self, purpose: str, counter: str) -> _Index:
        found = self._of.get((purpose, counter))
        if found is None:
            found = [number for number, desk in enumerate(self._desks) if desk.serves(purpose, counter)]
            self._of[purpose, counter] = found
        return found

    def _let_in(self, counter: str, desks: _Index) -> tuple[NDArray[np.intp], _Array]:
        """Where the next of a line begins, after those with a booking whose time has come by then."""
        pick, start = self._next(desks)
        coming = self._coming.get(counter)
        while coming:
            at = coming[-1][0]
            if np.count_nonzero(start >= at) < RUNS // 2:
                break
            _, one = coming.pop()
            their_desks = self._desks_of(one.purpose, counter)
            if not their_desks:
                continue
            stands_for = one
            if isinstance(stands_for, ToCome):
                stands_for = InLine(f"{at:.1f} {counter} {len(coming)}", one.purpose, counter, one.lane)
            there, begins = self._next(their_desks)
            begins = np.maximum(begins, at)
            if stands_for is one:
                self._early[stands_for.key] = begins
            self._free[there, _COLUMNS] = begins + self.service_of([stands_for])[0]
            pick, start = self._next(desks)
        return pick, start

    def _next(self, desks: _Index) -> tuple[NDArray[np.intp], _Array]:
        """Which of the desks is free first, and when, in each run."""
        free = self._free[desks]
        if self._closes is not None:
            still = np.where(free < self._closes[desks], free, np.inf)
            free = np.where(np.isfinite(still).any(axis=0), still, free)
        pick = free.argmin(axis=0)
        return np.asarray(desks)[pick], np.maximum(free[pick, _COLUMNS], 0.0)

    def _free_of(self, desk: OpenDesk) -> _Array:
        opens = _minutes(self._now, desk.free_from) if desk.free_from else 0.0
        if desk.serving is None:
            return np.full(RUNS, max(opens, 0.0))
        law = self._times.of(desk.serving.purpose, desk.serving.lane)
        so_far = max(-_minutes(self._now, desk.serving.since), 0.0)
        row = crc32(desk.key.encode()) % _ROWS
        return np.maximum(_remaining(law, so_far, _luck()[row]) + BETWEEN_MINUTES, max(opens, 0.0))

    def _minutes_of(self, laws: Sequence[Law], luck: _Array, shows: _Array) -> _Array:
        mean = np.array([law.mean for law in laws]).reshape(-1, 1)
        deviation = np.array([law.deviation for law in laws]).reshape(-1, 1)
        day = np.array([law.day for law in laws]).reshape(-1, 1)
        service = np.exp(mean + day * _DAYS + deviation * luck)
        absent = shows < self._times.no_show_share
        cost = np.where(absent, np.minimum(service, ABSENT_MINUTES), service)
        return np.asarray(cost + BETWEEN_MINUTES)


_Index = list[int]
_COLUMNS = np.arange(RUNS)


@cache
def _luck() -> _Array:
    """_ROWS shuffles of the same RUNS quantiles of the normal law: each person sees the whole law."""
    rows = np.tile(_QUANTILES, (_ROWS, 1))
    return np.asarray(np.random.default_rng(_SEED).permuted(rows, axis=1))


@cache
def _shows() -> _Array:
    """The same of the even law between 0 and 1: who comes when called."""
    rows = np.tile((np.arange(RUNS) + 0.5) / RUNS, (_ROWS, 1))
    return np.asarray(np.random.default_rng(_SEED + 1).permuted(rows, axis=1))


_NORMAL_LAW = NormalDist()
_QUANTILES = np.array([_NORMAL_LAW.inv_cdf((number + 0.5) / RUNS) for number in range(RUNS)])
_DAYS = np.random.default_rng(_SEED + 2).permutation(_QUANTILES)
_GRID = np.linspace(-6.0, 6.0, 1201)
_GRID_SHARE = np.array([_NORMAL_LAW.cdf(float(value)) for value in _GRID])


def _remaining(law: Law, so_far: float, luck: _Array) -> _Array:
    """What is still to come of a service that has taken `so_far` minutes, in each run."""
    if so_far <= 0:
        return np.asarray(np.exp(law.mean + law.deviation * luck))
    reached = (math.log(so_far) - law.mean) / law.deviation
    # Far beyond all that is usual nothing is known but that it may end any minute or take as long again.
    share = min(_NORMAL_LAW.cdf(reached), 0.995)
    even = np.interp(luck, _GRID, _GRID_SHARE)
    whole = np.interp(share + (1 - share) * even, _GRID_SHARE, _GRID)
    return np.asarray(np.maximum(np.exp(law.mean + law.deviation * whole) - so_far, 0.5))


def _estimates(starts: Sequence[_Array | None]) -> list[Estimate | None]:
    known = [start for start in starts if start is not None]
    if not known:
        return [None] * len(starts)
    ordered = np.sort(np.vstack(known), axis=1)
    edge = round(RUNS * (1 - _SPREAD) / 2)
    middle = (ordered[:, RUNS // 2 - 1] + ordered[:, RUNS // 2]) / 2
    rows = iter(zip(middle, ordered[:, edge], ordered[:, RUNS - 1 - edge], strict=True))
    return [None if start is None else _rounded(*next(rows)) for start in starts]


def _rounded(middle: float, low: float, high: float) -> Estimate:
    return Estimate(math.floor(middle + 0.5), math.floor(low), math.ceil(high))


def _minutes(now: datetime, moment: datetime) -> float:
    return (moment - now).total_seconds() / 60
