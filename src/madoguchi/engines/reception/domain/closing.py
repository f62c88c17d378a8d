"""Whether somebody is called before the reception of the day ends, and how that is said.

Nobody is alarmed without reason: `LIKELY` is said where even the low edge of the estimate lies past closing,
`POSSIBLE` where the high edge of what is told does. What becomes of those who hold a number then is the
municipality's word (`served_past_closing` of its hall); where its pack says nothing, nothing is promised.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from madoguchi.core.clock import TOKYO
from madoguchi.core.languages import say_sentences, spoken, translatable
from madoguchi.core.packs import Hall
from madoguchi.engines.reception.domain.estimating import Estimate


class PastClosing(StrEnum):
    """How sure it is that somebody is called only after closing; what it says stands in states."""

    NO = ""
    POSSIBLE = "possible"
    LIKELY = "likely"


def closing_of(hall: Hall, day: date) -> datetime | None:
    """When the reception of a day ends; None where it is closed. Noon is no end."""
    spans = hall.hours.spans_on(day)
    return spans[-1].on(day)[1] if spans else None


def minutes_left(closes: datetime | None, at: datetime) -> float:
    """Minutes until closing, below nothing after it; without end on a day without hours."""
    return math.inf if closes is None else (closes - at).total_seconds() / 60


def past_closing(wait: Estimate | None, left: float) -> PastClosing:
    """Of somebody who waits, or joins the line now, with so many minutes until closing; an unknown wait
    alarms nobody before closing.

    Where people read a time past closing, they read that it is: the edge that is told is the later one.
    """
    if left <= 0:
        return PastClosing.LIKELY
    if wait is None or wait.as_told.high <= left:
        return PastClosing.NO
    return PastClosing.LIKELY if wait.low >= left else PastClosing.POSSIBLE


def surest(found: Iterable[str]) -> PastClosing:
    """Of several the one that alarms most; what no version knows alarms nobody."""
    known = set(found)
    return next((one for one in (PastClosing.LIKELY, PastClosing.POSSIBLE) if one in known), PastClosing.NO)


_OF_ONE: Final = {
    PastClosing.LIKELY: translatable("窓口は{time}に終わります。それまでにお呼びできない見込みです。"),
    PastClosing.POSSIBLE: translatable("窓口は{time}に終わります。それまでにお呼びできないかもしれません。"),
}
_OF_SEVERAL: Final = {
    PastClosing.LIKELY: translatable(
        "窓口は{time}に終わります。いまから番号を取ると、それまでにお呼びできない用件があります。"
    ),
    PastClosing.POSSIBLE: translatable(
        "窓口は{time}に終わります。いまから番号を取ると、それまでにお呼びできないかもしれない用件があります。"
    ),
}
_SHORT: Final = {
    PastClosing.LIKELY: translatable("{time}を過ぎる見込み"),
    PastClosing.POSSIBLE: translatable("{time}を過ぎるかもしれません"),
}
_OVER = translatable("窓口は{time}に終わりました。")
_SERVED = translatable("番号があれば、そのあともお呼びします。")
_NOT_SERVED = translatable("そのときは、今日の手続きができないことがあります。")
_ASK_NOW = translatable("これからお呼びできるか、職員に番号を見せて聞いてください。")

WAYS: Final = {
    "booking": translatable("予約をして、別の日に来る"),
    "quiet": translatable("別の日の、すいている時間に来る"),
    "ask": translatable("急ぐときは、窓口の職員に聞く"),
}
"""What one can do now who is called too late: by key, in order; `booking` only where times can be booked."""

CLOSING_WORDS: Final = (
    *_OF_ONE.values(), *_OF_SEVERAL.values(), *_SHORT.values(), _OVER, _SERVED, _NOT_SERVED, _ASK_NOW,
    *WAYS.values(),
)  # fmt: skip
"""Everything that is said here, for whoever asks whether a language can say it."""


def say_closing(kind: str, closes: datetime, now: datetime, *, served: bool) -> str:
    """To somebody who holds a number: when the reception ends, whether they are called by then, and what
    holds if not. Empty where there is nothing to say.
    """
    known = surest([kind])
    if known is PastClosing.NO:
        return ""
    if now >= closes:
        return say_sentences(
            [spoken().say(_OVER, time=_time(closes)), spoken().say(_SERVED if served else _ASK_NOW)]
        )
    return say_sentences(
        [spoken().say(_OF_ONE[known], time=_time(closes)), spoken().say(_SERVED if served else _NOT_SERVED)]
    )


def say_closing_of_several(kinds: Iterable[str], closes: datetime, *, served: bool) -> str:
    """To somebody who has no number yet, over a list of purposes; empty where none of them is late."""
    known = surest(kinds)
    if known is PastClosing.NO:
        return ""
    return say_sentences(
        [
            spoken().say(_OF_SEVERAL[known], time=_time(closes)),
            spoken().say(_SERVED if served else _NOT_SERVED),
        ]
    )


def say_closing_short(kind: str, closes: datetime) -> str:
    """Beside the minutes of one purpose; empty where they end before closing."""
    known = surest([kind])
    return spoken().say(_SHORT[known], time=_time(closes)) if known is not PastClosing.NO else ""


def ways_now(*, may_book: bool) -> list[tuple[str, str]]:
    """What one can do now instead of waiting: key and sentence, in order."""
    return [(key, spoken().say(text)) for key, text in WAYS.items() if may_book or key != "booking"]


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(TOKYO):%-H:%M}"
