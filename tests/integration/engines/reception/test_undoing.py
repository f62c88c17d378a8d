"""Taking back the last thing that was done at a desk."""

from __future__ import annotations

import pytest

from madoguchi.core import tenancy
from madoguchi.core.actions import run
from madoguchi.engines.reception import api

from .hall import CODE, HALL, again, at, call, of, open_desk, take

pytestmark = pytest.mark.django_db
Status = api.TicketStatus
FIELDS = (
    "status",
    "counter",
    "then",
    "desk",
    "calls",
    "called_at",
    "began_at",
    "ended_at",
    "reason",
    "queued_at",
)


def undo(minutes: float, desk: str = "1") -> api.Ticket:
    return run(api.UndoLast(), at(minutes), api.AtDesk(HALL, desk))


def as_it_is(ticket: api.Ticket) -> list[object]:
    now = again(ticket)
    return [getattr(now, name) for name in FIELDS]


def test_each_verb_is_taken_back_to_where_it_was() -> None:
    open_desk()
    ticket = take()
    call(minutes=1)
    before = as_it_is(ticket)
    for verb, given in (
        (api.FinishTicket(), of(ticket, reason="elsewhere")),
        (api.HoldTicket(), of(ticket, reason="away")),
        (api.MarkAbsent(), of(ticket)),
        (api.BeginService(), of(ticket)),
    ):
        run(verb, at(2), given)
        undo(2.5)
        assert as_it_is(ticket) == before, verb.name
    run(api.TransferTicket(), at(2), api.Transfer(HALL, "1", ticket.uuid, ("tax",)))
    undo(2.5)
    assert as_it_is(ticket) == before


def test_a_key_pressed_twice_takes_back_once() -> None:
    open_desk()
    ticket = take()
    call(minutes=1)
    run(api.HoldTicket(), at(1.5), of(ticket))
    last = api.desk_view(at(1.8), HALL, "1").last
    assert last is not None
    pressed = api.AtDesk(HALL, "1", last.event)
    assert run(api.UndoLast(), at(1.9), pressed).state is Status.CALLED
    with pytest.raises(api.ChangedMeanwhileError, match="もう戻してある"):
        run(api.UndoLast(), at(1.9), pressed)
    assert again(ticket).state is Status.CALLED


def test_a_call_that_ended_with_somebody_is_taken_back_in_two_steps() -> None:
    open_desk()
    first, second = take("my_number"), take("my_number", minutes=1)
    called = call(minutes=2)
    run(api.CallNext(), at(12), api.Next(HALL, "1", called.uuid))
    undo(12.2)
    assert again(second).state is Status.WAITING
    assert again(first).state is Status.FINISHED
    undo(12.4)
    assert (again(first).state, again(first).desk) == (Status.CALLED, "1")
    undo(2.9)
    assert again(first).state is Status.WAITING
    with pytest.raises(api.NothingToUndoError):
        undo(3.6)


def test_after_a_minute_it_is_too_late() -> None:
    open_desk()
    take()
    call(minutes=1)
    with pytest.raises(api.NothingToUndoError, match="1分以内"):
        undo(2.1)


def test_where_somebody_else_has_gone_on_it_is_told() -> None:
    open_desk("1"), open_desk("7")
    ticket = take()
    call("1", minutes=1)
    run(api.TransferTicket(), at(2), api.Transfer(HALL, "1", ticket.uuid, ("tax",)))
    call("7", minutes=2.2)
    with pytest.raises(api.ChangedMeanwhileError, match="7番が呼び出しました"):
        undo(2.4, "1")
    assert again(ticket).desk == "7"


def test_a_desk_takes_back_only_its_own() -> None:
    open_desk("1"), open_desk("2")
    take()
    call("1", minutes=1)
    with pytest.raises(api.NothingToUndoError):
        undo(1.2, "2")


def test_that_it_was_otherwise_for_a_while_stays_written() -> None:
    open_desk()
    ticket = take()
    call(minutes=1)
    undo(1.2)
    with tenancy.municipality(CODE):
        kinds = list(api.TicketEvent.objects.filter(ticket__uuid=ticket.uuid).values_list("kind", flat=True))
    assert kinds == ["taken", "called", "undone"]


def test_a_desk_that_is_closed_takes_nothing_back() -> None:
    open_desk()
    ticket = take()
    call(minutes=1)
    run(api.FinishTicket(), at(1.2), of(ticket, reason="elsewhere"))
    run(api.CloseDesk(), at(1.4), api.Closing(HALL, "1"))
    with pytest.raises(api.DeskNotOpenError):
        undo(1.6)
