"""Days made for the demo are days as the figures and the usual day read them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from madoguchi.engines.reception import api
from madoguchi_testing.reception.tickets import NOON, past_days

from .hall import CODE, HALL

pytestmark = pytest.mark.django_db


def test_past_days_show_figures_and_a_usual_day() -> None:
    made = past_days(CODE, days=15, a_day=6)
    last = NOON.date()
    found = api.figures(CODE, HALL, last - timedelta(days=30), last)
    assert found.whole.people == made
    assert len(found.days) == 15
    assert found.whole.told > 0
    assert api.typical_days(CODE, HALL, last + timedelta(days=1))["days"]
