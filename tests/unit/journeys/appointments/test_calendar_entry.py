"""An appointment in a calendar: once, where it belongs, without anything that others should not read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from icalendar import Calendar

from madoguchi.core.clock import TOKYO
from madoguchi.journeys.appointments.domain.calendar_entry import CalendarEntry, calendar_entry

NOW = datetime(2026, 3, 20, 9, 0, tzinfo=TOKYO)
ENTRY = CalendarEntry(
    uuid=UUID(int=7),
    version=2,
    begins=datetime(2026, 3, 24, 10, 15, tzinfo=TOKYO),
    ends=datetime(2026, 3, 24, 11, 0, tzinfo=TOKYO),
    title="窓口の予約",
    where="架空市役所；1階,\n総合窓口",
    code="K7M2QX",
    address="https://example.jp/r/secret/",
)


def read(entry: CalendarEntry) -> Any:
    calendar = Calendar.from_ical(calendar_entry(entry, now=NOW))
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_it_stands_at_its_time_and_the_signs_of_a_place_break_nothing() -> None:
    calendar, event = read(ENTRY)
    assert calendar["METHOD"] == "PUBLISH"
    assert event.decoded("DTSTART") == ENTRY.begins
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=45)
    assert str(event["LOCATION"]) == ENTRY.where
    assert "K7M2QX" in event["DESCRIPTION"]
    covers = replace(ENTRY, note="手続き10件が、全部この予約に入っています。")
    assert str(read(covers)[1]["DESCRIPTION"]) == f"予約番号：K7M2QX\n{covers.note}"
    assert len(event.walk("VALARM")) == 1


def test_a_change_has_the_same_number_and_a_later_sequence() -> None:
    _, before = read(ENTRY)
    _, after = read(replace(ENTRY, version=3, begins=ENTRY.begins + timedelta(days=1)))
    assert before["UID"] == after["UID"]
    assert before["SEQUENCE"] < after["SEQUENCE"]


def test_a_cancelled_one_is_taken_out_and_rings_no_more() -> None:
    calendar, event = read(replace(ENTRY, cancelled=True))
    assert (calendar["METHOD"], event["STATUS"]) == ("CANCEL", "CANCELLED")
    assert event.walk("VALARM") == []


def test_what_is_not_given_is_not_written() -> None:
    written = calendar_entry(replace(ENTRY, where="", code="", address=""), now=NOW)
    assert not any(word in written for word in (b"LOCATION", b"DESCRIPTION:\xe4", b"URL"))
