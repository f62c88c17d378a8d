"""Many bookings of one network: counted by day and nothing else, released and brought back one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.integration.journeys.appointments.callers import (
    HERE,
    KEN,
    KEYS,
    context,
    give_keys,
    two_desks,
    use_calendars,
)

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.booking.api import NewReservation, Reserve, Status, reservation
from madoguchi.engines.booking.models import Reservation
from madoguchi.engines.booking.tasks import purge_over
from madoguchi.journeys.appointments.api import TooManyFromHereError
from madoguchi.journeys.appointments.domain.contact import seal_booker
from madoguchi.journeys.appointments.domain.limits import A_BURST, MOST_OF_A_NETWORK, source_mark
from madoguchi.journeys.appointments.office import api as office
from madoguchi.journeys.appointments.office import bursts as of_office
from madoguchi.journeys.appointments.office.desk import LocalDesk
from madoguchi.journeys.appointments.public import limiting
from madoguchi.journeys.appointments.public.limiting import admitted_source
from madoguchi_testing.booking import NOW, at

from .callers import GENERAL

pytestmark = pytest.mark.django_db
MARK = source_mark(b"key", HERE, "203.0.113.0/24", NOW.date())


@pytest.fixture(autouse=True)
def office_next_door(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """Three desks and keys; a burst is three bookings."""
    use_calendars(monkeypatch, two_desks(3))
    settings.MADOGUCHI_LINK_URL, settings.MADOGUCHI_BOOKINGS_HERE = "", True
    give_keys(settings, tmp_path)
    monkeypatch.setattr(of_office, "A_BURST", 3)


def invented(number: int, source: str = MARK, time: str = "10:00") -> UUID:
    """A booking on the web by somebody who is nobody."""
    booker = replace(KEN, name=f"架空 {number}", email=f"x{number}@example.jp", phone="")
    sealed = seal_booker(
        booker, municipality_code=HERE, public_key=KEYS.public, until=NOW + timedelta(days=60), now=NOW
    )
    new = NewReservation(
        "counters",
        at(time),
        GENERAL,
        sealed,
        f"{number:02}",
        token_digest=f"{number:064}",
        uuid=uuid4(),
        source_mark=source,
    )
    with clock.fixed(NOW):
        return run(Reserve(), Context(HERE, Actor.resident("web"), NOW), new).uuid


def a_burst() -> tuple[office.Burst, list[UUID]]:
    """Three that came together and one from elsewhere, as the office sees them."""
    made = [invented(number) for number in range(3)]
    invented(3, source=source_mark(b"key", HERE, "198.51.100.0/24", NOW.date()), time="11:00")
    with clock.fixed(NOW):
        office.refresh(HERE)
    (found,) = office.bursts(context())
    return found, made


def decide(burst: office.Burst, *bookings: UUID) -> office.BurstDecision:
    with clock.fixed(NOW):
        return run(
            office.DecideBurst(), context(), office.Release(burst.source_mark, burst.calendar, bookings)
        )


def work(decision: office.BurstDecision) -> int:
    """The job, twice: that is as once."""
    with clock.fixed(NOW):
        done = office.carry_out(HERE, decision.uuid)
        assert office.carry_out(HERE, decision.uuid) == 0
    return done


def states(bookings: list[UUID]) -> list[Status]:
    found = [reservation(HERE, one) for one in bookings]
    return [one.status for one in found if one is not None]


def test_a_burst_is_seen_with_its_names_released_and_brought_back() -> None:
    burst, made = a_burst()
    assert (burst.number, burst.calendar) == (3, "counters")
    assert sorted(one.contact.booker.name for one in office.looked_at(context(), burst)) == [
        "架空 0",
        "架空 1",
        "架空 2",
    ]
    decided = decide(burst, *made[:2])
    job = ProcrastinateJob.objects.filter(task_name=of_office.TASK).latest("id")
    assert job.args == {"municipality_code": HERE, "decision": str(decided.uuid)}
    assert work(decided) == 2
    assert states(made) == [Status.CANCELLED, Status.CANCELLED, Status.BOOKED]
    assert office.bursts(context()) == []
    (row,) = office.decisions(context())
    assert (row.state, row.left) == ("released", [])
    run(office.TakeBackDecision(), context(), row.uuid)
    assert work(row) == 2
    assert states(made) == [Status.BOOKED] * 3
    assert office.decisions(context())[0].state == "returned"


def test_a_time_that_somebody_took_meanwhile_is_not_taken_back_from_them() -> None:
    burst, made = a_burst()
    decided = decide(burst, *made)
    work(decided)
    for number in range(4, 7):
        invented(number, source="")
    run(office.TakeBackDecision(), context(), decided.uuid)
    assert work(decided) == 0
    (row,) = office.decisions(context())
    assert sorted(row.lost) == sorted(str(one) for one in made)
    assert states(made) == [Status.CANCELLED] * 3


def test_who_moved_or_cancelled_meanwhile_is_left_as_they_are() -> None:
    burst, made = a_burst()
    decided = decide(burst, *made)
    with tenancy.municipality(HERE):
        Reservation.objects.filter(uuid=made[0]).update(version=7)
    assert work(decided) == 2
    assert states(made)[0] is Status.BOOKED


def test_the_job_goes_on_where_the_public_zone_went_away(monkeypatch: pytest.MonkeyPatch) -> None:
    burst, made = a_burst()
    decided = decide(burst, *made)
    cancel, calls = LocalDesk.cancel, []

    def once(self: LocalDesk, uuid: UUID, version: int) -> Any:
        calls.append(uuid)
        if len(calls) == 2:
            raise office.DeskAwayError
        return cancel(self, uuid, version)

    monkeypatch.setattr(LocalDesk, "cancel", once)
    with pytest.raises(office.DeskAwayError), clock.fixed(NOW):
        office.carry_out(HERE, decided.uuid)
    assert len(office.decisions(context())[0].left) == 2
    assert work(decided) == 2
    assert states(made) == [Status.CANCELLED] * 3


def test_taken_back_half_way_only_what_was_released_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    burst, made = a_burst()
    decided = decide(burst, *made)
    with tenancy.municipality(HERE):
        office.BurstDecision.objects.update(left=[str(one) for one in made[1:]])
    run(office.CancelForCaller(), context(), office.Seen(made[0], 0))
    run(office.TakeBackDecision(), context(), decided.uuid)
    assert work(decided) == 1
    assert states(made) == [Status.BOOKED] * 3


def test_people_are_left_alone_and_can_be_looked_at_once_more() -> None:
    burst, made = a_burst()
    decided = decide(burst)
    assert office.bursts(context()) == []
    assert states(made) == [Status.BOOKED] * 3
    run(office.TakeBackDecision(), context(), decided.uuid)
    assert len(office.bursts(context())) == 1
    with pytest.raises(office.BurstGoneError):
        run(office.TakeBackDecision(), context(), decided.uuid)
    with pytest.raises(office.BurstGoneError):
        decide(burst, uuid4())


def test_more_from_one_network_in_a_day_than_people_make_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert A_BURST < MOST_OF_A_NETWORK
    monkeypatch.setattr(limiting, "MOST_OF_A_NETWORK", 2)
    marks = {admitted_source(HERE, network, NOW) for network in ("203.0.113.0/24", "198.51.100.0/24")}
    assert len(marks) == 2
    assert admitted_source(HERE, "", NOW) == ""
    mark = admitted_source(HERE, "203.0.113.0/24", NOW)
    for number in range(2):
        invented(number, source=mark)
    with pytest.raises(TooManyFromHereError):
        admitted_source(HERE, "203.0.113.0/24", NOW)
    tomorrow = admitted_source(HERE, "203.0.113.0/24", NOW + timedelta(days=1))
    assert tomorrow != mark, "nothing tells that two days had the same network"


def test_where_bookings_came_from_is_forgotten_after_a_week() -> None:
    _, made = a_burst()
    with clock.fixed(NOW + timedelta(days=8)):
        purge_over(HERE)
        of_office.forget_decisions(HERE, NOW)
    with tenancy.municipality(HERE):
        assert not Reservation.objects.exclude(source_mark="").exists()
        assert not office.Booked.objects.exclude(source_mark="").exists()
    assert len(states(made)) == 3
