"""A booking on the telephone whose answer is lost: no transaction waits, and nobody is forgotten."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from tests.integration.journeys.appointments.callers import (
    HERE,
    KEN,
    book,
    context,
    give_keys,
    two_desks,
    use_calendars,
)

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import run
from madoguchi.core.audit.api import entries
from madoguchi.engines.booking.api import NewReservation, ReservationView, TakenError, reservations_between
from madoguchi.journeys.appointments.office import api as office
from madoguchi.journeys.appointments.office.desk import LocalDesk
from madoguchi.journeys.appointments.office.models import Finding, Unsettled
from madoguchi.journeys.appointments.office.replica import forget
from madoguchi_testing.booking import MONDAY, NOW, at

LATER = NOW + timedelta(minutes=3)


@pytest.fixture(autouse=True)
def telephone(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """One desk and keys; the public zone is next door."""
    use_calendars(monkeypatch, two_desks(1))
    settings.MADOGUCHI_LINK_URL, settings.MADOGUCHI_BOOKINGS_HERE = "", True
    give_keys(settings, tmp_path)


def lose(monkeypatch: pytest.MonkeyPatch, *, on_its_way_back: bool) -> None:
    """The next question, or its answer, is lost."""
    reserve: Callable[..., ReservationView] = LocalDesk.reserve

    def cut(self: LocalDesk, new: NewReservation) -> ReservationView:
        monkeypatch.setattr(LocalDesk, "reserve", reserve)
        if on_its_way_back:
            reserve(self, new)
        raise office.DeskAwayError("（切れました）")

    monkeypatch.setattr(LocalDesk, "reserve", cut)


def copy(now: datetime = LATER) -> None:
    with clock.fixed(now):
        assert office.refresh(HERE).problem == ""


def states(now: datetime = LATER) -> list[Finding]:
    return [one.state for one in office.unanswered(context(now))]


@pytest.mark.django_db
def test_an_answer_leaves_nothing_to_look_for() -> None:
    book()
    assert states(NOW) == []
    with pytest.raises(TakenError):
        book()
    assert states(NOW) == []


@pytest.mark.django_db
def test_a_booking_whose_answer_was_lost_is_found_by_the_copy_and_the_caller_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lose(monkeypatch, on_its_way_back=True)
    with pytest.raises(office.DeskAwayError):
        book()
    assert states(NOW) == [Finding.ASKED]
    copy(NOW + timedelta(minutes=1))
    assert states(NOW) == [Finding.ASKED], "it may still be on its way"
    copy()
    (one,) = office.unanswered(context(LATER))
    assert (one.state, one.contact.booker.name) == (Finding.BOOKED, KEN.name)
    assert one.booked is not None
    assert one.booked.begins == at("10:00")
    run(office.CloseQuestion(), context(LATER), one.row.uuid)
    assert states() == []
    run(office.ReopenQuestion(), context(LATER), one.row.uuid)
    assert states() == [Finding.BOOKED]
    with tenancy.municipality(HERE):
        said = [entry.action for entry in entries()]
    assert {"appointments.ask", "appointments.settle", "appointments.close_question"} <= set(said)


@pytest.mark.django_db
def test_a_question_that_never_arrived_is_told_and_can_be_asked_again_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lose(monkeypatch, on_its_way_back=False)
    key = uuid4()
    with pytest.raises(office.DeskAwayError):
        book(key=key)
    copy()
    assert states() == [Finding.NOT_BOOKED]
    book(key=key, now=LATER)
    assert states() == []
    assert len(reservations_between(HERE, MONDAY, MONDAY)) == 1


@pytest.mark.django_db
def test_asked_again_under_the_same_number_it_is_the_booking_that_was_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lose(monkeypatch, on_its_way_back=True)
    key = uuid4()
    with pytest.raises(office.DeskAwayError):
        book(key=key)
    row = book(at("11:00"), key=key)
    assert row.begins == at("10:00"), "the page says that it was booked for the first time"
    assert states(NOW) == []
    assert len(reservations_between(HERE, MONDAY, MONDAY)) == 1


@pytest.mark.django_db
def test_what_arrives_after_all_is_told_as_booked(monkeypatch: pytest.MonkeyPatch) -> None:
    lose(monkeypatch, on_its_way_back=False)
    key = uuid4()
    with pytest.raises(office.DeskAwayError):
        book(key=key)
    copy()
    with tenancy.municipality(HERE):
        late = Unsettled.objects.get()
        kept = {name: getattr(late, name) for name in ("calendar", "needs", "begins", "sealed", "asked_at")}
    book(key=key, now=LATER)
    with tenancy.municipality(HERE):
        # As if the office had not been answered this time either.
        Unsettled.objects.create(uuid=key, state=Finding.NOT_BOOKED, **kept)
    copy(LATER + timedelta(minutes=1))
    assert states() == [Finding.BOOKED]


@pytest.mark.django_db
def test_while_nobody_can_be_asked_nobody_is_forgotten(settings: Any) -> None:
    settings.MADOGUCHI_BOOKINGS_HERE, settings.MADOGUCHI_LINK_URL = False, "https://127.0.0.1:9"
    with pytest.raises(office.DeskAwayError):
        book()
    with clock.fixed(LATER):
        assert office.refresh(HERE).problem
    assert states() == [Finding.ASKED], "nothing is known while the copy is old"
    forget(HERE, MONDAY + timedelta(days=1))
    assert states() == []


def test_no_transaction_is_open_while_the_public_zone_is_asked(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_then: list[bool] = []
    say = LocalDesk.say

    def noting(self: LocalDesk, what: str, question: bytes) -> bytes:
        open_then.append(connection.in_atomic_block)
        return say(self, what, question)

    monkeypatch.setattr(LocalDesk, "say", noting)
    row = book()
    with clock.fixed(NOW):
        moved = run(office.ChangeForCaller(), context(), office.ToAnotherTime(row.uuid, 0, at("11:00")))
        over = run(office.CancelForCaller(), context(), office.Seen(row.uuid, moved.version))
        run(office.UndoCancel(), context(), office.Seen(row.uuid, over.version))
        run(office.OfferPlaces(), context(), office.PlacesOf("counters"))
    assert open_then
    assert not any(open_then)
