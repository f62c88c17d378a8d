"""Two at once, one number; and what is forgotten when the day is over."""

from __future__ import annotations

import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from tests.integration.surfaces.staff_web.kiosk_window import CODE, HALL, TUESDAY, tickets

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.engines.reception.api import HallClosedError
from madoguchi.journeys.visiting.api import NewNumber, Number, give_number
from madoguchi.journeys.visiting.models import Arrival
from madoguchi.journeys.visiting.tasks import forget


def at(minutes: float = 0) -> Context:
    return Context(CODE, Actor.resident("device:1"), now=TUESDAY + timedelta(minutes=minutes))


def together(*asked: NewNumber) -> list[Number]:
    """All of them press in the same moment."""
    ready, given = threading.Barrier(len(asked)), list[Number]()

    def press(one: NewNumber) -> None:
        try:
            ready.wait()
            given.append(give_number(at(), one))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(one,)) for one in asked]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return given


def today() -> list[str]:
    return [one.number for one in tickets()]


@pytest.mark.usefixtures("committed_db")
def test_a_page_that_is_pressed_eight_times_at_once_gives_one_number() -> None:
    key = uuid4()
    given = together(*(NewNumber(HALL, "moving", key) for _ in range(8)))
    assert {one.ticket.number for one in given} == {"A001"}
    assert sorted(one.again for one in given) == [False] + [True] * 7
    assert today() == ["A001"]


@pytest.mark.usefixtures("committed_db")
def test_a_code_that_is_shown_at_four_kiosks_at_once_is_worth_one_number() -> None:
    given = together(*(NewNumber(HALL, "moving", uuid4(), mark=b"m" * 32) for _ in range(4)))
    assert {one.ticket.number for one in given} == {"A001"}
    assert today() == ["A001"]


@pytest.mark.usefixtures("committed_db")
def test_people_at_four_kiosks_get_four_numbers() -> None:
    given = together(*(NewNumber(HALL, "moving", uuid4()) for _ in range(4)))
    assert {one.ticket.number for one in given} == {"A001", "A002", "A003", "A004"}


@pytest.mark.django_db
def test_a_number_that_could_not_be_given_leaves_its_page_free() -> None:
    key = uuid4()
    with pytest.raises(HallClosedError):
        give_number(at(12 * 60), NewNumber(HALL, "moving", key, device=uuid4()))
    assert give_number(at(), NewNumber(HALL, "moving", key, device=uuid4())).again is False


@pytest.mark.django_db
def test_what_was_shown_is_forgotten_on_the_next_day() -> None:
    give_number(at(), NewNumber(HALL, "moving", uuid4(), mark=b"m" * 32))
    with clock.fixed(TUESDAY):
        forget(0)
    with tenancy.municipality(CODE):
        assert Arrival.objects.count() == 1
    with clock.fixed(TUESDAY + timedelta(days=1)):
        forget(0)
    with tenancy.municipality(CODE):
        assert Arrival.objects.count() == 0
    assert today() == ["A001"], "the number stays, without what it was given for"
