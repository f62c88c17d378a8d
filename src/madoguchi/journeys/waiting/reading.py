"""The state of a hall as this zone knows it, and the hall as the packs declare it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings

from madoguchi.core import clock
from madoguchi.core.packs import Hall, UnknownLanguageError, UnknownMunicipalityError, load_packs_or_refuse
from madoguchi.engines.reception import api as reception

OLD_AFTER = timedelta(seconds=45)
"""After so long without a word from the office the numbers are old. It speaks every quarter of a minute."""

BOX_OLD_AFTER = timedelta(minutes=3)
"""A box speaks at every change, and every minute."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A state (`HallState.to_payload()`) and when it was last known to hold, aware. `typical` is the day as
    it usually goes, as the office published it; None where this zone is the office. `leaving` are the secrets
    of tickets that are given back, `called` of those that were called before the hall heard of it.
    """

    payload: Mapping[str, Any]
    heard: datetime
    typical: Mapping[str, Any] | None = None
    leaving: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()

    def is_of(self, day: date) -> bool:
        """Whether it is a state of that day: yesterday's tickets are over."""
        return bool(self.payload.get("day") == day.isoformat())

    def old_since(self, now: datetime) -> str:
        """The time of day (「14:03」) since which nothing was heard; empty while the numbers are of now."""
        is_old = now - self.heard > OLD_AFTER
        return f"{self.heard.astimezone(clock.TOKYO):%-H:%M}" if is_old else ""


def is_public() -> bool:
    """Whether this is the zone that only hears of the halls."""
    return bool(settings.MADOGUCHI_ZONE == "public")


def seen(code: str, hall: str, *, public: bool | None = None, follow: str | None = None) -> Seen | None:
    """The state of a hall that exists: in the office of now, in the public zone as it was published last
    (None before the first time). `public` says which, for a zone that is both; `follow` that of all tickets
    only the one of that secret is wanted (empty: none).
    """
    if is_public() if public is None else public:
        kept = reception.published_hall(code, hall, follow=follow)
        if kept is None:
            return None
        return Seen(
            kept.payload,
            kept.heard_at,
            kept.typical,
            frozenset(reception.wishes_of(kept)),
            reception.called_meanwhile(kept),
        )
    return Seen(reception.hall_state(code, hall).to_payload(), _heard(code, hall))


def _heard(code: str, hall: str) -> datetime:
    """Since when the rows of the office may have been overtaken: those of a box that went silent have."""
    now, box = clock.now(), reception.box_of(code, hall)
    if box is None:
        return now
    heard = box.heard_at or box.since
    return heard if now - heard > BOX_OLD_AFTER else now


def hall_in(code: str, key: str, language: str = "ja") -> Hall | None:
    """A hall in a language; None where there is none of that key, or the packs do not know the language."""
    try:
        pack = load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(code).in_language(language)
    except (UnknownMunicipalityError, UnknownLanguageError):
        return None
    return pack.halls.get(key)


def halls_of(code: str, language: str = "ja") -> Mapping[str, Hall]:
    """The halls of a municipality by key, in a language; empty where it has none, or there is none."""
    try:
        pack = load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(code)
    except UnknownMunicipalityError:
        return {}
    return pack.in_language(language).halls


def every_hall() -> list[tuple[str, str]]:
    """Code and key of all halls of this installation."""
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    return [(code, key) for code in packs.municipalities for key in packs.halls.get(code, {})]


def stream_of(code: str, hall: str, follow: str = "", language: str = "") -> str:
    """Where a page follows the hall, or the ticket of `follow`; an address of this site unless the live
    process has a host of its own.
    """
    what = f"t/{follow}" if follow else "hall"
    query = f"?{urlencode({'language': language})}" if language else ""
    return f"{settings.MADOGUCHI_LIVE_URL}/live/{code}/{hall}/{what}{query}"


def is_device_of(code: str, hall: str, key: str) -> bool:
    """Whether a browser's key is that of a device which stands in the hall."""
    device = reception.device_of_key(code, key) if key else None
    return device is not None and device.hall == hall


def of_follow(code: str, follow: str, *, public: bool | None = None) -> tuple[str, Seen] | None:
    """The hall in which the ticket of that secret waits today, with its state; None where there is none."""
    digest = reception.follow_digest(follow)
    for key in halls_of(code):
        found = seen(code, key, public=public, follow=follow)
        if found is not None and found.is_of(clock.today()) and digest in found.payload["tickets"]:
            return key, found
    return None


def next_open_days(hall: Hall, today: date, most: int = 5) -> list[date]:
    """The next days on which the hall is open, today among them; of the next two weeks."""
    days = (today + timedelta(days=number) for number in range(14))
    return [day for day in days if hall.hours.spans_on(day)][:most]
