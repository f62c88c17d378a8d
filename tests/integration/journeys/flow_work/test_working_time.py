"""Finished steps leave behind what they took, which takes the place of what was published."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from tests.integration.journeys.flow_work.test_flows_of_cases import context, open_steps, opened

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import run
from madoguchi.core.measuring.api import work_sums
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.cases.api import Case
from madoguchi.engines.effects.api import effect_of, report_for, time_on_steps
from madoguchi.engines.flows.api import ClaimTask, FinishTask, TaskReference, TaskResult

AIZU = "072028"
NINE = datetime(2026, 3, 19, 9, 0, tzinfo=clock.TOKYO)

pytestmark = pytest.mark.django_db


def check_address(case: Case, minutes: float, *, claimed: bool = True, waited: int = 90) -> None:
    """The first step of a move, taken up `waited` minutes after it came and finished `minutes` later."""
    task = open_steps(case)["check_address"]
    taken_up = NINE + timedelta(minutes=waited)
    if claimed:
        run(ClaimTask(), replace(context(), now=taken_up), TaskReference(task.uuid))
    done = taken_up + timedelta(minutes=minutes)
    with clock.fixed(done):
        run(FinishTask(), replace(context(), now=done), TaskResult(task.uuid))


def test_work_lasts_from_taking_a_step_up_and_not_from_its_coming() -> None:
    check_address(opened("move_in_notification"), 4)
    with tenancy.municipality(AIZU):
        found = work_sums("move_in", since=NINE)["check_address"]
    assert (found.cases, found.counted, found.seconds) == (1, 1, 240)


def test_a_step_that_nobody_took_up_was_worked_on_and_nobody_knows_how_long() -> None:
    check_address(opened("move_in_notification"), 4, claimed=False)
    with tenancy.municipality(AIZU):
        found = work_sums("move_in", since=NINE)["check_address"]
    assert (found.cases, found.counted) == (1, 0)


def test_ten_moves_make_a_measured_time_on_the_published_step_and_on_the_picture() -> None:
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    for _ in range(10):
        check_address(opened("move_in_notification", visit=uuid4()), 3)
    with clock.fixed(NINE):
        report = report_for(packs, effect_of(packs, AIZU, "move_in"), AIZU)
        picture = time_on_steps(packs, AIZU, "move_in")
    cell = next(line for line in report.lines if line.step.key == "content_check").cells[AIZU]
    assert cell.measured is not None
    assert (cell.measured.counted, cell.measured.median_seconds) == (10, 180.0)
    assert (picture["check_address"].counted, picture["check_address"].median_seconds) == (10, 180.0)
