"""Calling at a desk: the next one, a certain one, once more."""

from __future__ import annotations

import pytest

from madoguchi.core.actions import NotAllowedError, run
from madoguchi.engines.reception import api

from .hall import HALL, KIOSK, again, at, call, clerk, of, open_desk, take

pytestmark = pytest.mark.django_db


def test_who_came_first_is_called_first() -> None:
    open_desk()
    first, second = take(), take(minutes=1)
    assert (first.number, second.number) == ("A001", "A002")
    called = call(minutes=2)
    assert (called.number, called.state, called.desk) == ("A001", api.TicketStatus.CALLED, "1")
    assert call(minutes=9, current=called).number == "A002"


def test_calling_the_next_ends_with_who_was_there_and_sends_on_where_a_counter_follows() -> None:
    open_desk()
    moving, certificate = take("moving"), take("certificates")
    called = call(minutes=1)
    assert called.number == certificate.number  # short ones wait in the fast line
    assert call(minutes=5, current=called).number == moving.number
    assert again(certificate).state is api.TicketStatus.FINISHED
    run(api.FinishTicket(), at(20), of(moving))
    assert (again(moving).state, again(moving).counter) == (api.TicketStatus.WAITING, "insurance")
    assert (again(moving).turn_at, again(moving).turn_sequence) == (moving.turn_at, moving.turn_sequence)


def test_a_key_pressed_twice_calls_once() -> None:
    open_desk()
    take(), take(minutes=1)
    called = call(minutes=2)
    with pytest.raises(api.ChangedMeanwhileError, match="もうA001番を呼び出しています"):
        call(minutes=2)
    assert again(called).state is api.TicketStatus.CALLED


def test_where_nobody_waits_nobody_is_sent_away_either() -> None:
    open_desk()
    take()
    called = call(minutes=1)
    with pytest.raises(api.NobodyWaitsError, match="総合窓口"):
        call(minutes=2, current=called)
    assert again(called).state is api.TicketStatus.CALLED


def test_only_an_open_desk_calls() -> None:
    take()
    with pytest.raises(api.DeskNotOpenError):
        call()


def test_whoever_may_not_call_does_not() -> None:
    with pytest.raises(NotAllowedError):
        run(api.CallNext(), at(0, clerk(1, "cases.read")), api.Next(HALL, "1"))
    with pytest.raises(NotAllowedError):
        run(api.OpenDesk(), at(0, KIOSK), api.Opening(HALL, "1"))
