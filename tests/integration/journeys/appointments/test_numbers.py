"""The number of a booking comes from the office that asks; somebody else's is refused with words."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.integration.engines.booking.samples import GENERAL, together
from tests.integration.journeys.appointments.callers import HERE, NEIGHBOUR, give_keys, use_calendars

from madoguchi.core import clock
from madoguchi.engines.booking.api import (
    Channel,
    NewReservation,
    NewWaiting,
    NumberTakenError,
    ReservationView,
    reservations_between,
)
from madoguchi.journeys.appointments.office.desk import LocalDesk
from madoguchi_testing.booking import MONDAY, NOW, at

NUMBER = UUID("5b0c9a52-6f0e-4c5e-8a63-3f6b0f6a1d10")


@pytest.fixture(autouse=True)
def _calendars(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    use_calendars(monkeypatch)
    settings.MADOGUCHI_LINK_URL, settings.MADOGUCHI_BOOKINGS_HERE = "", True
    give_keys(settings, tmp_path)


def ask(digest: str, code: str = HERE, **more: Any) -> ReservationView:
    wanted = {"channel": Channel.PHONE, "token_digest": digest, "uuid": NUMBER} | more
    with clock.fixed(NOW):
        return LocalDesk(code).reserve(NewReservation("counters", at("10:00"), GENERAL, b"sealed", **wanted))


def wait(digest: str, code: str = HERE) -> None:
    last = date(2026, 12, 24)
    new = NewWaiting("counters", MONDAY, last, GENERAL, b"sealed", token_digest=digest, uuid=NUMBER)
    with clock.fixed(NOW):
        LocalDesk(code).wait(new)


@pytest.mark.django_db
@pytest.mark.parametrize("code", [HERE, NEIGHBOUR])
def test_the_number_of_another_booking_is_refused_and_that_booking_stays(code: str) -> None:
    first = ask("aa" * 32)
    with pytest.raises(NumberTakenError, match="開き直して"):
        ask("bb" * 32, code)
    assert ask("aa" * 32) == first
    assert reservations_between(NEIGHBOUR, MONDAY, MONDAY) == []


@pytest.mark.django_db
@pytest.mark.parametrize("code", [HERE, NEIGHBOUR])
def test_the_number_of_another_wait_is_refused(code: str) -> None:
    wait("aa" * 32)
    with pytest.raises(NumberTakenError):
        wait("bb" * 32, code)
    wait("aa" * 32)


def test_of_two_who_bring_one_number_at_once_one_has_it_and_one_reads_why_not(committed_db: None) -> None:
    def press(mark: str) -> object:
        try:
            return ask(mark * 32, person_mark=mark)
        except NumberTakenError as refused:
            return refused

    said = together(lambda: press("aa"), lambda: press("bb"))
    assert sorted(type(one).__name__ for one in said) == ["NumberTakenError", "ReservationView"]
