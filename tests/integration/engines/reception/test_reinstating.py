"""A number that was struck off by mistake is in line again; a desk that closes ends with who is there."""

from __future__ import annotations

import pytest

from madoguchi.core.actions import NotAllowedError, run
from madoguchi.engines.reception import api

from .hall import HALL, KIOSK, again, at, call, of, open_desk, take

pytestmark = pytest.mark.django_db
Status = api.TicketStatus


def strike(ticket: api.Ticket, minutes: float, desk: str = "") -> None:
    run(api.CancelTicket(), at(minutes), api.Leaving(HALL, ticket.uuid, desk=desk))


def reinstate(ticket: api.Ticket, minutes: float, seen: int | None = None) -> api.Ticket:
    return run(api.Reinstate(), at(minutes), api.Leaving(HALL, ticket.uuid, seen=seen))


def test_who_is_put_back_waits_by_the_turn_that_they_had() -> None:
    open_desk()
    first, second = take("my_number"), take("my_number", 1)
    strike(first, 2)
    reinstate(first, 30, again(first).version)
    assert call(minutes=31).uuid == first.uuid
    assert again(second).state is Status.WAITING


def test_who_was_aside_is_aside_again_and_who_was_at_a_desk_waits() -> None:
    open_desk()
    held, called = take("my_number"), take("my_number")
    call(minutes=1)
    run(api.HoldTicket(), at(2), of(held, reason="writing"))
    call(minutes=3)
    for ticket in (held, called):
        strike(ticket, 4)
    assert call_somebody_else(5).number == "D003"
    assert reinstate(held, 6).state is Status.HELD
    now = reinstate(called, 6)
    assert (now.state, now.desk, now.calls, now.called_at, now.ended_at) == (
        Status.WAITING,
        "",
        0,
        None,
        None,
    )


def call_somebody_else(minutes: float) -> api.Ticket:
    take("my_number", minutes)
    return call(minutes=minutes)


def test_only_what_was_struck_off_is_put_back_and_once() -> None:
    ticket = take()
    with pytest.raises(api.ChangedMeanwhileError):
        reinstate(ticket, 1)
    strike(ticket, 2)
    seen = again(ticket).version
    reinstate(ticket, 3, seen)
    with pytest.raises(api.ChangedMeanwhileError):
        reinstate(ticket, 4, seen)
    strike(ticket, 5)
    with pytest.raises(NotAllowedError):
        run(api.Reinstate(), at(6, KIOSK), api.Leaving(HALL, ticket.uuid))


def test_gone_home_said_at_a_desk_is_undone_there() -> None:
    open_desk()
    ticket = take("my_number")
    call(minutes=1)
    run(api.HoldTicket(), at(2), of(ticket, reason="away"))
    strike(ticket, 3, "1")
    run(api.UndoLast(), at(3.5), api.AtDesk(HALL, "1"))
    assert again(ticket).state is Status.HELD


def test_a_desk_that_closes_ends_with_whom_its_page_shows() -> None:
    open_desk()
    ticket = take("my_number")
    call(minutes=1)
    close = api.CloseDesk()
    with pytest.raises(api.DeskBusyError, match="D001番"):
        run(close, at(20), api.Closing(HALL, "1"))
    with pytest.raises(api.DeskBusyError):
        run(close, at(1.5), api.Closing(HALL, "1", current=ticket.uuid))
    run(close, at(20), api.Closing(HALL, "1", current=ticket.uuid))
    assert again(ticket).state is Status.FINISHED
