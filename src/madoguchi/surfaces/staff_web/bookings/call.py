"""What stands on the screen of a telephone call: read from the form, changed by the button pressed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

from django.http import QueryDict

from madoguchi.core.clock import TOKYO
from madoguchi.core.packs import BookingCalendar, MunicipalityPack
from madoguchi.journeys.appointments.office.api import LONGEST_REASON
from madoguchi.surfaces.shared_web.sent import day_sent, number_sent

MOST_PEOPLE: Final = 20
LONGEST_NOTE: Final = 500
_LONGEST: Final = 100
_MOST_PROCEDURES: Final = 60


@dataclass(frozen=True, slots=True)
class Call:
    """Everything that was chosen and typed so far. `key`: the number of this call's booking, made when the
    screen was first shown. `from_day`: the first of the days that are shown. `wait_from` and `wait_until`:
    the days for which the caller waits for a place. `reason`: why they may have more than others.
    `moved`: the booking that gets another time, with the version that was seen.
    """

    key: UUID
    calendar: str = ""
    search: str = ""
    event: str = ""
    service: str = ""
    procedures: tuple[str, ...] = ()
    people: int = 1
    typed: dict[str, str] = field(default_factory=dict, repr=False)
    from_day: date | None = None
    day: date | None = None
    start: datetime | None = None
    wait_from: date | None = None
    wait_until: date | None = None
    reason: str = ""
    moved: UUID | None = None
    version: int = 0

    @property
    def has_purpose(self) -> bool:
        """Whether anything was chosen that takes time at a counter."""
        return bool(self.procedures or self.service)

    def after(self, pressed: str, pack: MunicipalityPack, sure: tuple[str, ...]) -> Call:
        """The call after a button. `sure`: what everybody needs whose life event was pressed."""
        verb, _, value = pressed.partition(":")
        match verb:
            case "calendar":
                return replace(self, calendar=value, service="", start=None, day=None, from_day=None)
            case "event" if value in pack.events:
                chosen = tuple(dict.fromkeys((*self.procedures, *sure)))
                return replace(self, event=value, service="", procedures=chosen, start=None, search="")
            case "service":
                return replace(self, service=value, procedures=(), event="", start=None, search="")
            case "add" if value in pack.procedures:
                added = tuple(dict.fromkeys((*self.procedures, value)))[:_MOST_PROCEDURES]
                return replace(self, procedures=added, service="", start=None, search="")
            case "drop":
                kept = tuple(key for key in self.procedures if key != value)
                return replace(self, procedures=kept, service="", start=None)
            case "from" | "day" | "start" | "wait":
                return self._to_days(verb, value)
            case "clear":
                return new_call()
            case _:
                return self

    def _to_days(self, verb: str, value: str) -> Call:
        day, shown = day_sent(value), replace(self, start=None, wait_from=None, wait_until=None)
        match verb:
            case "from":
                return replace(shown, from_day=day, day=None)
            case "day":
                return replace(shown, day=day)
            case "wait":
                return replace(shown, day=day or self.day, wait_from=day, wait_until=day)
            case _:
                start = _moment(value)
                return replace(shown, start=start, day=None if start is None else start.date())


def new_call() -> Call:
    """The screen before anybody has said anything."""
    return Call(uuid4())


def read_call(given: QueryDict, pack: MunicipalityPack) -> Call:
    """The screen as it was sent; what cannot be read is as if it had not been chosen."""
    return Call(
        key=_uuid(given.get("key", "")) or uuid4(),
        calendar=given.get("calendar", "")[:64],
        search=" ".join(given.get("search", "").split())[:_LONGEST],
        event=event if (event := given.get("event", "")) in pack.events else "",
        service=given.get("service", "")[:64],
        procedures=tuple(dict.fromkeys(key for key in given.getlist("procedure") if key in pack.procedures))[
            :_MOST_PROCEDURES
        ],
        people=_people(given.get("people", "")),
        typed={
            name: given.get(name, "").replace("\0", "")[: LONGEST_NOTE if name == "note" else 400]
            for name in ("name", "kana", "phone", "email", "note")
        },
        from_day=day_sent(given.get("from", "")),
        day=day_sent(given.get("day", "")),
        start=_moment(given.get("start", "")),
        wait_from=day_sent(given.get("wait-from", "")),
        wait_until=day_sent(given.get("wait-until", "")) or day_sent(given.get("wait-from", "")),
        reason=" ".join(given.get("reason", "").replace("\0", "").split())[:LONGEST_REASON],
        moved=_uuid(given.get("moved", "")),
        version=number_sent(given.get("version", "")) or 0,
    )


def calendar_for(call: Call, calendars: list[BookingCalendar]) -> BookingCalendar | None:
    """The calendar that was chosen, or the first."""
    chosen = [one for one in calendars if one.key == call.calendar]
    return next(iter(chosen or calendars), None)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text[:40])
        return moment.astimezone(TOKYO) if moment.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text[:36])
    except ValueError:
        return None


def _people(text: str) -> int:
    return min(max(number_sent(text) or 1, 1), MOST_PEOPLE)
