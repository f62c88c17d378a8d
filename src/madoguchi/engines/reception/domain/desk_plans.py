"""How many desks of a counter are open when, and what that makes of each of them.

A plan is in order the moments of the day from which so many desks are open, in minutes from midnight:
((510, 4), (720, 2), (780, 4)) is four, two over noon.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

DeskPlan = Sequence[tuple[float, int]]


@dataclass(frozen=True, slots=True)
class Pause:
    """From `begins` until `ends` (minutes from midnight) only this share of a counter's desks (0: none)
    calls.
    """

    begins: float
    ends: float
    share: float


def open_at(plan: DeskPlan, at: float) -> int:
    """How many desks are open; after the last entry it stays so until nobody waits any more."""
    return next((count for begins, count in reversed(plan) if begins <= at), 0)


def stretches(plan: DeskPlan, position: int, now: float) -> Iterator[tuple[float, float | None]]:
    """From when to when the desk of a position (0 is the first) is open, from now on; None: until nobody
    waits any more.
    """
    opens = now if position < open_at(plan, now) else None
    for at, count in plan:
        if at <= now:
            continue
        if opens is None and count > position:
            opens = at
        elif opens is not None and count <= position:
            yield opens, at
            opens = None
    if opens is not None:
        yield opens, None


def plan_from_now(now: float, open_now: int, away: int, pauses: Iterable[Pause]) -> DeskPlan:
    """The plan of a counter with so many open desks, and with `away` more that pause now and come back.

    Whoever sits there in a pause works: a pause that has begun takes nobody away any more.
    """
    known = list(pauses)

    def at(moment: float) -> int:
        is_on = any(one.begins <= now and moment < one.ends for one in known)
        shares = (one.share for one in known if now < one.begins <= moment < one.ends)
        return ceil(round((open_now if is_on else open_now + away) * min(shares, default=1.0), 6))

    changes = sorted({moment for one in known for moment in (one.begins, one.ends) if moment > now})
    return [(now, open_now), *((moment, at(moment)) for moment in changes)]
