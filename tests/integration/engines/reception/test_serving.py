"""What becomes of who was called: held, absent, back, sent on, finished."""

from __future__ import annotations

from datetime import timedelta

import pytest

from madoguchi.core import tenancy
from madoguchi.core.actions import run
from madoguchi.core.audit.api import entries
from madoguchi.engines.reception import api

from .hall import CODE, HALL, TUESDAY, again, at, call, of, open_desk, take

pytestmark = pytest.mark.django_db
Status = api.TicketStatus


def test_who_is_held_keeps_the_place_and_comes_back_to_it() -> None:
    open_desk()
    first, second, _ = take(), take(minutes=1), take(minutes=2)
    call(minutes=3)
    run(api.HoldTicket(), at(4), of(first, reason="writing"))
    assert (again(first).state, again(first).reason) == (Status.HELD, "writing")
    called = call(minutes=5)
    assert called.number == second.number
    run(api.BringBack(), at(6), of(first))
    assert call(minutes=7, current=called).number == first.number


def test_who_did_not_come_is_called_when_they_show_up() -> None:
    open_desk()
    ticket = take()
    call(minutes=1)
    run(api.CallAgain(), at(2), of(ticket))
    assert again(ticket).calls == 2
    run(api.MarkAbsent(), at(3), of(ticket))
    assert again(ticket).state is Status.ABSENT
    run(api.CallTicket(), at(20), of(ticket))
    assert (again(ticket).state, again(ticket).desk, again(ticket).calls) == (Status.CALLED, "1", 1)


def test_service_begins_when_the_person_has_come() -> None:
    open_desk()
    ticket = take()
    call(minutes=1)
    run(api.BeginService(), at(2), of(ticket))
    run(api.BeginService(), at(3), of(ticket))  # twice is once
    assert (again(ticket).state, again(ticket).began_at) == (Status.SERVING, TUESDAY + timedelta(minutes=2))
    run(api.FinishTicket(), at(12), of(ticket, reason="papers_missing"))
    assert (again(ticket).state, again(ticket).reason) == (Status.FINISHED, "papers_missing")


def test_the_general_desk_sends_to_several_counters_and_the_place_is_kept_at_each() -> None:
    open_desk("1"), open_desk("7"), open_desk("12")
    early = take("other")
    at_tax = take("tax", minutes=1)
    call(minutes=2)
    run(api.TransferTicket(), at(5), api.Transfer(HALL, "1", early.uuid, ("tax", "care"), "next"))
    assert (again(early).counter, again(early).then, again(early).state) == ("tax", ["care"], Status.WAITING)
    assert call("7", minutes=6).number == early.number, "came to the house before"
    run(api.FinishTicket(), at(9), of(early, "7"))
    assert (again(early).counter, again(early).then) == ("care", [])
    assert call("12", minutes=10).number == early.number
    run(api.FinishTicket(), at(15), of(early, "12"))
    assert again(early).state is Status.FINISHED
    assert call("7", minutes=16).number == at_tax.number


def test_a_transfer_needs_another_counter_and_a_reason_that_there_is() -> None:
    open_desk()
    ticket = take()
    call(minutes=1)
    for counters in ((), ("general",), ("tax", "tax"), ("nowhere",)):
        with pytest.raises(api.CounterNotFoundError):
            run(api.TransferTicket(), at(2), api.Transfer(HALL, "1", ticket.uuid, counters))
    with pytest.raises(api.ReasonNotFoundError):
        run(api.TransferTicket(), at(2), api.Transfer(HALL, "1", ticket.uuid, ("tax",), "because"))
    with pytest.raises(api.ReasonNotFoundError):
        run(api.HoldTicket(), at(2), of(ticket, reason="鈴木さんが書類を忘れた"))


def test_nobody_is_served_by_a_desk_that_does_not_have_them() -> None:
    open_desk("1"), open_desk("2")
    ticket = take()
    call("1", minutes=1)
    for verb in (api.FinishTicket(), api.HoldTicket(), api.MarkAbsent(), api.CallAgain(), api.BeginService()):
        with pytest.raises(api.ChangedMeanwhileError, match="1番が呼び出しました"):
            run(verb, at(2), of(ticket, "2"))


def test_an_old_page_hears_what_happened() -> None:
    open_desk("1"), open_desk("4")
    ticket = take()
    seen = call("1", minutes=1).version
    run(api.TransferTicket(), at(2), api.Transfer(HALL, "1", ticket.uuid, ("insurance",)))
    call("4", minutes=3)
    with pytest.raises(
        api.ChangedMeanwhileError, match=r"A001番は、09:03に4番が呼び出しました（いま: 呼び出し中）"
    ):
        run(api.FinishTicket(), at(4), of(ticket, "1", seen=seen))


def test_a_certain_one_is_called_only_at_its_own_counter_and_by_a_free_desk() -> None:
    open_desk("1"), open_desk("7")
    first, second = take(), take(minutes=1)
    with pytest.raises(api.CounterNotFoundError, match="総合窓口"):
        run(api.CallTicket(), at(2), of(first, "7"))
    run(api.CallTicket(), at(2), of(second))
    assert again(first).overtaken == 1
    with pytest.raises(api.DeskBusyError, match="A002番"):
        run(api.CallTicket(), at(3), of(first))


def test_everything_that_happened_stands_in_the_history_and_who_did_it_in_the_audit_log_alone() -> None:
    open_desk()
    ticket = take()
    call(minutes=1)
    run(api.FinishTicket(), at(9), of(ticket, reason="elsewhere"))
    with tenancy.municipality(CODE):
        events = list(api.TicketEvent.objects.filter(ticket__uuid=ticket.uuid))
        assert [(one.version, one.kind, one.desk, one.group) for one in events] == [
            (1, "taken", "", ""),
            (2, "called", "1", "resident_register"),
            (3, "finished", "1", "resident_register"),
        ]
        said = entries(subject=f"ticket:{ticket.uuid}")
    assert [one.action for one in said] == ["reception.finish", "reception.call_next", "reception.take"]
    assert said[0].actor_id == "staff:1"
    assert "staff:1" not in str([vars(one) for one in events])
