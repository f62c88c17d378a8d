"""Whether it is doubtful that somebody who was called has come."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.reception.domain.coming import is_doubtful
from madoguchi.engines.reception.domain.service_times import ServiceTimes

TIMES = ServiceTimes({"moving": 15, "certificates": 4})
MOVING, CERTIFICATE = TIMES.of("moving"), TIMES.of("certificates", "fast")
MINUTES = st.floats(-600, 600)


def after(minutes: float) -> timedelta:
    return timedelta(minutes=minutes)


def test_what_takes_a_quarter_of_an_hour_is_not_done_after_three_minutes() -> None:
    assert is_doubtful(1, after(3), MOVING)
    assert not is_doubtful(1, after(5), MOVING)


def test_a_certificate_is_handed_over_in_a_minute() -> None:
    assert is_doubtful(1, after(0.8), CERTIFICATE)
    assert not is_doubtful(1, after(1), CERTIFICATE)


def test_who_was_called_again_is_believed_to_have_come_after_a_whole_service() -> None:
    assert is_doubtful(2, after(10), MOVING)
    assert not is_doubtful(3, after(16), MOVING)
    assert is_doubtful(2, after(2), CERTIFICATE)
    assert not is_doubtful(2, after(4), CERTIFICATE)


def test_a_clock_that_was_put_back_makes_it_doubtful() -> None:
    assert is_doubtful(1, after(-30), CERTIFICATE)


@given(calls=st.integers(1, 9), minutes=MINUTES, longer=st.floats(0, 600))
def test_more_time_never_makes_doubt_and_more_calls_never_take_it_away(
    calls: int, minutes: float, longer: float
) -> None:
    now = is_doubtful(calls, after(minutes), MOVING)
    assert now or not is_doubtful(calls, after(minutes + longer), MOVING)
    assert not now or is_doubtful(calls + 1, after(minutes), MOVING)
