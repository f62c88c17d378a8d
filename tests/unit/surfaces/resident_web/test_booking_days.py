"""A month as a table: what can be pressed, what is only told, and weeks that are over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest

from madoguchi.core import clock
from madoguchi.engines.booking.api import DayFree, DayState, Start
from madoguchi.surfaces.resident_web.presentation.booking_days import (
    DayView,
    MonthView,
    month_view,
    times_view,
)

TODAY = date(2026, 3, 19)
MARCH = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.fixed(TODAY):
        yield


def free(day: int, state: DayState = DayState.FREE, starts: int = 9, reason: str = "") -> DayFree:
    return DayFree(date(2026, 3, day), starts, starts, state, reason)


def view(
    *days: DayFree,
    last: date = date(2026, 5, 18),
    waiting: bool = False,
    month: date = MARCH,
    own: date | None = None,
) -> MonthView:
    return month_view(
        month,
        days,
        url_of_day=lambda day: f"{day.isoformat()}/",
        url_of_month=lambda other: f"?month={other:%Y-%m}",
        last=last,
        full_leads_on=waiting,
        reasons=True,
        own=own,
    )


def nobodys(start: Start) -> bool:
    """No time is somebody's own."""
    return False


def of_day(month: MonthView, number: int) -> DayView:
    return next(day for week in month.weeks for day in week if day is not None and day.number == number)


@pytest.mark.parametrize(
    ("given", "state", "leads"),
    [
        (free(23), "many", True),
        (free(23, starts=3), "few", True),
        (free(23, DayState.FULL, 0), "full", False),
        (free(23, DayState.TOO_LONG, 0), "full", False),
        (free(23, DayState.CLOSED, 0), "closed", False),
        (free(23, DayState.TOO_FAR, 0), "closed", False),
        (free(18), "closed", False),
    ],
)
def test_only_days_with_something_free_can_be_pressed(given: DayFree, state: str, leads: bool) -> None:
    day = of_day(view(given), given.day.day)
    assert (day.state, bool(day.url)) == (state, leads)


def test_a_full_day_leads_on_where_one_can_wait() -> None:
    assert of_day(view(free(23, DayState.FULL, 0), waiting=True), 23).url == "2026-03-23/"


def test_weeks_that_are_over_are_left_out_and_every_week_has_seven_places() -> None:
    month = view()
    assert [day.number if day else None for day in month.weeks[0]] == [15, 16, 17, 18, 19, 20, 21]
    assert [day.number if day else None for day in month.weeks[-1]] == [29, 30, 31, None, None, None, None]
    assert of_day(month, 19).today


def test_why_a_day_is_closed_is_told_for_days_to_come_that_are_no_weekend() -> None:
    closed = DayState.CLOSED
    month = view(free(16, closed, 0, "研修"), free(20, closed, 0, "春分の日"), free(21, closed, 0, "土曜日"))
    assert [one.reason for one in month.closed] == ["春分の日"]
    assert "春分の日" in of_day(month, 20).spoken


def test_one_leaves_neither_the_past_nor_what_can_be_booked() -> None:
    assert view().before is None
    assert view().after is not None
    assert view(last=date(2026, 3, 31)).after is None
    april = view(month=date(2026, 4, 1))
    assert april.before is not None
    assert april.before.url == "?month=2026-03"


def test_times_stand_in_the_morning_and_the_afternoon_and_tell_what_is_left() -> None:
    def start(hour: int, left: int = 1) -> Start:
        at = datetime(2026, 3, 23, hour, 5, tzinfo=clock.TOKYO)
        return Start(at, at + timedelta(minutes=45), (), left)

    morning, afternoon = times_view([start(9), start(12, left=4)], lambda at: f"{at:%H%M}/", nobodys)
    assert [(one.begins, one.ends, one.url) for one in morning.times] == [("9:05", "9:50まで", "0905/")]
    assert [(one.begins, one.ends) for one in afternoon.times] == [("12:05", "あと4人")]
    assert morning.times[0].value == "2026-03-23T09:05"
    assert times_view([], lambda at: "", nobodys) == ()


def test_ones_own_time_is_shown_and_leads_nowhere() -> None:
    ten = datetime(2026, 3, 23, 10, 0, tzinfo=clock.TOKYO)
    starts = [Start(ten + timedelta(hours=hour), ten + timedelta(hours=hour + 1)) for hour in range(2)]
    (morning,) = times_view(starts, lambda at: f"{at:%H%M}/", lambda start: start.at == ten)
    assert [(one.begins, one.url) for one in morning.times] == [("10:00", ""), ("11:00", "1100/")]


def test_a_day_on_which_nothing_is_free_but_ones_own_time_is_marked_and_leads_nowhere() -> None:
    month = view(free(23, starts=1), own=date(2026, 3, 23))
    day = of_day(month, 23)
    assert (day.state, day.url) == ("own", "")
    assert "いまの予約" in day.spoken
    assert [one.state for one in month.legend] == ["many", "few", "full", "own", "closed"]
    assert "own" not in [one.state for one in view(free(23)).legend]
