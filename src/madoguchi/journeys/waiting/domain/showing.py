"""What the display of a hall and the page of waiting times show of its state.

A payload is what `HallState.to_payload()` of the engine reception gives. Numbers of tickets stand on the
display of the hall only: at home one reads how many wait and how long it takes, and nothing of single people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from madoguchi.core.clock import TOKYO
from madoguchi.core.packs import Hall, HallCounter
from madoguchi.engines.reception.api import say_closing_of_several, say_wait
from madoguchi.journeys.waiting.domain.speech import idle_in, is_foreign, spoken_call, tag_of

CALLS_SHOWN = 12
"""The newest calls that a display gets: it shows as many as it has room for."""

RECENT = timedelta(minutes=3)
"""A display that was cut off speaks a call that it has missed, unless it is older."""

IDLE = ["番号札をお取りになり", "お待ちください"]
"""What stands large while nobody is called."""

InLanguage = Callable[[str], Hall | None]
"""The same hall in another language; None where it is not there."""

CLOSING_SOON = timedelta(minutes=30)


def display_view(
    payload: Mapping[str, Any] | None,
    hall: Hall,
    now: datetime,
    *,
    in_language: InLanguage = lambda _: None,
    old_since: str = "",
) -> dict[str, Any]:
    """The display of the hall: calls (newest first), waiting by counter and purpose, announcements.

    Below the Japanese of `hall` stands the language of the ticket that is called, else the first foreign one
    of the hall (`languages` in the pack). `now` is aware, in Asia/Tokyo. `old_since` is a time of day where
    the numbers are not of now. A payload of another day shows nothing: yesterday's calls are over.
    """
    if payload is not None and payload.get("day") != now.date().isoformat():
        payload = None
    is_open = hall.hours.is_open(now)
    second = next(filter(is_foreign, hall.languages), "")
    there = in_language(second) if second else None
    return {
        "calls": list(_calls(payload or {}, hall, now, second, in_language)),
        "counters": list(_counters(payload or {}, hall)),
        "purposes": [
            one | {"label_in": _label_in(there, one["key"], one["label"])}
            for one in _purposes(payload or {}, hall)
        ],
        "second": tag_of(second) if second else "",
        "announcements": [*announcements(hall, now), *_late(payload, hall, now)],
        "idle": IDLE if is_open else announcements(hall, now),
        "idle_in": idle_in(second) if is_open else "",
        "day": now.date().isoformat(),
        # Also what the display does not show may be news to the desks that follow the same stream.
        "version": payload["version"] if payload else 0,
        "old_since": old_since,
    }


def waiting_view(
    payload: Mapping[str, Any] | None, hall: Hall, now: datetime, *, old_since: str = ""
) -> dict[str, Any]:
    """What anybody may know: how many wait and how long it takes, by purpose; whether it is open.

    `purposes` is empty where nothing is known of today. Out of hours nobody is told how long it would take.
    `closes` is the end of the reception of the day in ISO 8601, for those whose wait is `past_closing`.
    """
    if payload is not None and payload.get("day") != now.date().isoformat():
        payload = None
    hours = hall.hours
    known = list(_purposes(payload, hall)) if payload else []
    if not hours.is_open(now):
        nobody_says = {"minutes": None, "low": None, "high": None, "wait": "", "past_closing": ""}
        known = [one | nobody_says for one in known]
    return {
        "is_open": hours.is_open(now),
        "purposes": known,
        "waiting": sum(one["waiting"] for one in payload["counters"]) if payload else None,
        "at": _time_of(payload.get("at")) if payload else "",
        "closes": payload.get("closes") if payload else None,
        "old_since": old_since,
    }


def announcements(hall: Hall, now: datetime) -> list[str]:
    """Sentences about the opening hours of the hall, for the foot of its display."""
    hours = hall.hours
    spans = [span.on(now.date()) for span in hours.spans_on(now.date())]
    if not spans:
        reason = hours.reason_closed(now.date())
        return [f"本日はお休みです（{reason}）" if reason else "本日はお休みです"]
    for begins, ends in spans:
        if now < begins:
            return [f"受付は{begins:%-H:%M}から始まります"]
        if now < ends:
            soon = ends - now <= CLOSING_SOON
            return [
                f"まもなく受付を終わります（{ends:%-H:%M}まで）" if soon else f"受付は{ends:%-H:%M}までです"
            ]
    return ["本日の受付は終わりました"]


def _late(payload: Mapping[str, Any] | None, hall: Hall, now: datetime) -> list[str]:
    """That whoever takes a number now may be called only past closing; nothing out of hours."""
    if not payload or not payload.get("closes") or not hall.hours.is_open(now):
        return []
    kinds = [one["past_closing"] for one in _purposes(payload, hall)]
    closes = datetime.fromisoformat(payload["closes"])
    said = say_closing_of_several(kinds, closes, served=hall.served_past_closing)
    return [said] if said else []


def _calls(
    payload: Mapping[str, Any], hall: Hall, now: datetime, second: str, in_language: InLanguage
) -> Iterator[dict[str, Any]]:
    for one in payload.get("called", ())[:CALLS_SHOWN]:
        counter = hall.counters.get(one["counter"])
        label = counter.label if counter else ""
        spoken = one.get("language", "ja")
        shown = spoken if is_foreign(spoken) else second
        there = in_language(shown) if shown else None
        yield {
            "number": one["number"],
            "counter": label,
            "colour": (counter.colour or "") if counter else "",
            "desk": one["desk"],
            "second": tag_of(shown) if shown else "",
            "counter_in": _counter_in(there, counter),
            "desk_in": there.label_of_desk(one["desk"]) if there else "",
            "at": _time_of(one["at"]),
            # Another call of the same number is news; the same call seen again (after a reload) is none.
            "key": f"{one['number']}/{one['counter']}/{one['times']}/{one['at']}",
            "is_recent": now - datetime.fromisoformat(one["at"]) < RECENT,
            "speech": spoken_call(one["number"], label, one["desk"], spoken, _counter_in(there, counter)),
        }


def _counter_in(there: Hall | None, counter: HallCounter | None) -> str:
    """A counter in another language; empty where it has no name there but the one on its sign."""
    other = there.counters.get(counter.key) if there and counter else None
    return other.label if other and other.label != other.sign else ""


def _label_in(there: Hall | None, purpose: str, japanese: str) -> str:
    """A purpose in another language; empty where it has no name there."""
    other = there.purposes.get(purpose) if there else None
    return other.label if other and other.label != japanese else ""


def _counters(payload: Mapping[str, Any], hall: Hall) -> Iterator[dict[str, Any]]:
    known = {one["key"]: one for one in payload.get("counters", ())}
    for key, counter in hall.counters.items():
        now = known.get(key, {})
        yield {
            "key": key,
            "label": counter.label,
            "colour": counter.colour or "",
            "waiting": now.get("waiting", 0),
            "open_desks": now.get("open_desks", 0),
            "minutes": now.get("minutes"),
        }


def _purposes(payload: Mapping[str, Any], hall: Hall) -> Iterator[dict[str, Any]]:
    """Who waits is counted at the counter, as the kiosk does: the minutes are those of the whole line, and
    「1人」 beside 「約90分」 is understood by nobody.
    """
    known = {one["key"]: one for one in payload.get("purposes", ())}
    lines = {one["key"]: one for one in payload.get("counters", ())}
    for key, purpose in hall.purposes.items():
        now = known.get(key, {})
        yield {
            "key": key,
            "label": purpose.label,
            "counter": purpose.counter,
            "waiting": lines.get(purpose.counter, now).get("waiting", 0),
            "minutes": now.get("minutes"),
            "low": now.get("low"),
            "high": now.get("high"),
            "wait": say_wait(now.get("low"), now.get("high")),
            "past_closing": now.get("past_closing", ""),
        }


def _time_of(instant: str | None) -> str:
    """「14:03」 of an instant in ISO 8601."""
    return f"{datetime.fromisoformat(instant).astimezone(TOKYO):%-H:%M}" if instant else ""
