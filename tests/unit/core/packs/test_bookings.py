"""How long bookings are, and the starts of sessions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.packs import BookingMinutes, load_packs_or_refuse
from madoguchi.core.packs.model import Procedure
from madoguchi_testing.booking import session

PACKS = Path(__file__).parents[4] / "packs"


@pytest.fixture(scope="module")
def procedure() -> Procedure:
    return load_packs_or_refuse(PACKS).common()["move_in_notification"]


@pytest.mark.parametrize(("people", "minutes"), [(0, 20), (1, 20), (2, 30), (4, 50)])
def test_each_further_person_takes_half_as_long(procedure: Procedure, people: int, minutes: int) -> None:
    assert BookingMinutes(10).of(replace(procedure, minutes=20), people) == minutes


@pytest.mark.parametrize(("minutes", "booked"), [(0, 10), (3, 10), (10, 10), (11, 15), (45, 45)])
def test_a_booking_is_a_multiple_of_five_minutes_and_not_too_short(minutes: int, booked: int) -> None:
    assert BookingMinutes(10).rounded(minutes) == booked


@given(st.integers(1, 12).map(lambda number: number * 5), st.integers(0, 500))
def test_all_places_of_a_session_are_given_out_and_as_evenly_as_can_be(every: int, places: int) -> None:
    starts = session("09:00", "14:00", places, every).starts
    assert sum(start.places for start in starts) == places
    assert {start.places for start in starts} <= {places // len(starts), places // len(starts) + 1}
    assert all(start.ends - start.begins == every for start in starts)
