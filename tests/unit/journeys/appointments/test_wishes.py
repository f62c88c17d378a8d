"""Which calendars stand open."""

from __future__ import annotations

from datetime import date

from madoguchi.core import clock
from madoguchi.journeys.appointments.public.wishes import open_calendars


def test_a_calendar_whose_last_session_is_over_is_not_offered_any_more() -> None:
    with clock.fixed(date(2027, 1, 16)):
        assert [one.key for one in open_calendars("072028")] == ["counters", "video", "vaccination"]
    with clock.fixed(date(2027, 1, 17)):
        assert [one.key for one in open_calendars("072028")] == ["counters", "video"]
