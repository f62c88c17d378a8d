"""Waits in a line, walked over the open desks."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.engines.reception.domain.estimating import (
    Estimate,
    InLine,
    OpenDesk,
    ServiceTimes,
    Serving,
    ToCome,
    estimate,
)
from madoguchi.engines.reception.domain.states import Lane

NOW = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
TIMES = ServiceTimes({"moving": 15.0, "certificate": 5.0})
NEW = [InLine("new", "moving", "general"), InLine("care", "moving", "insurance")]
PURPOSES = st.sampled_from(["moving", "certificate", "never heard of"])
LANES = st.sampled_from([Lane.NORMAL, Lane.FAST])


def line(purposes: list[tuple[str, str]], start: int = 0) -> list[InLine]:
    return [
        InLine(f"ticket {start + number}", purpose, "general", lane)
        for number, (purpose, lane) in enumerate(purposes)
    ]


def desks(count: int, serving: list[int | None] = []) -> list[OpenDesk]:  # noqa: B006 - read only
    found = []
    for number in range(count):
        since = serving[number % len(serving)] if serving else None
        busy = None if since is None else Serving("moving", Lane.NORMAL, NOW - timedelta(minutes=since))
        found.append(OpenDesk(f"{number}", "general", serving=busy))
    return found


def no_later(one: Estimate | None, other: Estimate | None) -> bool:
    assert one is not None
    assert other is not None
    return one.minutes <= other.minutes and one.low <= other.low and one.high <= other.high


people = st.lists(st.tuples(PURPOSES, LANES), max_size=12)
busy = st.lists(st.none() | st.integers(0, 200), min_size=1, max_size=5)


@given(before=people, more=people, count=st.integers(1, 5), serving=busy)
@settings(max_examples=60, deadline=None)
def test_more_people_before_you_never_shorten_the_wait(
    before: list[tuple[str, str]], more: list[tuple[str, str]], count: int, serving: list[int | None]
) -> None:
    me = InLine("me", "moving", "general")
    short = estimate([*line(before), me], desks(count, serving), TIMES, NOW)
    long = estimate([*line(before), *line(more, 100), me], desks(count, serving), TIMES, NOW)
    pushed_in = estimate([*line(more, 100), *line(before), me], desks(count, serving), TIMES, NOW)
    assert no_later(short.tickets["me"], long.tickets["me"])
    assert no_later(short.tickets["me"], pushed_in.tickets["me"])


@given(before=people, count=st.integers(1, 5), serving=busy)
@settings(max_examples=60, deadline=None)
def test_one_desk_more_never_lengthens_the_wait(
    before: list[tuple[str, str]], count: int, serving: list[int | None]
) -> None:
    there = desks(count, serving)
    more = OpenDesk("more", "general", serving=Serving("moving", Lane.NORMAL, NOW))
    few = estimate(line(before), there, TIMES, NOW, newcomers=NEW)
    many = estimate(line(before), [*there, more], TIMES, NOW, newcomers=NEW)
    for key, was in few.tickets.items():
        assert no_later(many.tickets[key], was)
    assert no_later(many.for_newcomer("new"), few.for_newcomer("new"))


@given(before=people, count=st.integers(1, 3), serving=busy)
@settings(max_examples=40, deadline=None)
def test_nobody_is_called_before_those_who_stand_before_them_and_the_range_holds_the_middle(
    before: list[tuple[str, str]], count: int, serving: list[int | None]
) -> None:
    found = estimate(line(before), desks(count, serving), TIMES, NOW, newcomers=NEW)
    ordered = [*found.tickets.values(), found.for_newcomer("new")]
    for one, other in itertools.pairwise(ordered):
        assert no_later(one, other)
    assert all(one is not None and 0 <= one.low <= one.minutes <= one.high for one in ordered)


def test_the_same_state_always_gives_the_same_numbers() -> None:
    waiting = line([("moving", Lane.NORMAL)] * 20)
    assert estimate(waiting, desks(3, [4]), TIMES, NOW) == estimate(waiting, desks(3, [4]), TIMES, NOW)


def test_an_idle_desk_calls_at_once() -> None:
    found = estimate(line([("moving", Lane.NORMAL)]), desks(1), TIMES, NOW)
    assert found.tickets["ticket 0"] == Estimate(0, 0, 0)


def test_without_a_desk_nobody_can_say() -> None:
    found = estimate(line([("moving", Lane.NORMAL)]), [], TIMES, NOW, newcomers=NEW)
    assert found.tickets == {"ticket 0": None}
    assert found.for_newcomer("new") is None
    elsewhere = OpenDesk("1", "insurance")
    found = estimate(line([("moving", Lane.NORMAL)]), [elsewhere], TIMES, NOW, newcomers=NEW)
    assert found.tickets == {"ticket 0": None}
    assert found.for_newcomer("care") == Estimate(0, 0, 0)
    assert found.for_newcomer("new") is None


def test_nobody_waits_and_nobody_is_open() -> None:
    assert estimate([], [], TIMES, NOW).tickets == {}
    assert estimate([], desks(1), TIMES, NOW, newcomers=NEW).for_newcomer("new") == Estimate(0, 0, 0)


def test_one_desk_takes_about_the_mean_for_each_person_before() -> None:
    found = estimate(line([("moving", Lane.NORMAL)] * 11), desks(1), TIMES, NOW)
    last = found.tickets["ticket 10"]
    assert last is not None
    assert 130 <= last.minutes <= 165
    assert last.low < 130 < 165 < last.high


def test_who_has_been_served_for_long_is_done_sooner() -> None:
    waiting = line([("moving", Lane.NORMAL)])
    fresh, long = (estimate(waiting, desks(1, [since]), TIMES, NOW).tickets["ticket 0"] for since in (0, 12))
    assert no_later(long, fresh)
    forgotten = estimate(waiting, desks(1, [600]), TIMES, NOW).tickets["ticket 0"]
    assert forgotten is not None


def test_a_desk_that_opens_later_is_waited_for() -> None:
    later = OpenDesk("1", "general", free_from=NOW + timedelta(minutes=20))
    found = estimate(line([("moving", Lane.NORMAL)]), [later], TIMES, NOW)
    assert found.tickets["ticket 0"] == Estimate(20, 20, 20)


def test_a_desk_that_closes_leaves_the_line_to_the_others() -> None:
    waiting = line([("moving", Lane.NORMAL)] * 9)
    stays = OpenDesk("1", "general")
    goes = OpenDesk("2", "general", closes=NOW + timedelta(minutes=10))
    both = OpenDesk("2", "general")
    leaving = estimate(waiting, [stays, goes], TIMES, NOW).tickets["ticket 8"]
    staying = estimate(waiting, [stays, both], TIMES, NOW).tickets["ticket 8"]
    assert leaving is not None
    assert staying is not None
    assert leaving.minutes > staying.minutes + 20


def test_the_last_desk_serves_whoever_holds_a_ticket_after_it_has_closed() -> None:
    last = OpenDesk("1", "general", closes=NOW + timedelta(minutes=10))
    found = estimate(line([("moving", Lane.NORMAL)] * 5), [last], TIMES, NOW)
    assert all(one is not None for one in found.tickets.values())


def test_a_booking_still_to_come_makes_the_others_wait_longer() -> None:
    waiting = line([("moving", Lane.NORMAL)] * 4)
    booked = [ToCome(NOW + timedelta(minutes=20), "moving", "general")]
    alone = estimate(waiting, desks(1), TIMES, NOW)
    shared = estimate(waiting, desks(1), TIMES, NOW, to_come=booked)
    assert alone.tickets["ticket 1"] == shared.tickets["ticket 1"]
    last, later = alone.tickets["ticket 3"], shared.tickets["ticket 3"]
    assert last is not None
    assert later is not None
    assert later.minutes >= last.minutes + 8


def test_a_booking_at_a_counter_without_a_desk_changes_nothing() -> None:
    waiting = line([("moving", Lane.NORMAL)] * 4)
    booked = [ToCome(NOW, "moving", "closed today")]
    assert estimate(waiting, desks(1), TIMES, NOW, to_come=booked) == estimate(waiting, desks(1), TIMES, NOW)


def test_a_desk_that_serves_some_purposes_calls_nobody_else() -> None:
    waiting = line([("moving", Lane.NORMAL), ("certificate", Lane.NORMAL), ("moving", Lane.NORMAL)])
    quick = OpenDesk("2", "general", frozenset({"certificate"}))
    found = estimate(waiting, [OpenDesk("1", "general"), quick], TIMES, NOW)
    assert found.tickets["ticket 1"] == Estimate(0, 0, 0)
    second_move = found.tickets["ticket 2"]
    assert second_move is not None
    assert second_move.minutes > 5
    assert estimate(waiting, [quick], TIMES, NOW).tickets["ticket 0"] is None


def test_who_is_here_before_their_appointment_is_called_at_its_time_and_others_before_it() -> None:
    early = InLine("early", "moving", "general", "booked", NOW + timedelta(minutes=40))
    others = line([("moving", Lane.NORMAL)] * 6)
    found = estimate([*others, early], desks(1), TIMES, NOW)
    called = found.tickets["early"]
    assert called is not None
    assert 40 <= called.minutes <= 55
    last, alone = found.tickets["ticket 5"], estimate(others, desks(1), TIMES, NOW).tickets["ticket 5"]
    assert last is not None
    assert alone is not None
    assert last.minutes > alone.minutes + 8
    first, undisturbed = found.tickets["ticket 1"], estimate(others, desks(1), TIMES, NOW).tickets["ticket 1"]
    assert first == undisturbed


def test_who_is_early_and_alone_is_called_at_once() -> None:
    early = InLine("early", "moving", "general", "booked", NOW + timedelta(minutes=40))
    assert estimate([early], desks(1), TIMES, NOW).tickets["early"] == Estimate(0, 0, 0)
    assert estimate([early], [OpenDesk("1", "insurance")], TIMES, NOW).tickets["early"] is None


@given(st.tuples(*(st.integers(0, 900),) * 3).map(sorted))
def test_what_is_told_is_round_and_no_narrower_than_what_was_worked_out(minutes: list[int]) -> None:
    low, middle, high = minutes
    told = Estimate(middle, low, high).as_told
    assert told.low <= low
    assert told.high >= high
    assert told.low <= told.minutes <= told.high
    assert abs(told.minutes - middle) <= 5
    assert told.as_told == told
