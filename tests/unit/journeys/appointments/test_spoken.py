"""What is read aloud is what a person says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.clock import TOKYO
from madoguchi.journeys.appointments.domain.spoken import code_aloud, day_aloud, length_aloud, time_aloud
from madoguchi.lib.written_codes import ALPHABET


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 24, hour, minute, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at(0), "午前0時"),
        (at(8, 30), "午前8時30分"),
        (at(12), "正午"),
        (at(12, 5), "午後0時5分"),
        (at(13), "午後1時"),
        (at(17, 15), "午後5時15分"),
    ],
)
def test_the_half_of_the_day_is_always_said(moment: datetime, said: str) -> None:
    assert time_aloud(moment) == said


def test_a_moment_of_another_zone_is_that_of_japan() -> None:
    assert day_aloud(datetime(2026, 3, 23, 16, 0, tzinfo=UTC)) == "3月24日火曜日"


@pytest.mark.parametrize(
    ("minutes", "said"), [(5, "約5分"), (60, "約1時間"), (90, "約1時間30分"), (0, "約0分")]
)
def test_a_length_is_said_in_hours_and_minutes(minutes: int, said: str) -> None:
    assert length_aloud(minutes) == said


@given(st.text(ALPHABET, min_size=6, max_size=6))
def test_every_sign_of_a_code_has_a_name_of_its_own(code: str) -> None:
    said = code_aloud(code).split("・")
    assert len(said) == 6
    assert len(set(said)) == len(set(code))
    assert not any(one in ALPHABET for one in said)
