"""A demo always has vaccination days, and no pack says a day that nobody decided."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from madoguchi_testing.demo_packs import LATEST, SOONEST, days_moved, packs_for_demo

ROOT = Path(__file__).parents[3]
SATURDAY = 5
CITY = (ROOT / "packs/aizu/bookings/072028.yaml").read_text(encoding="utf-8")


def ahead(text: str, today: date) -> list[date]:
    lines = [line for line in text.splitlines() if line.lstrip().startswith("- {on: ")]
    days = [date.fromisoformat(line.split("on: ")[1][:10]) for line in lines]
    assert len(days) == 3
    assert days == sorted(days)
    return [day for day in days if today + SOONEST <= day <= today + LATEST]


@given(st.dates(date(2026, 1, 1), date(2090, 1, 1)))
def test_some_day_can_be_booked_whenever_it_is_and_it_is_the_same_day_of_the_week(today: date) -> None:
    moved = ahead(days_moved(CITY, today), today)
    assert moved
    assert {day.weekday() for day in moved} == {SATURDAY}


def test_days_that_can_be_booked_stay_as_the_pack_says(tmp_path: Path) -> None:
    packs = ROOT / "packs"
    assert packs_for_demo(packs, tmp_path / "demo", date(2026, 11, 22)) == packs
    assert not (tmp_path / "demo").exists()


def test_a_copy_is_whole_and_only_its_days_differ(tmp_path: Path) -> None:
    today = date(2029, 5, 1)
    packs = ROOT / "packs"
    copy = packs_for_demo(packs, tmp_path / "demo", today)
    assert (copy / "aizu/bookings/072028.yaml").read_text(encoding="utf-8") != CITY
    changed = [
        file.relative_to(packs).as_posix()
        for file in packs.rglob("*.yaml")
        if file.read_bytes() != (copy / file.relative_to(packs)).read_bytes()
    ]
    assert changed
    assert all("/bookings/" in name for name in changed)
