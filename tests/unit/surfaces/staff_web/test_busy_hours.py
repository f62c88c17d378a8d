"""When a hall is busiest, as the heading over the map of the week says it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from madoguchi.engines.reception.api import Cell, Figures
from madoguchi.surfaces.staff_web.waits.presentation import _csv_row, _week


def a_week(people: dict[tuple[int, int], int], days_of: dict[int, int]) -> Figures:
    cells = {when: SimpleNamespace(people=number) for when, number in people.items()}
    return cast("Figures", SimpleNamespace(week=cells, days_of=days_of))


def test_one_odd_sunday_is_not_the_busiest_hour_of_the_week() -> None:
    found = _week(a_week({(7, 15): 40, (1, 10): 60, (2, 10): 30}, {7: 1, 1: 4, 2: 4}))
    assert found is not None
    assert found.heading == "いちばん混むのは月曜日の10時台です（1日に15.0人）"


def test_where_no_weekday_was_seen_often_the_busiest_of_them_is_told() -> None:
    found = _week(a_week({(1, 9): 5, (2, 11): 9}, {1: 1, 2: 1}))
    assert found is not None
    assert "火曜日の11時台" in found.heading


def test_a_spreadsheet_reads_no_zero_with_a_minus() -> None:
    assert _csv_row("時間", "9時台", Cell(told=2, error=0.0, bias=-0.04, within=1.0))[-3:] == [
        "0.0",
        "0.0",
        "100.0",
    ]
