"""Minutes beside every ticket, and what became of them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from madoguchi.core import tenancy
from madoguchi.core.actions import run
from madoguchi.engines.reception import api, forecasting
from madoguchi.engines.reception.domain.desk_plans import Pause
from madoguchi.engines.reception.halls import hall_of, pauses_on
from madoguchi.engines.reception.models import Stay
from madoguchi.engines.reception.stays import rebuild

from .hall import CODE, HALL, TUESDAY, at, call, of, open_desk, take

pytestmark = pytest.mark.django_db


def state(minutes: float = 0) -> api.HallState:
    return api.hall_state(CODE, HALL, TUESDAY + timedelta(minutes=minutes))


def stays() -> list[Stay]:
    with tenancy.municipality(CODE):
        return list(Stay.objects.order_by("ticket__sequence", "part"))


def test_without_an_open_desk_nobody_says_a_number() -> None:
    take()
    now = state(1)
    assert {one.minutes for one in now.counters} == {None}
    assert {one.minutes for one in now.purposes} == {None}
    assert {one.minutes for one in now.tickets.values()} == {None}
    assert stays()[0].told is None


def test_every_waiting_ticket_has_minutes_with_a_range_and_the_line_goes_up() -> None:
    open_desk()
    for number in range(5):
        take("moving", number)
    call(minutes=5)
    now = state(6)
    waits = sorted((one.ahead, one) for one in now.tickets.values() if one.ahead is not None)
    minutes = [one.minutes for _, one in waits]
    assert minutes == sorted(one for one in minutes if one is not None)
    assert all(one.low <= one.minutes <= one.high for _, one in waits)
    general = next(one for one in now.counters if one.key == "general")
    assert general.minutes is not None
    assert general.minutes >= (minutes[-1] or 0)
    purposes = {one.key: one for one in now.purposes}
    assert purposes["tax"].minutes is None  # no desk there is open
    quick, slow = purposes["certificates"].minutes, purposes["moving"].minutes
    assert quick is not None
    assert slow is not None
    assert quick < slow  # the fast line goes first


def test_a_second_desk_shortens_what_is_said() -> None:
    open_desk()
    for number in range(6):
        take("moving", number)
    before = state(10)
    open_desk("2", 10, number=2)
    after = state(10)
    for digest, one in before.tickets.items():
        assert (after.tickets[digest].minutes or 0) <= (one.minutes or 0)


def test_what_was_told_stands_beside_what_happened() -> None:
    open_desk()
    first, second = take("my_number"), take("my_number", 1)
    called = call(minutes=2)
    call(minutes=14, current=called)
    run(api.FinishTicket(), at(20), of(second))
    one, other = stays()
    assert (one.ticket_id, one.told, one.waited, one.served) == (first.pk, 0, 120, 720)
    assert (other.outcome, other.waited, other.served, other.desk) == ("finished", 780, 360, "1")
    assert other.group == "resident_register"
    assert other.told is not None
    assert 5 <= other.told <= 20
    assert (one.hour, one.part) == (9, 0)


def test_a_transfer_is_a_second_stretch_and_undoing_it_takes_it_away() -> None:
    open_desk()
    take("moving")
    moving = call(minutes=5)
    run(api.FinishTicket(), at(10), of(moving))
    assert [(one.counter, one.outcome) for one in stays()] == [("general", "transferred"), ("insurance", "")]
    run(api.UndoLast(), at(10.5), api.AtDesk(HALL, "1"))
    assert [(one.counter, one.outcome) for one in stays()] == [("general", "")]


def test_stretches_can_be_made_anew_and_what_was_told_stays() -> None:
    open_desk()
    take("my_number")
    run(api.FinishTicket(), at(9), of(call(minutes=2)))
    [before] = stays()
    with tenancy.municipality(CODE):
        rebuild(api.Ticket.objects.all())
    [after] = stays()
    assert (after.told, after.waited, after.served) == (before.told, before.waited, before.served) == (
        0, 120, 420,
    )  # fmt: skip


def test_today_bends_what_service_takes() -> None:
    open_desk()
    hall = hall_of(CODE, HALL)
    for number in range(8):
        take("my_number", 40 * number)
        run(api.FinishTicket(), at(40 * number + 39), of(call(minutes=40 * number + 1)))
    with tenancy.municipality(CODE):
        times, quick = forecasting.service_times(hall, TUESDAY)
    assert times.served_today == 8
    assert times.minutes("my_number") > 14
    assert quick == {}


def test_the_weeks_before_outweigh_the_pack() -> None:
    open_desk()
    hall = hall_of(CODE, HALL)
    for number in range(30):
        take("my_number", number)
    with tenancy.municipality(CODE):
        before = TUESDAY.date() - timedelta(days=7)
        Stay.objects.update(day=before, served=25 * 60, outcome="finished")
        times, _ = forecasting.service_times(hall, TUESDAY)
    assert times.minutes("my_number") > 20
    assert times.served_today == 0


def test_who_has_booked_and_is_still_to_come_makes_the_others_wait_longer() -> None:
    open_desk()
    for number in range(4):
        take("my_number", number)
    mine = take("my_number", 4, booking_code="MINE22")

    def three_to_come(code: str, hall: str, now: datetime) -> list[api.Expected]:
        assert (code, hall) == (CODE, HALL)
        return [api.Expected(one, now + timedelta(minutes=12), "general") for one in ("A", "B", "MINE22")]

    def minutes() -> int:
        return state(5).tickets[api.follow_digest(mine.follow)].minutes or 0

    alone, told_alone = minutes(), stays()[-1].told
    api.register_expected(three_to_come)
    try:
        assert minutes() >= alone + 20
        assert stays()[-1].told == told_alone, "what was told stays"
        later = take("my_number", 6)
        told = next(one.told for one in stays() if one.ticket_id == later.pk)
        assert told is not None
        assert told > alone + 20
    finally:
        api.forget_expected(three_to_come)
    assert minutes() == alone


def test_a_hall_that_closes_over_noon_is_waited_for_and_half_of_the_desks_count_as_half() -> None:
    hall = hall_of(CODE, HALL)
    assert pauses_on(hall, "general", TUESDAY.date()) == [Pause(720, 780, 0.5)], "as the bookings say"
    assert pauses_on(hall, "tax", TUESDAY.date()) == [Pause(720, 780, 0.0)]
    assert pauses_on(hall, "care", TUESDAY.date()) == []
    village = hall_of("074021", "main")
    assert pauses_on(village, "general", TUESDAY.date()) == [Pause(720, 780, 0.0)]
    open_desk("7")
    for number in range(3):
        take("tax", 165 + number)
    run(api.CallNext(), at(168), api.Next(HALL, "7", None))
    last = max(one.minutes or 0 for one in state(172).tickets.values())
    assert last >= 68, "eight minutes before noon, an hour of lunch"
    run(api.HoldTicket(), at(179), of(again_called(), "7"))
    run(api.CloseDesk(), at(180), api.Closing(HALL, "7", "lunch"))
    noon = state(190)
    assert [one.minutes for one in noon.counters if one.key == "tax"] != [None]
    assert min(one.minutes for one in noon.tickets.values() if one.minutes is not None) == 50
    open_desk("7", 195)
    assert min(one.minutes for one in state(196).tickets.values() if one.minutes is not None) == 0


def again_called() -> api.Ticket:
    with tenancy.municipality(CODE):
        return api.Ticket.objects.get(status="called")
