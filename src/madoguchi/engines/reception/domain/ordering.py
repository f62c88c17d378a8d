"""In which order people are called.

Three lines wait at a counter: those with an appointment, whose turn is the time of it; the fast line of those
who have pre-applied or come for something short; and everybody else. Appointments that are due come
first, then
the fast line, then the others, each line by turn. So that nobody waits without end, whoever was overtaken
`most` times by people of a later turn has the counter go strictly by turn until that person is called.

A turn is a pair (time, sequence number). Its time never runs backwards within a day, whatever the clock
does: see
`HallDay.last_at`. A transfer keeps it, and so does being held or absent: whoever comes back is where
they were.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from madoguchi.engines.reception.domain.states import Lane

Turn = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One who waits at a counter. `key` says who; `overtaken` how often somebody of a later turn was called
    first; `purpose` is what the estimate of the time needs.
    """

    key: int
    turn: Turn
    lane: Lane = Lane.NORMAL
    overtaken: int = 0
    purpose: str = ""


def turn_of_appointment(booked_at: datetime, arrived_at: datetime, late_after: int) -> datetime | None:
    """The time that the turn of an appointment goes by; None for who is more than `late_after` minutes late
    and waits like those without one.
    """
    return booked_at if arrived_at <= booked_at + timedelta(minutes=late_after) else None


def call_order(waiting: Iterable[Waiting], now: datetime, most: int) -> list[Waiting]:
    """Everybody who waits, in the order in which they would be called if nobody else came.

    `now` decides which appointments are due; those that are not are at the end, by their time.
    """
    left = sorted(waiting, key=lambda one: one.turn)
    order = []
    while left:
        chosen = _choose(left, now, most)
        order.append(chosen)
        left = [
            replace(one, overtaken=one.overtaken + 1) if one.turn < chosen.turn else one
            for one in left
            if one.key != chosen.key
        ]
    return order


def next_to_call(waiting: Iterable[Waiting], now: datetime, most: int) -> Waiting | None:
    """Who is called next; None where nobody waits."""
    left = sorted(waiting, key=lambda one: one.turn)
    return _choose(left, now, most) if left else None


def overtaken_by(called: Waiting, waiting: Iterable[Waiting]) -> list[int]:
    """The keys of those of an earlier turn who go on waiting when `called` is called."""
    return [one.key for one in waiting if one.turn < called.turn and one.key != called.key]


def _choose(by_turn: Sequence[Waiting], now: datetime, most: int) -> Waiting:
    """One of those who wait; `by_turn` is sorted and not empty."""
    due = [one for one in by_turn if one.lane is not Lane.BOOKED or one.turn[0] <= now]
    if not due:
        return by_turn[0]
    first = min(due, key=lambda one: (_RANK[one.lane], one.turn))
    waited_enough = any(one.overtaken >= most and one.turn < first.turn for one in due)
    return due[0] if waited_enough else first


_RANK = {Lane.BOOKED: 0, Lane.FAST: 1, Lane.NORMAL: 2}
