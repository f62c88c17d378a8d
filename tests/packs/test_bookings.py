"""What can be booked in the region: something everywhere, in every language, and plans fit."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from madoguchi.core.packs import CalendarKind, Packs, load_packs_or_refuse, texts_of_bookings
from madoguchi.engines.booking.domain.availability import Day, Occupied, checked_needs, days_summary
from madoguchi.engines.booking.domain.shapes import Need
from madoguchi.engines.booking.domain.states import Channel, DayState
from madoguchi.lib.opening_hours import TOKYO

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 27, 12, 0, tzinfo=TOKYO)
MONDAY = date(2026, 11, 30)
CITY, VILLAGE = "072028", "074462"


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs_or_refuse(ROOT / "packs")


def test_everywhere_the_counters_can_be_booked_and_everything_is_an_example(packs: Packs) -> None:
    assert set(packs.bookings) == set(packs.municipalities)
    for code, bookings in packs.bookings.items():
        counters = bookings.calendars["counters"]
        for line in counters.lines.values():
            assert line.roles, (code, line.key)
            needs = checked_needs(counters, [Need(line.key, 30)])
            assert Day(counters, MONDAY, needs, Channel.WEB, NOW, Occupied()).starts(), (code, line.key)
        assert all(calendar.example for calendar in bookings.calendars.values()), code


def test_a_move_can_be_booked_at_one_go_everywhere(packs: Packs) -> None:
    for code, bookings in packs.bookings.items():
        counters = bookings.calendars["counters"]
        procedures = packs.for_municipality(code).procedures
        needs = []
        for key in ("move_in_notification", "national_health_insurance_join", "child_allowance_claim"):
            line = counters.line_for(procedures[key].desk)
            if line is not None:
                minutes = bookings.minutes.rounded(bookings.minutes.of(procedures[key], 3))
                needs.append(Need(line.key, minutes))
        wanted = checked_needs(counters, needs)
        week = [MONDAY + timedelta(days=number) for number in range(7)]
        states = [one.state for one in days_summary(counters, week, wanted, Channel.WEB, NOW, {})]
        assert states == [DayState.FREE] * 5 + [DayState.CLOSED] * 2, code


def test_the_city_has_lines_video_and_a_morning_of_200_places_and_the_village_one_desk(packs: Packs) -> None:
    calendars = packs.bookings[CITY].calendars
    assert len(calendars["counters"].lines) >= 4
    assert calendars["counters"].lines["general"].covers[0].desks == 1
    assert calendars["video"].open_to_all
    assert calendars["video"].services
    morning = calendars["vaccination"]
    assert morning.kind is CalendarKind.SESSIONS
    assert {sum(start.places for start in one.starts) for one in morning.sessions} == {200}
    (line,) = packs.bookings[VILLAGE].calendars["counters"].lines.values()
    assert line.desks == 1


def test_sessions_are_on_days_of_their_own_year(packs: Packs) -> None:
    for bookings in packs.bookings.values():
        for calendar in bookings.calendars.values():
            assert all(one.on.year in (2026, 2027) for one in calendar.sessions)


@pytest.mark.parametrize("language", ["ja-easy", "en", "zh-hans", "ko", "vi", "fil"])
def test_what_can_be_booked_is_named_in_every_language(packs: Packs, language: str) -> None:
    for code in packs.bookings:
        pack = packs.for_municipality(code)
        assert packs.texts(language).missing(texts_of_bookings(pack)) == (), code
        there = pack.in_language(language).bookings
        assert there.calendars.keys() == pack.bookings.calendars.keys()
        assert there.calendars["counters"].label != pack.bookings.calendars["counters"].label
        lines, named = pack.bookings.calendars["counters"].lines, there.calendars["counters"].lines
        assert lines.keys() == named.keys()
        assert all(named[key].label != one.label for key, one in lines.items() if one.label != "税"), code
