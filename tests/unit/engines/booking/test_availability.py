"""What is free: compared with trying everything, and at the edges of days, lunches and limits."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.packs import BOOKING_STEP, BookingCalendar
from madoguchi.engines.booking.domain.availability import (
    Day,
    NeedsImpossibleError,
    Occupied,
    checked_needs,
    days_summary,
    minute_of,
    open_desks,
    places_for,
)
from madoguchi.engines.booking.domain.shapes import PLACES, Need, Start
from madoguchi.engines.booking.domain.states import Channel, DayState
from madoguchi_testing.booking import MONDAY, NOW, at, desks, hours, limits, line, session, sessions

WEB, PHONE = Channel.WEB, Channel.PHONE


def day(
    calendar: BookingCalendar,
    *needs: Need,
    occupied: Occupied | None = None,
    channel: Channel = WEB,
    now: datetime = NOW,
    on: date = MONDAY,
) -> Day:
    return Day(calendar, on, checked_needs(calendar, needs), channel, now, occupied or Occupied())


def clocks(starts: list[Start]) -> list[str]:
    return [start.at.strftime("%H:%M") for start in starts]


def taken(*all_taken: tuple[str, int, str, str]) -> Occupied:
    found = Occupied()
    for name, desk, begins, ends in all_taken:
        found.add(name, desk, minute_of(at(begins), MONDAY), minute_of(at(ends), MONDAY))
    return found


def every_chain(asked: Day) -> set[int]:
    """The starts by trying every combination of beginnings and desks, one minute after the other."""
    calendar, found = asked.calendar, set()

    def is_free(name: str, begins: int, ends: int) -> bool:
        pieces = range(begins // BOOKING_STEP, ends // BOOKING_STEP)
        for desk, opened in open_desks(calendar.lines[name], asked.day).items():
            busy = asked.occupied.minutes.get((name, desk), [])
            if all(opened >> piece & 1 for piece in pieces) and not any(
                one < ends and begins < other for one, other in busy
            ):
                return True
        return False

    gaps = range(calendar.buffer, calendar.buffer + calendar.most_wait + 1, BOOKING_STEP)
    for first in range(0, 1440, calendar.every):
        for choice in product(gaps, repeat=len(asked.needs) - 1):
            minute, fits = first, True
            for number, need in enumerate(asked.needs):
                minute += choice[number - 1] if number else 0
                fits = fits and minute + need.minutes <= 1440
                fits = fits and is_free(need.line, minute, minute + need.minutes)
                minute += need.minutes
            if fits:
                found.add(first)
                break
    return found


PIECES = st.integers(0, 30).map(lambda number: 9 * 60 + number * BOOKING_STEP)
BUSY = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(1, 2), PIECES, st.sampled_from((5, 10, 30, 60))), max_size=12
)
NEEDS = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from((5, 10, 25, 45))), min_size=1, max_size=3)


@given(BUSY, NEEDS, st.sampled_from((0, 5, 10)), st.sampled_from((0, 10, 15)))
def test_the_free_starts_are_those_that_trying_everything_finds(
    busy: list[tuple[str, int, int, int]], wanted: list[tuple[str, int]], buffer: int, wait: int
) -> None:
    calendar = desks(
        line("a", 2, ("09:00", "11:30"), lunch=1),
        line("b", 1, ("09:15", "10:30"), ("10:45", "12:00")),
        buffer=buffer,
        most_wait=wait,
    )
    occupied = Occupied()
    for name, desk, begins, minutes in busy:
        occupied.add(name, desk, begins, begins + minutes)
    asked = day(calendar, *(Need(*one) for one in wanted), occupied=occupied)
    starts = asked.starts()
    assert {minute_of(start.at, MONDAY) for start in starts} == every_chain(asked)
    assert asked.summary().free_starts == len(starts)
    for start in starts:
        assert asked.start_at(start.at) == start
        for before, after in zip(start.steps, start.steps[1:], strict=False):
            gap = (after.begins - before.ends).total_seconds() / 60
            assert buffer <= gap <= buffer + wait
        for step in start.steps:
            begins, ends = minute_of(step.begins, MONDAY), minute_of(step.ends, MONDAY)
            busy_there = occupied.minutes.get((step.line, step.desk), [])
            assert not any(one < ends and begins < other for one, other in busy_there)


def test_steps_follow_in_order_with_the_way_between() -> None:
    calendar = desks(line("general", 1), line("insurance", 1), buffer=5)
    (first, *_) = day(calendar, Need("general", 20), Need("insurance", 15)).starts()
    assert [(step.line, step.begins, step.ends) for step in first.steps] == [
        ("general", at("09:00"), at("09:20")),
        ("insurance", at("09:25"), at("09:40")),
    ]
    assert first.ends == at("09:40")


def test_a_step_waits_a_little_for_its_desk_but_not_for_long() -> None:
    calendar = desks(line("a", 1), line("b", 1), buffer=5, most_wait=20)
    busy = taken(("b", 1, "09:00", "10:00"))
    starts = day(calendar, Need("a", 20), Need("b", 10), occupied=busy).starts()
    assert clocks(starts)[0] == "09:15"
    assert starts[0].steps[1].begins == at("10:00")


def test_an_earlier_second_step_is_not_taken_where_the_third_could_not_follow() -> None:
    calendar = desks(line("a", 1), line("b", 1), line("c", 1), buffer=0, most_wait=20)
    busy = taken(("c", 1, "09:00", "10:00"))
    (start,) = (
        one
        for one in day(calendar, Need("a", 15), Need("b", 10), Need("c", 10), occupied=busy).starts()
        if one.at == at("09:15")
    )
    assert [step.begins for step in start.steps] == [at("09:15"), at("09:30"), at("10:00")]


def test_at_lunch_the_line_has_fewer_desks() -> None:
    busy = taken(("a", 1, "11:30", "12:30"))
    with_cover = day(desks(line("a", 2, lunch=1)), Need("a", 30), occupied=busy)
    assert not {"11:45", "12:00", "12:15"} & set(clocks(with_cover.starts()))
    assert {"11:30", "12:30"} <= set(clocks(with_cover.starts()))
    closed = day(desks(line("a", 2, lunch=0)), Need("a", 30))
    assert not {"11:45", "12:00", "12:30"} & set(clocks(closed.starts()))
    assert {"11:30", "13:00"} <= set(clocks(closed.starts()))


def test_nothing_begins_that_would_not_end_before_closing_or_midnight() -> None:
    late = desks(line("a", 1, ("23:00", "24:00")))
    starts = day(late, Need("a", 30)).starts()
    assert clocks(starts) == ["23:00", "23:15", "23:30"]
    assert starts[-1].ends == at("24:00") == at("00:00", MONDAY + timedelta(days=1))


def test_it_is_not_free_before_the_lead_time_and_not_after_the_last_day() -> None:
    calendar = desks(line("a", 1, ("09:00", "12:00")))
    now = at("09:10")
    assert clocks(day(calendar, Need("a", 10), now=now).starts())[0] == "10:15"
    assert clocks(day(calendar, Need("a", 10), now=now, channel=PHONE).starts())[0] == "09:15"
    assert clocks(day(calendar, Need("a", 10), now=at("08:00")).starts())[0] == "09:00"
    assert day(calendar, Need("a", 10), now=at("11:30")).summary().state is DayState.TOO_SOON
    far = MONDAY + timedelta(days=61)
    assert day(calendar, Need("a", 10), now=at("00:00"), on=far).summary().state is DayState.TOO_FAR
    past = MONDAY - timedelta(days=3)
    assert day(calendar, Need("a", 10), now=NOW, on=past).summary().reason == "過ぎた日"


def test_a_clock_of_another_zone_means_the_same_moment() -> None:
    calendar = desks(line("a", 1, ("09:00", "12:00")))
    now = at("09:10").astimezone(UTC)
    assert clocks(day(calendar, Need("a", 10), now=now).starts())[0] == "10:15"
    # In London it is still Sunday.
    just_monday = day(calendar, Need("a", 10), now=at("00:05").astimezone(UTC))
    assert len(just_monday.starts()) == 12


@pytest.mark.parametrize(
    ("on", "state", "reason"),
    [
        (date(2026, 12, 5), DayState.CLOSED, "土曜日"),
        (date(2026, 12, 29), DayState.CLOSED, "年末年始"),
        (date(2027, 1, 11), DayState.CLOSED, "成人の日"),
        (date(2026, 12, 7), DayState.CLOSED, "停電"),
        (date(2026, 12, 8), DayState.TOO_LONG, "続けて取れる時間が足りません"),
    ],
)
def test_a_day_without_starts_says_why(on: date, state: DayState, reason: str) -> None:
    exceptions = [
        {"from": "2026-12-07", "closed": True, "reason": "停電"},
        {"from": "2026-12-08", "spans": [["09:00", "09:30"]], "reason": "点検"},
    ]
    there = line("a", 1)
    open_line = type(there)("a", "a", 1, hours(("09:00", "17:00"), exceptions=exceptions))
    found = day(desks(open_line), Need("a", 40), on=on).summary()
    assert (found.state, found.reason, found.free_starts) == (state, reason, 0)


def test_a_full_day_is_full() -> None:
    calendar = desks(line("a", 1))
    found = day(calendar, Need("a", 30), occupied=taken(("a", 1, "09:00", "17:00"))).summary()
    assert (found.state, found.reason) == (DayState.FULL, "満席")


def test_a_channel_has_its_bookings_of_a_day_and_no_more() -> None:
    calendar = desks(line("a", 1), limits=limits(most_a_day={"web": 2}))
    used = Occupied(by_channel={"web": 2})
    assert day(calendar, Need("a", 30), occupied=used).summary().reason == "ウェブでの受付は終わりました"
    assert day(calendar, Need("a", 30), occupied=used, channel=PHONE).starts()


def test_places_are_kept_for_the_telephone() -> None:
    calendar = sessions(
        session("09:00", "10:00", 10, 30), limits=limits(most_open=1, kept={"phone": 2, "staff": 1})
    )
    assert places_for(calendar, 5, WEB) == [1, 2]
    assert places_for(calendar, 5, PHONE) == [4, 5, 1, 2]
    assert [start.left for start in day(calendar).starts()] == [2, 2]
    assert [start.left for start in day(calendar, channel=PHONE).starts()] == [4, 4]
    full = Occupied()
    for place in (1, 2):
        full.add(PLACES, place, 9 * 60, 9 * 60 + 30)
    assert [start.at for start in day(calendar, occupied=full).starts()] == [at("09:30")]


def test_places_of_a_session_are_spread_over_its_starts() -> None:
    morning = session("09:00", "12:00", 200, 30)
    assert [start.places for start in morning.starts] == [34, 34, 33, 33, 33, 33]
    assert [(one.begins, one.ends, one.places) for one in session("09:00", "12:00", 200).starts] == [
        (540, 720, 200)
    ]


@pytest.mark.parametrize(
    "needs",
    [
        (),
        (Need("nowhere", 10),),
        (Need("a", 0),),
        (Need("a", -5),),
        (Need("a", 10**9),),
        tuple(Need("ab"[number % 2], 5) for number in range(9)),
        (Need("a", 800), Need("b", 800)),
    ],
)
def test_needs_that_no_page_sends_are_refused(needs: tuple[Need, ...]) -> None:
    with pytest.raises(NeedsImpossibleError):
        checked_needs(desks(line("a", 1), line("b", 1)), needs)


def test_needs_are_rounded_up_and_neighbours_at_one_line_are_one() -> None:
    calendar = desks(line("a", 1), line("b", 1))
    assert checked_needs(calendar, [Need("a", 12), Need("a", 3), Need("b", 5)]) == (
        Need("a", 20),
        Need("b", 5),
    )
    with pytest.raises(NeedsImpossibleError):
        checked_needs(sessions(session("09:00", "10:00", 5)), [Need("a", 5)])


@pytest.mark.parametrize("wanted", ["09:05", "08:45", "17:00", "16:50"])
def test_other_moments_are_no_starts(wanted: str) -> None:
    asked = day(desks(line("a", 1)), Need("a", 20))
    assert asked.start_at(at(wanted)) is None
    assert asked.start_at(at("09:15") + timedelta(microseconds=1)) is None


def test_a_leap_day_is_a_day_and_29_february_2027_is_none() -> None:
    calendar = desks(line("a", 1), limits=limits(days_ahead=366))
    asked = day(calendar, Need("a", 10), on=date(2028, 2, 29), now=datetime(2028, 2, 1, tzinfo=UTC))
    assert asked.starts()[0].at.isoformat() == "2028-02-29T09:00:00+09:00"
    with pytest.raises(ValueError, match="day"):
        date(2027, 2, 29)


def test_many_days_are_told_at_once() -> None:
    calendar = desks(*(line(name, 3, lunch=1) for name in "abcd"))
    wanted = checked_needs(calendar, [Need(name, 20) for name in "abcd"])
    days = [MONDAY + timedelta(days=number) for number in range(60)]
    found = days_summary(calendar, days, wanted, WEB, NOW, {})
    assert [one.day for one in found] == days
    assert {one.state for one in found} == {DayState.FREE, DayState.CLOSED}
