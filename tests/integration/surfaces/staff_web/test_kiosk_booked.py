"""A booking made at the telephone is let in at the kiosk, from the office's own copy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.integration.journeys.appointments.callers import book, context, give_keys
from tests.integration.surfaces.staff_web.kiosk_window import CODE, a_kiosk, show, tickets

from madoguchi.core import clock
from madoguchi.core.actions import run
from madoguchi.engines.booking.api import Status
from madoguchi.journeys.appointments.office.api import CancelForCaller, ToCancel, booked_by_code
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


def test_who_cancelled_is_told_so() -> None:
    booked = book()
    run(CancelForCaller(), context(at("08:00") - timedelta(days=1)), ToCancel(booked.uuid, booked.version))
    assert "この予約は取り消されています" in show(a_kiosk(), f"MDGB:{booked.code}").content.decode()
    assert tickets() == []


def test_the_entrance_hears_when_and_where_and_nothing_of_the_person() -> None:
    booked = book()
    found = OfficeCopy().by_code(CODE, booked.code)
    assert found == Appointment(booked.code, "main", at("10:00"), ("general",), place="本庁舎 1階")
    assert OfficeCopy().by_code("072087", booked.code) is None
