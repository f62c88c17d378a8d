"""What goes on in a hall: what displays, phones and the other zone are told."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from madoguchi.core.actions import run
from madoguchi.engines.reception import api

from .hall import CODE, HALL, TUESDAY, at, call, of, open_desk, take

pytestmark = pytest.mark.django_db


def state(minutes: float = 0) -> api.HallState:
    return api.hall_state(CODE, HALL, TUESDAY + timedelta(minutes=minutes))


def test_an_empty_hall_says_so() -> None:
    now = state()
    assert (now.version, now.called, dict(now.tickets)) == (0, (), {})
    assert {(one.waiting, one.open_desks, one.minutes) for one in now.counters} == {(0, 0, None)}


def test_everybody_finds_themselves_by_their_secret() -> None:
    open_desk()
    first, second, third = take(), take(minutes=1), take(minutes=2)
    call(minutes=3)
    tickets = state(4).tickets
    assert tickets[api.follow_digest(first.follow)].status == "called"
    assert tickets[api.follow_digest(first.follow)].desk == "1番"
    assert [tickets[api.follow_digest(one.follow)].ahead for one in (second, third)] == [0, 1]
    waits = [tickets[api.follow_digest(one.follow)].minutes for one in (second, third)]
    assert waits[0] is not None
    assert waits[1] is not None
    assert waits[0] < waits[1]


def test_where_no_desk_is_open_nobody_can_say_how_long() -> None:
    ticket = take()
    assert state(1).tickets[api.follow_digest(ticket.follow)].minutes is None
    open_desk(minutes=2)
    assert state(3).tickets[api.follow_digest(ticket.follow)].minutes is not None


def test_every_change_has_a_version_and_the_newest_call_comes_first() -> None:
    open_desk("1"), open_desk("2")
    take(), take(minutes=1)
    before = state(1).version
    call("1", minutes=2)
    call("2", minutes=3)
    now = state(4)
    assert now.version == before + 2
    assert [(one.number, one.desk, one.times) for one in now.called] == [
        ("A002", "2番", 1),
        ("A001", "1番", 1),
    ]


def test_the_payload_is_json_and_tells_no_secret() -> None:
    open_desk()
    ticket = take(booking_code="ABC234")
    written = json.dumps(state(1).to_payload())
    assert ticket.number in written
    assert ticket.follow not in written
    assert "ABC234" not in written
    assert str(ticket.uuid) not in written


def test_what_takes_longer_today_makes_the_waits_longer() -> None:
    open_desk()
    tickets = [take("my_number", minutes=number) for number in range(14)]
    before = state(14).tickets[api.follow_digest(tickets[-1].follow)].minutes or 0
    minutes, current = 14.0, None
    for _ in range(6):
        current = call(minutes=minutes, current=current)
        minutes += 30
    run(api.FinishTicket(), at(minutes), of(current))  # type: ignore[arg-type]
    after = state(minutes).tickets[api.follow_digest(tickets[-1].follow)].minutes or 0
    assert after / 7 > before / 13, "a person costs more than in the morning"
