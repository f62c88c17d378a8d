"""What may lie in clear beside a reservation, and what only the office may open."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.conf import settings

from madoguchi.core import clock
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.core.vocabulary import facts_from_json
from madoguchi.engines.booking.api import Channel, ReservationView, Status
from madoguchi.engines.navigator.api import make_plan
from madoguchi.journeys.appointments.api import Wish, wish_again, wish_of_plan


def wishes() -> list[Wish]:
    """Of every scenario of the packs in which something can be booked."""
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    plans = (
        make_plan(
            packs.for_municipality(one.municipality, one.today),
            one.event,
            facts_from_json(one.answers, packs.vocabulary, one.today),
        )
        for one in packs.scenarios
        if not one.municipality.startswith("0744")
    )
    return [wish for plan in plans if (wish := wish_of_plan(plan)) is not None]


@pytest.fixture(scope="module")
def found() -> list[Wish]:
    return wishes()


def test_what_has_a_discreet_name_never_lies_in_clear(found: list[Wish]) -> None:
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    assert len(found) > 20
    for wish in found:
        procedures = packs.for_municipality(wish.municipality_code).procedures
        assert set(wish.told) <= set(wish.procedures)
        assert not [key for key in wish.told if procedures[key].discreet_label]


def test_that_somebody_must_not_be_found_is_told_to_the_office_alone(found: list[Wish]) -> None:
    discreet = [wish for wish in found if wish.discreet]
    assert discreet
    for wish in discreet:
        assert "protection_measure" not in wish.told


def test_every_need_is_served_by_a_line_and_no_procedure_is_done_twice(found: list[Wish]) -> None:
    for wish in found:
        assert all(need.line in wish.calendar.lines for need in wish.needs)
        assert len({need.line for need in wish.needs}) == len(wish.needs)
        assert len(set(wish.procedures)) == len(wish.procedures)


def test_a_reservation_names_every_procedure_at_the_counter_that_the_plan_said(found: list[Wish]) -> None:
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    several = [wish for wish in found if len(wish.needs) > 1]
    assert several
    for wish in several:
        again = wish_again(packs.for_municipality(wish.municipality_code), booked_for(wish))
        for line, labels in again.labels.items():
            assert set(labels) <= set(wish.labels[line]), wish.label
        assert sum(map(len, again.labels.values())) + again.unnamed == len(wish.procedures)


def booked_for(wish: Wish) -> ReservationView:
    """What the public zone keeps of it."""
    return ReservationView(
        uuid=uuid4(),
        code="K7P3QX",
        calendar=wish.calendar.key,
        status=Status.BOOKED,
        channel=Channel.WEB,
        begins=clock.now(),
        ends=clock.now(),
        needs=wish.needs,
        procedures=wish.told,
        sealed_count=len(wish.procedures) - len(wish.told),
        steps=(),
        version=0,
        created_at=clock.now(),
        changed_at=clock.now(),
        arrived_at=None,
        held_until=None,
        sealed=b"",
        token_digest="",
    )
