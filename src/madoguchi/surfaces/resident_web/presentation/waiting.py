"""The page of waiting times: each hall with its rows, and a day as it usually goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from madoguchi.core.languages import say, say_short_date
from madoguchi.core.packs import Hall
from madoguchi.journeys.waiting import api as waiting

BAR_WIDTH, BAR_HEIGHT = 24, 100


@dataclass(frozen=True, slots=True)
class Row:
    """What one comes for: how many wait (a sentence), for how long (a sentence or empty), and that this is
    past closing (some words or empty).
    """

    label: str
    waiting: str
    wait: str
    late: str


@dataclass(frozen=True, slots=True)
class DayChoice:
    """A day whose usual course can be looked at."""

    iso: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class HallNow:
    """A hall on the page. `told` says of which moment the rows are, or why there are none; `old` says that
    nothing new was heard; `late` that whoever takes a number now may be called too late.
    """

    key: str
    name: str
    place: str
    is_example: bool
    is_open: bool
    told: str
    old: str
    late: str
    rows: tuple[Row, ...]
    usual: waiting.UsualDay | None
    usual_title: str
    days: tuple[DayChoice, ...]


def hall_now(hall: Hall, seen: waiting.Seen | None, now: datetime, chosen: date | None) -> HallNow:
    """A hall, `hall` being in Japanese, at `now`, with the usual course of a chosen day (or of the next)."""
    old_since = seen.old_since(now) if seen else ""
    shown = waiting.waiting_view(seen.payload if seen else None, hall, now, old_since=old_since)
    days = waiting.next_open_days(hall, now.date())
    day = chosen if chosen in days else next(iter(days), None)
    usual = waiting.usual_day(seen.typical if seen else None, day) if day else None
    # After closing time those who wait are still served, and look at home how far it is.
    is_known = bool(shown["purposes"]) and (shown["is_open"] or shown["waiting"] > 0)
    return HallNow(
        key=hall.key,
        name=hall.name,
        place=hall.place,
        is_example=bool(hall.example),
        is_open=shown["is_open"],
        told=_told(shown),
        old=_old(old_since) if is_known else "",
        late=late_words(shown, hall) if is_known else "",
        rows=tuple(_row(one, shown["closes"]) for one in shown["purposes"]) if is_known else (),
        usual=usual,
        usual_title=_title(usual) if usual else "",
        days=tuple(DayChoice(one.isoformat(), say_short_date(one), one == day) for one in days),
    )


def late_words(shown: dict[str, Any], hall: Hall) -> str:
    """That whoever takes a number now may be called only past closing; of a `waiting_view`, empty if not."""
    if not shown["closes"]:
        return ""
    return waiting.say_closing_of_several(
        [one["past_closing"] for one in shown["purposes"]],
        datetime.fromisoformat(shown["closes"]),
        served=hall.served_past_closing,
    )


def _row(purpose: dict[str, Any], closes: str | None) -> Row:
    return Row(
        purpose["label"],
        say("{count}人", count=purpose["waiting"]),
        purpose["wait"],
        waiting.say_closing_short(purpose["past_closing"], datetime.fromisoformat(closes)) if closes else "",
    )


def _told(shown: dict[str, Any]) -> str:
    if not shown["is_open"]:
        return say("いまは受付の時間ではありません。")
    if not shown["purposes"]:
        return say("今日の待ち時間は、まだ届いていません。")
    return say("{time}の待ち時間です。", time=shown["at"])


def _old(since: str) -> str:
    if not since:
        return ""
    return say("{time}から、新しい知らせが届いていません。会場の表示を見てください。", time=since)


def _title(usual: waiting.UsualDay) -> str:
    return say(
        "{day}のような日は、{busy}ごろがいちばん混みます。すいているのは{quiet}ごろです。",
        day=say_short_date(usual.day),
        busy=usual.busiest,
        quiet=usual.quietest,
    )
