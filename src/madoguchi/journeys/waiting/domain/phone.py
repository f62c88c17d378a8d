"""The page of a ticket on its holder's phone: one view for the page without script and for the live stream.

A payload is what `HallState.to_payload()` of the engine reception gives. Everything is said in the language
that is spoken (`core.languages.speaking`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from typing import Any

from madoguchi.core.languages import html_with_readings, say, without_readings
from madoguchi.core.packs import Hall
from madoguchi.engines.reception.api import TicketStatus, say_closing, say_wait

NEAR_AHEAD = 2
"""With so many people before one, or fewer, one should be near the counter."""
NEAR_MINUTES = 5
SOON_MINUTES = 15
"""Where the two or three people before one take longer than this, one may still stay away."""

SOON_AT_MOST = 20
"""Nobody reads 「もうすぐです」 below a longer wait, in minutes."""

GONE = "gone"
"""What the page says of a ticket that nobody knows today; all else are values of `TicketStatus`."""
PHONE_LINES = ("heading", "time", "closing", "notice", "place", "desk", "sign", "old")
"""The sentences of the view that a page shows each in its place."""

OVER = frozenset({TicketStatus.FINISHED, TicketStatus.LEFT, GONE})


@dataclass(frozen=True, slots=True)
class PhoneView:
    """What a phone shows. All but `status`, `number` and `colour` are sentences or empty.

    `heading` is the one thing to read, `time` how long it takes, `closing` that
    this is past the end of the reception, `notice` what to do now, `place` which counter, `desk` which of its
    desks, `sign` what stands over both in Japanese, for whoever reads another language. `old` says since when
    nothing new was heard. `is_near`: time to come near.
    """

    number: str
    status: str
    heading: str
    time: str = ""
    closing: str = ""
    notice: str = ""
    place: str = ""
    colour: str = ""
    desk: str = ""
    sign: str = ""
    is_near: bool = False
    times: int = 0
    old: str = ""

    @property
    def title(self) -> str:
        """For the tab: number and heading."""
        return f"{self.number} {self.heading}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.status in OVER


def phone_view(
    payload: Mapping[str, Any] | None, digest: str, hall: Hall, *, old_since: str = ""
) -> PhoneView | None:
    """What the holder of the ticket with that digest reads; None where there is no such ticket today.

    `old_since` is a time of day (「14:03」) where the numbers are not of now.
    """
    ticket = ((payload or {}).get("tickets") or {}).get(digest)
    if ticket is None:
        return None
    view = _VIEWS.get(ticket["status"], _waiting)(ticket, _old(ticket, old_since))
    if view.status == TicketStatus.WAITING:
        view = replace(view, closing=_closing(payload or {}, ticket, hall))
    return view if view.is_over else _with_place(view, ticket, hall)


def phone_data(view: PhoneView) -> dict[str, Any]:
    """What the script of the page puts into its places: `lines` are HTML, the rest is plain text.

    `call` counts the calls, so that another call of the same number is noticed.
    """
    return {
        "status": view.status,
        "is_near": view.is_near,
        "is_over": view.is_over,
        "is_late": bool(view.closing),
        "colour": view.colour,
        "call": view.times if view.status == TicketStatus.CALLED else 0,
        "title": without_readings(view.title),
        "notice": without_readings("　".join(filter(None, (view.heading, view.place, view.desk)))),
        "lines": {name: html_with_readings(escape(getattr(view, name))) for name in PHONE_LINES},
    }


def gone_view(number: str = "") -> PhoneView:
    """Of a ticket that is not of today, or never was."""
    return PhoneView(
        number,
        GONE,
        say("この番号は、いま使われていません"),
        notice=say("番号は、その日だけ使えます。新しい番号は、入口の受付機か職員から受け取ってください。"),
    )


def _old(ticket: Mapping[str, Any], since: str) -> str:
    if not since or ticket["status"] in OVER:
        return ""
    return say("{time}から、新しい知らせが届いていません。会場の表示を見てください。", time=since)


def _closing(payload: Mapping[str, Any], ticket: Mapping[str, Any], hall: Hall) -> str:
    if not payload.get("closes"):
        return ""
    at, closes = (datetime.fromisoformat(payload[name]) for name in ("at", "closes"))
    return say_closing(ticket.get("past_closing") or "", closes, at, served=hall.served_past_closing)


def _waiting(ticket: Mapping[str, Any], old: str) -> PhoneView:
    ahead, minutes = ticket.get("ahead"), ticket.get("minutes")
    near = _is_near(ahead, minutes)
    if ahead is None:
        heading = say("順番を待っています")
    else:
        heading = say("あなたの前に{count}人", count=ahead) if ahead else say("次は、あなたの番です")
    return PhoneView(
        ticket["number"],
        TicketStatus.WAITING,
        heading,
        time=say_wait(ticket.get("low"), ticket.get("high")) or say("時間は、まだわかりません"),
        notice=_near(ticket.get("high")) if near else "",
        is_near=near,
        old=old,
    )


def _near(high: int | None) -> str:
    """To whoever should be near: that it is soon only where nothing longer stands above it."""
    if high is not None and high > SOON_AT_MOST:
        return say("お呼びするまで、窓口の近くで待ってください。")
    return say("もうすぐです。窓口の近くで待ってください。")


def _is_near(ahead: int | None, minutes: int | None) -> bool:
    """Whether one should be near: who is next always, the estimate may be wrong."""
    if ahead == 0 or (minutes is not None and minutes <= NEAR_MINUTES):
        return True
    return ahead is not None and ahead <= NEAR_AHEAD and (minutes is None or minutes <= SOON_MINUTES)


def _called(ticket: Mapping[str, Any], old: str) -> PhoneView:
    return PhoneView(
        ticket["number"],
        TicketStatus.CALLED,
        say("お呼びしています"),
        notice=say("この窓口にお越しください。番号は、画面でも紙でもかまいません。"),
        is_near=True,
        times=int(ticket.get("times") or 1),
        old=old,
    )


def _serving(ticket: Mapping[str, Any], old: str) -> PhoneView:
    return PhoneView(
        ticket["number"],
        TicketStatus.SERVING,
        say("手続きをしています"),
        old=old,
    )


def _held(ticket: Mapping[str, Any], old: str) -> PhoneView:
    return PhoneView(
        ticket["number"],
        TicketStatus.HELD,
        say("お待ちください"),
        notice=say("手続きの途中で、確認や準備をしています。終わったら、もう一度お呼びします。"),
        old=old,
    )


def _absent(ticket: Mapping[str, Any], old: str) -> PhoneView:
    return PhoneView(
        ticket["number"],
        TicketStatus.ABSENT,
        say("お呼びしましたが、来られませんでした"),
        notice=say("近くの職員に、この番号を見せてください。取りなおさなくても、順番に戻れます。"),
        old=old,
    )


def _finished(ticket: Mapping[str, Any], old: str) -> PhoneView:
    return PhoneView(
        ticket["number"],
        TicketStatus.FINISHED,
        say("終わりました"),
        notice=say("お越しくださり、ありがとうございました。"),
    )


def _left(ticket: Mapping[str, Any], old: str) -> PhoneView:
    return PhoneView(
        ticket["number"],
        TicketStatus.LEFT,
        say("取り消しました"),
        notice=say("もう一度待つときは、入口で新しい番号を受け取ってください。"),
    )


_VIEWS = {
    TicketStatus.CALLED: _called,
    TicketStatus.SERVING: _serving,
    TicketStatus.HELD: _held,
    TicketStatus.ABSENT: _absent,
    TicketStatus.FINISHED: _finished,
    TicketStatus.LEFT: _left,
}


def _with_place(view: PhoneView, ticket: Mapping[str, Any], hall: Hall) -> PhoneView:
    """Where to go, in the language of the hall and as the signs say; the desk once it is known."""
    counter = hall.counters.get(ticket.get("counter") or "")
    desk = ticket["desk"] if view.status in (TicketStatus.CALLED, TicketStatus.SERVING) else ""
    place, at_desk = counter.label if counter else "", desk and hall.label_of_desk(desk)
    sign = f"{counter.sign if counter else ''}　{desk}".strip()
    is_japanese = counter is not None and (place, at_desk) == (counter.sign, desk)
    return replace(
        view,
        place=place,
        desk=at_desk,
        sign="" if is_japanese or _letters(place + at_desk) == _letters(sign) else sign,
        colour=(counter.colour or "") if counter else "",
    )


def _letters(text: str) -> str:
    """What is read aloud of a text: without readings over it and spaces between its words."""
    return "".join(without_readings(text).split())
