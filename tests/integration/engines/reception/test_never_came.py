"""Calling the next one where nobody said whether the last one came, and saying later that they did not."""

from __future__ import annotations

import pytest

from madoguchi.core import tenancy
from madoguchi.core.actions import run
from madoguchi.engines.reception import api
from madoguchi.engines.reception.forecasting import service_times
from madoguchi.engines.reception.halls import hall_of
from madoguchi.engines.reception.models import Stay

from .hall import CODE, HALL, again, at, call, clerk, of, open_desk, take

pytestmark = pytest.mark.django_db
Status = api.TicketStatus


def press_next(current: api.Ticket, minutes: float, came: bool | None = None) -> api.Ticket:
    return run(api.CallNext(), at(minutes), api.Next(HALL, "1", current.uuid, came))


def two_come_and_one_is_called(purpose: str = "my_number") -> tuple[api.Ticket, api.Ticket]:
    open_desk()
    tickets = take(purpose), take(purpose)
    call(minutes=1)
    return tickets


def outcomes(ticket: api.Ticket) -> list[str]:
    with tenancy.municipality(CODE):
        return list(
            Stay.objects.filter(ticket__uuid=ticket.uuid).order_by("part").values_list("outcome", flat=True)
        )


def learned(minutes: float) -> int:
    with tenancy.reading(CODE):
        return service_times(hall_of(CODE, HALL), at(minutes).now)[0].served_today


def test_the_next_one_right_after_a_call_is_asked_about_and_nothing_has_happened() -> None:
    first, second = two_come_and_one_is_called()
    with pytest.raises(api.DidTheyComeError, match="D001番の方は来ましたか"):
        press_next(first, 1.5)
    assert (again(first).state, again(second).state) == (Status.CALLED, Status.WAITING)
    assert press_next(first, 1.6, came=False).uuid == second.uuid
    assert (again(first).state, outcomes(first)) == (Status.ABSENT, ["absent"])
    assert learned(2) == 0


def test_who_was_there_as_long_as_usual_is_finished_without_a_question() -> None:
    first, second = two_come_and_one_is_called()
    assert press_next(first, 13).uuid == second.uuid
    assert (again(first).state, learned(14)) == (Status.FINISHED, 1)


def test_who_is_known_to_have_come_is_never_asked_about() -> None:
    first, _ = two_come_and_one_is_called()
    run(api.BeginService(), at(1.1), of(first))
    press_next(first, 1.2)
    assert again(first).state is Status.FINISHED
    assert api.desk_view(at(1.3), HALL, "1").unproven is None


def test_after_another_call_the_time_counts_from_it() -> None:
    first, second = two_come_and_one_is_called()
    run(api.CallAgain(), at(12), of(first))
    with pytest.raises(api.DidTheyComeError):
        press_next(first, 14)
    assert press_next(first, 14, came=True).uuid == second.uuid
    assert again(first).state is Status.FINISHED
    assert api.desk_view(at(14.5), HALL, "1").unproven is None, "somebody said so"


def test_nobody_is_asked_where_nobody_waits() -> None:
    open_desk()
    only = take("my_number")
    call(minutes=1)
    with pytest.raises(api.NobodyWaitsError):
        press_next(only, 1.1)


def test_an_end_without_a_sign_is_made_an_absence_and_back() -> None:
    first, second = two_come_and_one_is_called()
    press_next(first, 13)
    shown = api.desk_view(at(14), HALL, "1").unproven
    assert shown is not None
    assert shown.uuid == first.uuid
    run(api.NeverCame(), at(14), of(first, seen=shown.version))
    now = again(first)
    assert (now.state, now.ended_at, now.began_at, now.desk) == (Status.ABSENT, None, None, "1")
    assert (outcomes(first), learned(15)) == (["absent"], 0)
    assert again(second).state is Status.CALLED, "who is at the desk stays there"
    assert api.desk_view(at(15), HALL, "1").unproven is None
    run(api.UndoLast(), at(14.5), api.AtDesk(HALL, "1"))
    assert (again(first).state, outcomes(first), learned(15)) == (Status.FINISHED, ["finished"], 1)
    offered = api.desk_view(at(15), HALL, "1").unproven
    assert offered is not None, "and may be said again"


def test_who_was_sent_on_by_it_leaves_the_line_of_the_next_counter() -> None:
    open_desk()
    first, _ = take("moving", counters=("general", "tax")), take("moving")
    call(minutes=1)
    press_next(first, 20)
    assert (again(first).counter, again(first).state) == ("tax", Status.WAITING)
    run(api.NeverCame(), at(21), of(first))
    now = again(first)
    assert (now.counter, now.then, now.state) == ("general", ["tax"], Status.ABSENT)
    assert outcomes(first) == ["absent"]
    run(api.BringBack(), at(22), of(first))
    assert again(first).state is Status.WAITING


def test_who_was_already_called_at_the_next_counter_did_come() -> None:
    open_desk()
    open_desk("7", number=2)
    first, _ = take("moving", counters=("general", "tax")), take("moving")
    call(minutes=1)
    press_next(first, 20)
    run(api.CallNext(), at(21, clerk(2)), api.Next(HALL, "7"))
    assert api.desk_view(at(22), HALL, "1").unproven is None
    with pytest.raises(api.ChangedMeanwhileError, match="呼び出しました"):
        run(api.NeverCame(), at(22), of(first))


def test_nothing_is_offered_for_whom_the_clerk_has_spoken_with_or_has_long_forgotten() -> None:
    first, second = two_come_and_one_is_called()
    run(api.TransferTicket(), at(2), api.Transfer(HALL, "1", first.uuid, ("tax",)))
    assert api.desk_view(at(2.1), HALL, "1").unproven is None
    call(minutes=3)
    run(api.FinishTicket(), at(4), of(second))
    assert api.desk_view(at(5), HALL, "1").unproven is not None
    assert api.desk_view(at(40), HALL, "1").unproven is None
    with pytest.raises(api.ChangedMeanwhileError):
        run(api.NeverCame(), at(40), of(second))
