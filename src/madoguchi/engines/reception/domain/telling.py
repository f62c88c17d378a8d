"""How long one waits, in the words of kiosk, paper, phone, waiting times, display and open API.

A range, never one number: who is told 20 minutes and waits 40 believes nobody any more, and who is told 40
and called after 20 is not there. Its edges go in steps that people say (5 minutes, 10 from half an hour on,
half hours from an hour on), outwards: the wait that was worked out lies within what is told.
"""

from __future__ import annotations

from madoguchi.core.languages import say

_HOUR = 60


def told_edges(low: int, high: int) -> tuple[int, int]:
    """Both edges, in minutes, as they are told.

    >>> told_edges(24, 81)
    (20, 90)
    >>> told_edges(12, 17)
    (10, 20)
    """
    down, up = _step(low), _step(high)
    return low // down * down, -(-high // up) * up


def _step(minutes: int) -> int:
    return 5 if minutes < 30 else 10 if minutes < _HOUR else 30


def say_wait(low: int | None, high: int | None) -> str:
    """A wait between two edges: 「20分から40分くらい」, 「50分から1時間半くらい」; without a beginning
    worth telling 「長くて20分くらい」, at once 「まもなく」. Empty where nobody can say (None).
    """
    if low is None or high is None:
        return ""
    low, high = told_edges(low, high)
    if high <= 5:
        return say("まもなく")
    if low == 0:
        return say("長くて{time}くらい", time=say_minutes(high))
    if low >= high:
        return say("{time}くらい", time=say_minutes(high))
    if high < _HOUR:
        return say("{low}分から{count}分くらい", low=low, count=high)
    return say("{low}から{high}くらい", low=say_minutes(low), high=say_minutes(high))


def say_minutes(minutes: int) -> str:
    """A length of time as people say it: 「45分」, 「1時間」, 「2時間半」."""
    if minutes < _HOUR:
        return say("{count}分", count=minutes)
    hours, rest = divmod(minutes, _HOUR)
    return say("{count}時間半", count=hours) if rest else say("{count}時間", count=hours)
