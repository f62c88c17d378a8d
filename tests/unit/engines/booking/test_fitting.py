"""Bookings that the packs have overtaken are found: a closed day, a desk that is gone, a smaller session."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from madoguchi.core.packs import BookingCalendar
from madoguchi.engines.booking.domain.fitting import still_fits
from madoguchi.engines.booking.domain.shapes import PLACES, Step
from madoguchi_testing.booking import MONDAY, at, desks, hours, line, session, sessions


def step(begins: str, ends: str, desk: int = 1, name: str = "a") -> Step:
    return Step(name, desk, at(begins), at(ends))


def closed(calendar: BookingCalendar) -> BookingCalendar:
    exceptions = [{"from": MONDAY.isoformat(), "closed": True, "reason": "大雪"}]
    shut = replace(calendar.lines["a"], hours=hours(("09:00", "17:00"), exceptions=exceptions))
    return replace(calendar, lines={"a": shut})


def test_a_booking_within_the_hours_still_fits() -> None:
    calendar = desks(line("a", 2, lunch=1))
    assert still_fits(calendar, [step("09:00", "09:30"), step("16:30", "17:00", desk=2)])
    assert still_fits(calendar, [step("12:00", "12:30")])


def test_what_was_closed_taken_away_or_shortened_does_not() -> None:
    calendar = desks(line("a", 2, lunch=1))
    assert not still_fits(closed(calendar), [step("09:00", "09:30")])
    assert not still_fits(calendar, [step("09:00", "09:30", desk=3)])
    assert not still_fits(calendar, [step("12:00", "12:30", desk=2)])
    assert not still_fits(calendar, [step("16:45", "17:05")])
    assert not still_fits(calendar, [step("09:00", "09:30", name="b")])
    assert not still_fits(calendar, [step("09:00", "09:30"), step("17:00", "17:10")])
    assert not still_fits(None, [step("09:00", "09:30")])
    assert not still_fits(calendar, [])


def test_a_place_of_a_session_that_is_smaller_or_gone_does_not_fit() -> None:
    place = Step(PLACES, 7, at("09:00"), at("09:30"))
    assert still_fits(sessions(session("09:00", "09:30", 10)), [place])
    assert not still_fits(sessions(session("09:00", "09:30", 6)), [place])
    assert not still_fits(sessions(session("09:15", "09:45", 10)), [place])
    tomorrow = session("09:00", "09:30", 10, on=MONDAY + timedelta(days=1))
    assert not still_fits(sessions(tomorrow), [place])
