"""A booking made at the telephone is let in at the kiosk, from the office's own copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.integration.engines.reception.hall import clerk
from tests.integration.journeys.appointments.callers import book, context, give_keys
from tests.integration.surfaces.staff_web.conftest import SignedIn
from tests.integration.surfaces.staff_web.kiosk_window import CODE, a_kiosk, show, take, tickets

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import Context, run
from madoguchi.engines.booking.api import Status
from madoguchi.engines.reception.api import Expected, OpenDesk, Opening, hall_state
from madoguchi.journeys.appointments.office.api import CancelForCaller, Seen, booked_by_code
from madoguchi.journeys.appointments.office.expected import still_to_come
from madoguchi.journeys.visiting.api import Appointment
from madoguchi.surfaces.staff_web.kiosk.booked import OfficeCopy
from madoguchi_testing.booking import at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shortly_before_the_time(settings: Any, tmp_path: Path) -> Iterator[None]:
    give_keys(settings, tmp_path)
    with clock.fixed(at("09:50")):
        yield


def test_who_booked_by_telephone_shows_the_code_and_is_noted_as_arrived() -> None:
    booked = book()
    show(a_kiosk(), f"MDGB:{booked.code}")
    (ticket,) = tickets()
    assert (ticket.origin, ticket.lane, ticket.counter) == ("booking", "booked", "general")
    assert ticket.booked_at == at("10:00")
    found = booked_by_code(CODE, booked.code)
    assert found is not None
    assert found.state is Status.ARRIVED
    assert found.arrival_untold, "the public zone hears of it with the next round"


def test_whose_booking_was_found_by_name_gets_a_number_from_its_page(signed_in: SignedIn) -> None:
    booked = book()
    desk, page = signed_in("counter_clerk"), f"/{CODE}/bookings/{booked.uuid}/"
    desk.post(f"{page}step/", {"step": "arrived"})
    forms = re.findall(r"<form.*?</form>", desk.get(page).content.decode(), re.S)
    (form,) = [one for one in forms if "番号札を出す（来庁）" in one]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    address = re.findall(r'action="([^"]*)"', form)[0]
    told = desk.post(address, fields, follow=True).content.decode()
    (ticket,) = tickets()
    assert f"{ticket.number}番" in told
    assert (ticket.origin, ticket.booking_code) == ("booking", booked.code)
    assert "もう出ています" in desk.post(address, fields, follow=True).content.decode()
    assert len(tickets()) == 1
    reader = signed_in("property_tax_officer").get(page).content.decode()
    assert "来庁だけ記録する" not in reader


def test_who_cancelled_is_told_so() -> None:
    booked = book()
    run(CancelForCaller(), context(at("08:00") - timedelta(days=1)), Seen(booked.uuid, booked.version))
    assert "この予約は取り消されています" in show(a_kiosk(), f"MDGB:{booked.code}").content.decode()
    assert tickets() == []


def test_the_entrance_hears_when_and_where_and_nothing_of_the_person() -> None:
    booked = book()
    found = OfficeCopy().by_code(CODE, booked.code)
    assert found == Appointment(booked.code, "main", at("10:00"), ("general",), place="本庁舎 1階")
    assert OfficeCopy().by_code("072087", booked.code) is None


def expected(later: timedelta = timedelta(0), hall: str = "main") -> list[Expected]:
    with tenancy.reading(CODE):
        return list(still_to_come(CODE, hall, clock.now() + later))


def test_whoever_has_booked_is_expected_until_they_come_cancel_or_are_late() -> None:
    booked = book()
    assert expected() == [Expected(booked.code, at("10:00"), "general")]
    assert expected(hall="annex") == []
    assert expected(-timedelta(days=1)) == [], "tomorrow's bookings are not today's"
    assert expected(timedelta(minutes=10)) == []
    show(a_kiosk(), f"MDGB:{booked.code}")
    assert expected() == []


def test_whoever_takes_a_number_hears_of_those_who_have_booked() -> None:
    run(OpenDesk(), Context(CODE, clerk()), Opening("main", "1"))
    with clock.fixed(at("09:56")):
        kiosk = a_kiosk()
        for _ in range(2):
            take(kiosk, "moving")
        alone = hall_state(CODE, "main").counters[0].minutes
        book()
        assert (hall_state(CODE, "main").counters[0].minutes or 0) > (alone or 0) + 8
