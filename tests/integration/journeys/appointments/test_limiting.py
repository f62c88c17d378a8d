"""Who books too often is told so, and nobody is remembered for long."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from madoguchi.core import clock, tenancy
from madoguchi.journeys.appointments.domain.limits import KEPT, OF_A_BROWSER, OF_AN_ADDRESS, Limit
from madoguchi.journeys.appointments.errors import TooOftenError
from madoguchi.journeys.appointments.models import Press
from madoguchi.journeys.appointments.public.limiting import admit, count, forget_presses, limits_of
from madoguchi.journeys.appointments.tasks import forget

HERE, NEIGHBOUR = "072028", "072087"
NOW = datetime(2026, 3, 19, 9, 0, tzinfo=clock.TOKYO)
TWICE = (("a" * 32, Limit(2, timedelta(minutes=30))),)

pytestmark = pytest.mark.django_db


def test_a_limit_holds_for_its_time_and_its_municipality() -> None:
    for minutes in (0, 10):
        admit(HERE, TWICE, NOW + timedelta(minutes=minutes))
        count(HERE, TWICE, NOW + timedelta(minutes=minutes))
    with pytest.raises(TooOftenError):
        admit(HERE, TWICE, NOW + timedelta(minutes=29))
    admit(NEIGHBOUR, TWICE, NOW + timedelta(minutes=29))
    admit(HERE, TWICE, NOW + timedelta(minutes=31))


def test_nothing_that_could_be_read_is_kept() -> None:
    limits = limits_of("0123456789abcdef" * 2, "8.8.8.8")
    assert [limit for _, limit in limits] == [OF_A_BROWSER, OF_AN_ADDRESS]
    count(HERE, limits, NOW)
    with tenancy.municipality(HERE):
        marks = set(Press.objects.values_list("mark", flat=True))
    assert marks == {mark for mark, _ in limits}
    assert not any("8.8.8.8" in mark or "0123456789" in mark for mark in marks)
    assert limits_of("b", "")[0][0] != limits[0][0]
    assert len(limits_of("b", "")) == 1


def test_marks_are_forgotten_when_no_limit_looks_at_them_any_more() -> None:
    assert max(OF_A_BROWSER.within, OF_AN_ADDRESS.within) <= KEPT
    count(HERE, TWICE, NOW)
    assert forget_presses(HERE, NOW + KEPT) == 0
    with clock.fixed(NOW + KEPT + timedelta(seconds=1)):
        forget(0)
    with tenancy.municipality(HERE):
        assert not Press.objects.exists()
