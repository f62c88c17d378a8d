"""Times of the steps of a journey."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from madoguchi.core import clock
from madoguchi.core.measuring import api as measuring
from madoguchi.core.measuring.api import Duration, Typical
from madoguchi.core.tenancy import municipality

pytestmark = pytest.mark.django_db

AIZU, KITAKATA = "072028", "072087"
NINE = datetime(2026, 3, 19, 9, 0, tzinfo=clock.TOKYO)


def journey(**minutes: int) -> None:
    journey_id = uuid4()
    for step, minute in minutes.items():
        measuring.record(step, journey_id, at=NINE + timedelta(minutes=minute))


def test_durations_follow_the_times_and_not_the_order_of_writing() -> None:
    journey_id = uuid4()
    with municipality(AIZU):
        measuring.record("accepted", journey_id, at=NINE + timedelta(minutes=8))
        measuring.record("scanned", journey_id, at=NINE)
        measuring.record("corrected", journey_id, at=NINE + timedelta(minutes=3))
        assert measuring.durations(journey_id) == [
            Duration("scanned", "corrected", timedelta(minutes=3)),
            Duration("corrected", "accepted", timedelta(minutes=5)),
        ]


def test_the_typical_time_is_the_middle_one_of_the_journeys_that_have_both_steps() -> None:
    with municipality(AIZU):
        journey(scanned=0, accepted=4)
        journey(scanned=0, accepted=8)
        journey(scanned=0, accepted=90)
        journey(scanned=0)
        journey(accepted=1)
        assert measuring.typical("scanned", "accepted") == Typical(timedelta(minutes=8), 3)
        late = NINE + timedelta(minutes=60)
        assert measuring.typical("scanned", "accepted", since=late) == Typical(timedelta(minutes=90), 1)
        assert measuring.typical("scanned", "never") is None
    with municipality(KITAKATA):
        assert measuring.typical("scanned", "accepted") is None
