"""The one clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from madoguchi.core import clock


def test_a_fixed_date_holds_while_the_time_of_day_goes_on() -> None:
    with clock.fixed(date(2026, 3, 19)):
        assert clock.today() == date(2026, 3, 19)
        assert clock.now() <= clock.now()
        assert clock.now().tzinfo is clock.TOKYO


def test_a_fixed_moment_stands_still_and_is_told_in_japanese_time() -> None:
    with clock.fixed(datetime(2026, 3, 18, 15, 30, tzinfo=UTC)):
        assert clock.now() == clock.now()
        assert clock.today() == date(2026, 3, 19)


def test_days_are_those_of_japan() -> None:
    moment = datetime(2026, 3, 31, 15, 0, tzinfo=UTC)
    assert clock.day_of(moment) == date(2026, 4, 1)
    assert clock.day_of(moment - timedelta(seconds=1)) == date(2026, 3, 31)
    assert clock.midnight(date(2026, 4, 1)) == moment


def test_fixed_blocks_nest() -> None:
    with clock.fixed(date(2026, 1, 1)):
        with clock.fixed(date(2024, 2, 29)):
            assert clock.today() == date(2024, 2, 29)
        assert clock.today() == date(2026, 1, 1)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.fixed(datetime(2026, 1, 1)):  # noqa: DTZ001
        pass


def test_the_environment_sets_the_date_of_a_whole_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADOGUCHI_TODAY", "2026-03-19")
    assert clock.today() == date(2026, 3, 19)


@pytest.mark.parametrize("written", ["2026/3/19", "令和8年3月19日", "明日", "2026-02-30"])
def test_a_date_in_the_environment_that_is_none_is_refused(
    monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("MADOGUCHI_TODAY", written)
    with pytest.raises(clock.ClockError, match="MADOGUCHI_TODAY は 2026-03-19 の形"):
        clock.today()


def test_a_process_can_be_ahead_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    opening = datetime(2099, 11, 24, 10, 0, tzinfo=clock.TOKYO)
    monkeypatch.setenv("MADOGUCHI_CLOCK_AHEAD", str(clock.ahead_until(opening)))
    assert abs(clock.now() - opening) < timedelta(minutes=1)
    assert clock.today() == opening.date()


@pytest.mark.parametrize("written", ["10時", "1e3", "99999999999999999999"])
def test_a_clock_that_is_ahead_by_no_seconds_is_refused(
    monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("MADOGUCHI_CLOCK_AHEAD", written)
    with pytest.raises(clock.ClockError, match="MADOGUCHI_CLOCK_AHEAD は秒数"):
        clock.now()
