"""Taking a ticket: numbers, the order that it gives, and giving it back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from madoguchi.core import tenancy
from madoguchi.core.actions import NotAllowedError, run
from madoguchi.engines.reception import api

from .hall import CODE, HALL, KIOSK, TUESDAY, again, at, call, clerk, open_desk, take

pytestmark = pytest.mark.django_db


def test_numbers_go_on_by_letter_and_begin_anew_every_day() -> None:
    assert [take("moving").number, take("tax").number, take("moving").number] == ["A001", "F001", "A002"]
    tomorrow = replace(at(0, KIOSK), now=TUESDAY + timedelta(days=1))
    assert run(api.TakeTicket(), tomorrow, api.NewTicket(HALL, "moving")).number == "A001"


def test_more_than_999_people_still_get_a_number() -> None:
    take("moving")
    with tenancy.municipality(CODE):
        api.HallDay.objects.update(letters={"A": 999})
    assert take("moving").number == "A1000"


def test_the_neighbours_hall_counts_for_itself() -> None:
    take("moving")
    there = replace(at(0, KIOSK), municipality_code="072087")
    assert run(api.TakeTicket(), there, api.NewTicket(HALL, "moving")).number == "A001"


def test_a_number_that_was_refused_is_given_to_the_next() -> None:
    with pytest.raises(api.CounterNotFoundError):
        take("moving", counters=("nowhere",))
    with pytest.raises(api.PurposeNotFoundError):
        take("dancing")
    assert take("moving").number == "A001"


def test_a_clock_that_jumps_back_changes_nobodys_place() -> None:
    open_desk()
    first, second = take(minutes=30), take(minutes=0)
    assert second.turn_at == first.turn_at
    assert (second.sequence, second.turn_sequence) == (2, 2)
    assert call(minutes=1).number == first.number


def test_the_secret_of_a_ticket_has_eighty_bits_and_finds_it() -> None:
    ticket, other = take(), take()
    assert re.fullmatch(r"[a-z2-7]{16}", ticket.follow)
    assert ticket.follow != other.follow
    found = api.ticket_by_follow(CODE, ticket.follow.upper())
    assert found is not None
    assert found.uuid == ticket.uuid
    assert api.ticket_by_follow(CODE, "x' OR 1=1 --") is None
    assert api.ticket_by_follow("072087", ticket.follow) is None


def test_who_has_pre_applied_or_comes_for_something_short_waits_in_the_fast_line() -> None:
    assert take("moving").lane == api.Lane.NORMAL
    assert take("certificates").lane == api.Lane.FAST
    assert take("moving", origin=api.Origin.PRE_APPLICATION).lane == api.Lane.FAST


def test_an_appointment_keeps_its_time_unless_one_is_late() -> None:
    half_past = TUESDAY + timedelta(minutes=30)
    in_time = take(minutes=38, origin=api.Origin.BOOKING, booked_at=half_past, booking_code="ABC234")
    late = take(minutes=45, origin=api.Origin.BOOKING, booked_at=half_past)
    assert (in_time.lane, in_time.turn_at, in_time.booking_code) == (api.Lane.BOOKED, half_past, "ABC234")
    assert (late.lane, late.turn_at) == (api.Lane.NORMAL, TUESDAY + timedelta(minutes=45))


def test_an_unknown_language_is_japanese() -> None:
    assert take(language="vi").language == "vi"
    assert take(language="tlh").language == "ja"


def test_outside_of_the_hours_only_a_clerk_gives_tickets() -> None:
    with pytest.raises(api.HallClosedError, match="8:30–17:15"):
        take(minutes=9 * 60)
    holiday = replace(at(0, KIOSK), now=TUESDAY.replace(day=29))
    with pytest.raises(api.HallClosedError, match="昭和の日"):
        run(api.TakeTicket(), holiday, api.NewTicket(HALL, "moving"))
    assert run(api.TakeTicket(), at(9 * 60, clerk()), api.NewTicket(HALL, "moving")).number == "A001"


def test_whoever_has_the_ticket_gives_it_back_and_nobody_else() -> None:
    ticket = take()
    with pytest.raises(NotAllowedError):
        run(api.CancelTicket(), at(1, KIOSK), api.Leaving(HALL, ticket.uuid, follow="a" * 16))
    run(api.CancelTicket(), at(1, KIOSK), api.Leaving(HALL, ticket.uuid, follow=ticket.follow))
    assert (again(ticket).state, again(ticket).reason) == (api.TicketStatus.LEFT, "gone")
    with pytest.raises(api.ChangedMeanwhileError, match="取り消しました"):
        run(api.CancelTicket(), at(2), api.Leaving(HALL, ticket.uuid))


def test_no_ticket_of_yesterday_is_touched_today() -> None:
    ticket = take()
    tomorrow = replace(at(), now=TUESDAY + timedelta(days=1))
    with pytest.raises(api.TicketNotFoundError):
        run(api.CancelTicket(), tomorrow, api.Leaving(HALL, ticket.uuid))
