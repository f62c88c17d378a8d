"""In which order people are called.

Three lines wait at a counter: those with an appointment, whose turn is the time of it; the fast line of those
who have pre-applied or come for something short; and everybody else. Appointments that are due come first,
then the fast line, then the others, each line by turn. So that nobody waits without end, whoever was
overtaken `most` times by people of a later turn has the counter go strictly by turn until that person is
called.

A turn is a pair (time, sequence number). Its time never runs backwards within a day, whatever the clock
does: see `HallDay.last_at`. A transfer keeps it, and so does being held or absent: whoever comes back is
where they were.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from heapq import heappop, heappush

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
    by_turn = sorted(waiting, key=lambda one: one.turn)
    due = [one for one in by_turn if _is_due(one, now)]
    turns = [one.turn for one in due]
    later = [
        replace(one, overtaken=one.overtaken + len(turns) - bisect_right(turns, one.turn))
        for one in by_turn
        if not _is_due(one, now)
    ]
    return _called_in_turn(due, most) + later


def _called_in_turn(due: Iterable[Waiting], most: int) -> list[Waiting]:
    """As choosing one after the other would, in time that grows with the line and not with its square:
    whoever has been overtaken `most` times ends the overtaking, so that nobody is counted up for long.
    """
    lines: list[deque[_Counted]] = [deque() for _ in _RANK]
    patient: list[tuple[Turn, int]] = []
    for one in due:
        lines[_RANK[one.lane]].append(_Counted(one, one.overtaken))
        if one.overtaken >= most:
            heappush(patient, (one.turn, one.key))
    order: list[Waiting] = []
    called: set[int] = set()
    while any(lines):
        while patient and patient[0][1] in called:
            heappop(patient)
        line = next(one for one in lines if one)
        if patient and patient[0][0] < line[0].who.turn:
            line = min((one for one in lines if one), key=lambda one: one[0].who.turn)
        chosen = line.popleft()
        called.add(chosen.who.key)
        order.append(
            replace(chosen.who, overtaken=chosen.times)
            if chosen.times != chosen.who.overtaken
            else chosen.who
        )
        for other in lines:
            for passed in other:
                if passed.who.turn > chosen.who.turn:
                    break
                passed.times += 1
                if passed.times == most:
                    heappush(patient, (passed.who.turn, passed.who.key))
    return order


@dataclass(slots=True)
class _Counted:
    """One who waits, and how often he or she has been overtaken by now."""

    who: Waiting
    times: int


def next_to_call(waiting: Iterable[Waiting], now: datetime, most: int) -> Waiting | None:
    """Who is called next; None where nobody waits."""
    left = sorted(waiting, key=lambda one: one.turn)
    return _choose(left, now, most) if left else None


def overtaken_by(called: Waiting, waiting: Iterable[Waiting]) -> list[int]:
    """The keys of those of an earlier turn who go on waiting when `called` is called."""
    return [one.key for one in waiting if one.turn < called.turn and one.key != called.key]


def _choose(by_turn: Sequence[Waiting], now: datetime, most: int) -> Waiting:
    """One of those who wait; `by_turn` is sorted and not empty."""
    due = [one for one in by_turn if _is_due(one, now)]
    if not due:
        return by_turn[0]
    first = min(due, key=lambda one: (_RANK[one.lane], one.turn))
    waited_enough = any(one.overtaken >= most and one.turn < first.turn for one in due)
    return due[0] if waited_enough else first


def _is_due(one: Waiting, now: datetime) -> bool:
    return one.lane is not Lane.BOOKED or one.turn[0] <= now


_RANK = {Lane.BOOKED: 0, Lane.FAST: 1, Lane.NORMAL: 2}
