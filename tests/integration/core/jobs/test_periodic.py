"""Periodic work as the worker finds it: by the clock of Japan."""

from __future__ import annotations

from datetime import UTC, datetime

import croniter
import pytest
from procrastinate.contrib.django import app

from madoguchi.core.clock import TOKYO


@pytest.mark.parametrize(
    ("task", "hours"),
    [
        ("appointments.remind", {17, 18, 19, 20}),
        ("appointments.copy_whole", {2}),
        ("booking.purge", {3}),
        ("jobs.clear_sessions", {3}),
    ],
)
def test_people_are_reminded_in_the_afternoon_and_the_house_is_swept_at_night(
    task: str, hours: set[int]
) -> None:
    app.perform_import_paths()
    (found,) = (one for (name, _), one in app.periodic_registry.periodic_tasks.items() if name == task)
    moment, due = datetime(2026, 4, 1, tzinfo=UTC).timestamp(), set()
    for _ in range(30):
        moment = croniter.croniter(found.cron).get_next(ret_type=float, start_time=moment)
        due.add(datetime.fromtimestamp(moment, TOKYO).hour)
    assert due == hours
