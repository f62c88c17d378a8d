"""Working times of one municipality, and what its neighbours see of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import ProgrammingError

from madoguchi.core import clock, tenancy
from madoguchi.core.audit.models import AuditEntry
from madoguchi.core.measuring.api import record_work
from madoguchi.core.packs import Effect, Packs, load_packs
from madoguchi.engines.effects.api import (
    Basis,
    EffectReport,
    SharedWork,
    UnknownEffectError,
    closed_year,
    effect_of,
    operators_report,
    report_for,
    share_now,
    time_on_steps,
)

pytestmark = pytest.mark.django_db

HERE, NEIGHBOUR, THIRD = "072028", "072087", "074471"
TODAY = datetime(2026, 3, 19, 10, 0, tzinfo=clock.TOKYO)
LAST_MONTH = TODAY - timedelta(days=30)
FLOW = "a_flow"


@pytest.fixture(autouse=True)
def on_a_day() -> Any:
    with clock.fixed(TODAY):
        yield


@cache
def loaded() -> Packs:
    """The packs, with an effect that is measured by a flow of this test, whatever the packs say."""
    packs = load_packs(Path(__file__).parents[4] / "packs")
    effect = packs.effects["aizu"]["move_in"]
    steps = {
        **effect.steps,
        "register_entry": replace(
            effect.steps["register_entry"],
            measured_by=("enter", "check_entry"),
            longest=timedelta(minutes=30),
        ),
        "sharing": replace(effect.steps["sharing"], measured_by=()),
    }
    measured = replace(effect, steps=steps, flow=FLOW)
    packs.effects = MappingProxyType({"aizu": {"move_in": measured}})
    return packs


def the_effect() -> Effect:
    return effect_of(loaded(), HERE, "move_in")


def work(code: str, cases: int, minutes: float, *, step: str = "enter", at: datetime = LAST_MONTH) -> None:
    with tenancy.municipality(code):
        for _ in range(cases):
            record_work(FLOW, step, uuid4(), seconds=minutes * 60, ended=at)


def entry_of(report: EffectReport, code: str) -> tuple[Basis, int | None]:
    cell = next(line for line in report.lines if line.step.key == "register_entry").cells[code]
    return cell.basis, None if cell.measured is None else cell.measured.cases


def seen_by(code: str) -> EffectReport:
    return report_for(loaded(), the_effect(), code)


def test_one_sees_ones_own_work_at_once_and_that_of_others_when_they_share_it() -> None:
    work(HERE, 12, 6)
    work(NEIGHBOUR, 15, 3)
    assert entry_of(seen_by(HERE), HERE) == (Basis.TO_YEAR, 12)
    assert entry_of(seen_by(HERE), NEIGHBOUR) == (Basis.PUBLISHED, None)
    share_now(loaded(), NEIGHBOUR)
    # Shared are closed months: here the eleven days from the first work to the end of the month.
    assert entry_of(seen_by(HERE), NEIGHBOUR) == (Basis.PUBLISHED, 15)
    work(NEIGHBOUR, 5, 3, at=TODAY)
    assert entry_of(seen_by(HERE), NEIGHBOUR) == (Basis.PUBLISHED, 15), "this month is not closed"
    assert entry_of(seen_by(NEIGHBOUR), NEIGHBOUR) == (Basis.TO_YEAR, 20)


def test_few_cases_are_never_shared_and_what_fell_below_is_taken_back() -> None:
    work(HERE, 9, 6)
    work(NEIGHBOUR, 10, 6, at=TODAY - timedelta(days=400))
    assert share_now(loaded(), HERE) == 0
    with clock.fixed(TODAY - timedelta(days=300)):
        assert share_now(loaded(), NEIGHBOUR) == 1
    assert entry_of(seen_by(HERE), NEIGHBOUR)[1] == 10
    assert share_now(loaded(), NEIGHBOUR) == 0
    assert entry_of(seen_by(HERE), NEIGHBOUR)[1] is None
    assert not SharedWork.objects.exists()


def test_sharing_again_replaces_and_is_in_the_audit_log_with_numbers_of_cases_alone() -> None:
    work(HERE, 10, 6)
    share_now(loaded(), HERE)
    work(HERE, 1, 6)
    share_now(loaded(), HERE)
    row = SharedWork.objects.get()
    assert (row.cases, row.seconds, row.median_seconds) == (11, 11 * 360, 360)
    assert (row.since, row.until) == (LAST_MONTH.date(), date(2026, 3, 1))
    with tenancy.municipality(HERE):
        entries = AuditEntry.objects.filter(action="effects.share").order_by("sequence")
        assert [entry.details for entry in entries] == [
            {"move_in.register_entry": 10},
            {"move_in.register_entry": 11},
        ]


def test_the_neighbour_reads_what_was_shared_and_can_neither_change_nor_take_nor_plant_it() -> None:
    work(HERE, 10, 6)
    share_now(loaded(), HERE)
    with tenancy.municipality(NEIGHBOUR):
        assert SharedWork.objects.count() == 1
        assert SharedWork.objects.update(seconds=1) == 0
        assert SharedWork.objects.all().delete()[0] == 0
        planted = SharedWork.objects.get()
        planted.pk, planted.step = None, "formal_check"
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            planted.save(force_insert=True)
    with pytest.raises(ProgrammingError, match="row-level security"), tenancy.municipality(HERE):
        SharedWork.objects.update(municipality_code=NEIGHBOUR)


def test_sharing_of_one_municipality_leaves_that_of_the_others() -> None:
    for code in (HERE, NEIGHBOUR):
        work(code, 10, 6)
        share_now(loaded(), code)
    share_now(loaded(), HERE)
    assert set(SharedWork.objects.values_list("municipality_code", flat=True)) == {HERE, NEIGHBOUR}


def test_the_database_itself_refuses_a_sum_of_few_cases() -> None:
    row = SharedWork(
        municipality_code=HERE, effect="move_in", step="sharing", cases=9, counted=9, seconds=9,
        median_seconds=1, since=TODAY.date(), until=TODAY.date(), shared_at=TODAY,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="enough_cases"), tenancy.municipality(HERE):
        row.save()


def test_whoever_runs_the_installation_sees_all_municipalities_up_to_today() -> None:
    work(HERE, 12, 6)
    work(NEIGHBOUR, 15, 3)
    found = operators_report(loaded(), the_effect())
    assert entry_of(found, HERE) == (Basis.TO_YEAR, 12)
    assert entry_of(found, NEIGHBOUR) == (Basis.TO_YEAR, 15)
    assert entry_of(found, THIRD) == (Basis.PUBLISHED, None)


def test_a_step_of_the_flow_that_is_called_like_a_published_one_does_not_join_it() -> None:
    work(HERE, 12, 6, step="sharing")
    line = next(line for line in seen_by(HERE).lines if line.step.key == "sharing")
    assert line.cells[HERE].measured is None


def test_the_picture_of_a_flow_gets_the_middle_time_of_each_of_its_steps() -> None:
    work(HERE, 3, 4)
    work(HERE, 2, 31)  # over the cap of thirty minutes
    work(HERE, 1, 8, step="archive")
    found = time_on_steps(loaded(), HERE, FLOW)
    assert {step: (one.median_seconds, one.counted, one.cases) for step, one in found.items()} == {
        "enter": (240.0, 3, 5),
        "archive": (480.0, 1, 1),
    }
    assert time_on_steps(loaded(), NEIGHBOUR, FLOW) == {}


def test_an_effect_that_nobody_published_is_not_known() -> None:
    with pytest.raises(UnknownEffectError):
        effect_of(loaded(), HERE, "weather")


@pytest.mark.parametrize(
    ("day", "span"),
    [
        (date(2026, 3, 1), (date(2025, 3, 1), date(2026, 3, 1))),
        (date(2026, 3, 31), (date(2025, 3, 1), date(2026, 3, 1))),
        (date(2028, 2, 29), (date(2027, 2, 1), date(2028, 2, 1))),
    ],
    ids=["first of the month", "last of the month", "leap day"],
)
def test_shared_are_the_twelve_months_that_are_closed(day: date, span: tuple[date, date]) -> None:
    assert closed_year(day) == span
