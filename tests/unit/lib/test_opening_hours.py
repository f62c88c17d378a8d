"""Opening hours: days of the week, holidays, exceptions, the ends of days."""

from __future__ import annotations

import doctest
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib import opening_hours
from madoguchi.lib.opening_hours import TOKYO, OpeningHours, OpeningHoursError, Span, moment

WEEKDAYS = {name: [["08:30", "12:00"], ["13:00", "17:15"]] for name in ("mon", "tue", "wed", "thu", "fri")}


def hours(**raw: Any) -> OpeningHours:
    return OpeningHours.from_mapping({"weekly": WEEKDAYS, **raw})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=TOKYO)


def test_the_examples_are_true() -> None:
    assert doctest.testmod(opening_hours).failed == 0


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 11, 20), ""),
        (date(2026, 11, 21), "土曜日"),
        (date(2026, 11, 22), "日曜日"),
        (date(2026, 11, 23), "勤労感謝の日"),
        (date(2026, 12, 29), "年末年始"),
        (date(2027, 1, 1), "元日"),
        (date(2027, 1, 4), ""),
        (date(2027, 3, 22), "春分の日 振替休日"),
        (date(2028, 2, 29), ""),
    ],
)
def test_a_day_is_closed_for_a_reason(day: date, why: str) -> None:
    assert hours().reason_closed(day) == why
    assert bool(hours().spans_on(day)) is (not why)


def test_who_is_open_on_holidays_says_so() -> None:
    assert hours(closed_on_holidays=False).spans_on(date(2026, 11, 23))


def test_an_exception_goes_before_weekday_and_holiday_and_the_last_one_before_the_others() -> None:
    moving = {
        "from": "2027-03-20",
        "until": "2027-04-04",
        "spans": [["09:00", "12:00"]],
        "reason": "引越しの時期",
    }
    repair = {"from": "2027-03-28", "closed": True, "reason": "停電"}
    open_in_spring = hours(exceptions=[moving, repair])
    assert open_in_spring.spans_on(date(2027, 3, 21)) == (Span(time(9), time(12)),)
    assert open_in_spring.reason_closed(date(2027, 3, 28)) == "停電"


def test_a_day_may_be_open_until_its_end() -> None:
    always = OpeningHours.from_mapping(
        {
            "weekly": {name: [["00:00", "24:00"]] for name in opening_hours.WEEKDAYS},
            "closed_on_holidays": False,
        }
    )
    (span,) = always.spans_on(date(2026, 12, 31))
    assert (span.first, span.last, str(span)) == (0, 1440, "0:00–24:00")
    assert span.on(date(2026, 12, 31))[1] == at("2027-01-01T00:00")
    assert always.is_open(at("2026-12-31T23:59:59"))
    assert always.is_open(at("2027-01-01T00:00"))


def test_the_end_is_not_open_any_more() -> None:
    assert hours().is_open(at("2026-11-20T08:30"))
    assert hours().is_open(at("2026-11-20T11:59:59"))
    assert not hours().is_open(at("2026-11-20T12:00"))
    assert not hours().is_open(at("2026-11-20T17:15"))


def test_moments_of_other_time_zones_are_those_of_japan() -> None:
    assert hours().is_open(datetime(2026, 11, 19, 23, 30, tzinfo=UTC))
    assert not hours().is_open(datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    with pytest.raises(ValueError, match="time zone"):
        hours().is_open(at("2026-11-20T09:00").replace(tzinfo=None))


@pytest.mark.parametrize(
    ("after", "opens"),
    [
        ("2026-11-20T08:00", "2026-11-20T08:30"),
        ("2026-11-20T09:10", "2026-11-20T09:10"),
        ("2026-11-20T12:00", "2026-11-20T13:00"),
        ("2026-11-20T17:15", "2026-11-24T08:30"),
        ("2026-12-28T17:15", "2027-01-04T08:30"),
    ],
)
def test_the_next_opening(after: str, opens: str) -> None:
    assert hours().next_opening(at(after)) == at(opens)


@pytest.mark.parametrize(
    ("after", "minutes", "done"),
    [
        ("2026-11-20T09:00", 60, "2026-11-20T10:00"),
        ("2026-11-20T09:00", 180, "2026-11-20T12:00"),
        ("2026-11-20T09:00", 240, "2026-11-20T14:00"),
        ("2026-11-20T16:45", 240, "2026-11-24T12:00"),
        ("2026-11-21T03:00", 30, "2026-11-24T09:00"),
    ],
)
def test_minutes_count_only_while_it_is_open(after: str, minutes: int, done: str) -> None:
    assert hours().after_open(at(after), minutes) == at(done)


def test_what_never_opens_has_no_next_opening() -> None:
    assert OpeningHours.from_mapping({"weekly": {}}).after_open(at("2026-11-20T08:00"), 1) is None
    assert OpeningHours.from_mapping({"weekly": {}}).next_opening(at("2026-11-20T08:00")) is None


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ({"weekly": {"mon": [["12:00", "08:30"]]}}, ("weekly", "mon", 0)),
        ({"weekly": {"mon": [["22:00", "02:00"]]}}, ("weekly", "mon", 0)),
        ({"weekly": {"mon": [["08:30", "08:30"]]}}, ("weekly", "mon", 0)),
        ({"weekly": {"mon": [["08:30", "24:01"]]}}, ("weekly", "mon", 0)),
        ({"weekly": {"mon": [["８:30", "12:00"]]}}, ("weekly", "mon", 0)),
        ({"weekly": {"mon": [["08:30", "12:00"], ["11:00", "13:00"]]}}, ("weekly", "mon", 1)),
        ({"weekly": {"mo": []}}, ("weekly", "mo")),
        ({"exceptions": [{"from": "2027-02-29", "closed": True, "reason": "-"}]}, ("exceptions", 0, "from")),
        (
            {"exceptions": [{"from": "2027-03-02", "until": "2027-03-01", "closed": True, "reason": "-"}]},
            ("exceptions", 0, "until"),
        ),
        ({"exceptions": [{"from": "2027-03-02", "reason": "-"}]}, ("exceptions", 0)),
        (
            {
                "exceptions": [
                    {"from": "2027-03-02", "closed": True, "spans": [["09:00", "12:00"]], "reason": "-"}
                ]
            },
            ("exceptions", 0),
        ),
    ],
)
def test_impossible_hours_are_refused_where_they_stand(raw: dict[str, Any], place: tuple[Any, ...]) -> None:
    with pytest.raises(OpeningHoursError) as refused:
        OpeningHours.from_mapping(raw)
    assert refused.value.place == place
    assert refused.value.what.endswith("。")


@given(st.integers(0, 20 * 366 * 1440))
def test_the_next_opening_is_open_and_nothing_before_it_is(minutes: int) -> None:
    after = at("2020-01-01T00:00") + timedelta(minutes=minutes)
    opens = hours().next_opening(after)
    assert opens is not None
    assert opens >= after
    assert hours().is_open(opens)
    assert opens == after or not any(hours().is_open(after + (opens - after) * part / 7) for part in range(7))


def test_the_minutes_of_a_day_are_moments_of_japan() -> None:
    assert moment(date(2026, 11, 20), 1440) == at("2026-11-21T00:00")
    assert moment(date(2026, 11, 20), 510).utcoffset() == timedelta(hours=9)
