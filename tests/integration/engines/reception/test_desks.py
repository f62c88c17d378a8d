"""Opening and closing desks, what they serve, and the end of the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from madoguchi.core import tenancy
from madoguchi.core.actions import NotAllowedError, run
from madoguchi.engines.reception import api
from madoguchi.engines.reception.tasks import end_days

from .hall import CODE, HALL, TUESDAY, again, at, call, clerk, of, open_desk, take

pytestmark = pytest.mark.django_db


def sessions() -> list[tuple[str, str, bool]]:
    with tenancy.municipality(CODE):
        return [(one.desk, one.reason, one.closed_at is None) for one in api.DeskSession.objects.all()]


def test_the_same_desk_twice_is_the_same_session() -> None:
    assert open_desk().uuid == open_desk(minutes=1).uuid


def test_a_desk_of_somebody_else_is_taken_over_on_purpose_only() -> None:
    open_desk("1", number=1)
    with pytest.raises(api.DeskTakenError, match="窓口 1さん"):
        open_desk("1", number=2)
    run(api.OpenDesk(), at(5, clerk(2)), api.Opening(HALL, "1", take_over=True))
    assert sessions() == [("1", "change", False), ("1", "", True)]


def test_a_page_left_open_at_a_desk_that_a_colleague_took_over_ends_nobodys_visit() -> None:
    take()
    open_desk()
    called = call(minutes=1)
    run(api.OpenDesk(), at(2, clerk(2)), api.Opening(HALL, "1", take_over=True))
    for verb in (api.FinishTicket(), api.HoldTicket(), api.MarkAbsent()):
        with pytest.raises(api.DeskTakenError, match="窓口 2さんが開いています"):
            run(verb, at(3), of(called))
    with pytest.raises(api.DeskTakenError, match="交代して開く"):
        call(minutes=3, current=called)
    assert again(called).status == "called"


def test_nobody_goes_to_lunch_while_somebody_sits_there() -> None:
    open_desk()
    ticket = take()
    call(minutes=1)
    with pytest.raises(api.DeskBusyError, match="A001番"):
        run(api.CloseDesk(), at(2), api.Closing(HALL, "1", "lunch"))
    run(api.HoldTicket(), at(3), of(ticket))
    run(api.CloseDesk(), at(4), api.Closing(HALL, "1", "lunch"))
    with pytest.raises(api.DeskNotOpenError):
        run(api.CloseDesk(), at(5), api.Closing(HALL, "1", "lunch"))
    assert sessions() == [("1", "lunch", False)]


def test_a_desk_that_serves_some_purposes_leaves_the_others_to_its_neighbours() -> None:
    open_desk("1", 0, "my_number"), open_desk("2")
    moving, card = take("moving"), take("my_number", minutes=1)
    assert call("1", minutes=2).number == card.number
    assert again(moving).overtaken == 0, "the desk could not have served them"
    assert call("2", minutes=3).number == moving.number


def test_who_is_sent_from_another_counter_is_served_by_every_desk() -> None:
    open_desk("7"), open_desk("1", 0, "my_number")
    ticket = take("tax")
    call("7", minutes=1)
    run(api.TransferTicket(), at(2), api.Transfer(HALL, "7", ticket.uuid, ("general",)))
    assert call("1", minutes=3).number == ticket.number


def test_a_desk_that_there_is_not_cannot_open() -> None:
    with pytest.raises(api.DeskNotFoundError):
        open_desk("99")
    with pytest.raises(api.HallNotFoundError):
        run(api.OpenDesk(), at(), api.Opening("cellar", "1"))
    with pytest.raises(api.PurposeNotFoundError):
        open_desk("1", 0, "dancing")


def test_what_is_left_open_is_closed_after_the_day_and_never_before() -> None:
    open_desk()
    ticket, other = take(), take()
    call(minutes=1)
    with pytest.raises(NotAllowedError):
        run(api.EndDays(), at(2), None)
    manager = clerk(9, "reception.manage")
    assert run(api.EndDays(), at(2, manager), None) == 0
    tomorrow = replace(at(0, manager), now=TUESDAY + timedelta(days=1))
    assert run(api.EndDays(), tomorrow, None) == 2
    assert run(api.EndDays(), tomorrow, None) == 0
    for one in (ticket, other):
        assert (again(one).state, again(one).reason) == (api.TicketStatus.LEFT, "day_end")
    assert sessions() == [("1", "day_end", False)]


def test_the_job_goes_through_all_municipalities() -> None:
    take(), open_desk()
    end_days(0)  # the day of the tests lies behind us
    assert [closed for _, closed, is_open in sessions() if not is_open] == ["day_end"]


def test_after_a_month_a_ticket_no_longer_says_which_appointment_it_was() -> None:
    ticket = take(booking_code="ABC234")
    manager = clerk(9, "reception.manage")
    for days, code in ((30, "ABC234"), (31, "")):
        run(api.EndDays(), replace(at(0, manager), now=TUESDAY + timedelta(days=days)), None)
        assert again(ticket).booking_code == code
