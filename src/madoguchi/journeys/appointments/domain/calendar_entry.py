"""An appointment as a calendar file (RFC 5545), for a mail and for a download.

Calendars are shared with families and employers: no name, no procedure and no counter stands in it; where
somebody must not be found, not even the municipality does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

REMINDER = timedelta(hours=-20)
"""The evening before, for what begins in the afternoon; the morning of the day before, for a morning."""


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """What is written: moments are aware. `version` grows with every change of the reservation, so that a
    calendar puts the later entry in place of the earlier one. `where` and `address` (of the page on which it
    is changed) may be empty; so may `note`, a sentence on what the appointment covers.
    """

    uuid: UUID
    version: int
    begins: datetime
    ends: datetime
    title: str
    where: str = ""
    code: str = ""
    address: str = ""
    note: str = ""
    cancelled: bool = False


def calendar_entry(entry: CalendarEntry, *, now: datetime) -> bytes:
    """The file, UTF-8. A cancelled one takes the entry out of a calendar that has it."""
    # Here and not above: it takes long to read in.
    from icalendar import Alarm, Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//Madoguchi//Appointments//JA")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if entry.cancelled else "PUBLISH")
    event = Event()
    event.add("uid", f"{entry.uuid}@madoguchi")
    event.add("sequence", entry.version)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", entry.begins.astimezone(UTC))
    event.add("dtend", entry.ends.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    if entry.where:
        event.add("location", entry.where)
    if entry.address:
        event.add("url", entry.address)
    told = [f"予約番号：{entry.code}"] if entry.code else []
    told += [entry.note] if entry.note and not entry.cancelled else []
    if told:
        event.add("description", "\n".join(told))
    if not entry.cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", REMINDER)
        alarm.add("description", entry.title)
        event.add_component(alarm)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
