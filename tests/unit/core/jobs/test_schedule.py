"""Periodic work goes by the clock of Japan."""

from __future__ import annotations

from datetime import datetime

import croniter
import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.clock import TOKYO
from madoguchi.core.jobs import in_japan

SECONDS = st.integers(1_767_225_600, 2_082_758_400)
"""Of ten years."""


@given(st.integers(0, 23), st.integers(0, 59), SECONDS)
def test_what_is_due_at_an_hour_is_due_at_that_hour_of_japan(hour: int, minute: int, now: int) -> None:
    line = croniter.croniter(in_japan(f"{minute} {hour} * * *"))
    due = datetime.fromtimestamp(line.get_next(ret_type=float, start_time=now), TOKYO)
    assert (due.hour, due.minute) == (hour, minute)


@pytest.mark.parametrize("cron", ["0 17 1 * *", "0 24 * * *", "0 * * * *", "0 */2 * * *", "0 17"])
def test_what_would_be_another_day_or_no_hour_is_refused(cron: str) -> None:
    with pytest.raises(ValueError):
        in_japan(cron)
