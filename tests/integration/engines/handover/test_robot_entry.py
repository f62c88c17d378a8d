"""The robot's job where there is no robot: a clear message, nothing lost, tried again."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.integration.engines.handover.methods import ANSWERS, CODE, MANAGER, accept, stored

from madoguchi.core.actions import run
from madoguchi.core.jobs import run_jobs_until_idle
from madoguchi.core.packs import HandoverMethod
from madoguchi.engines.handover import robot_entry, tasks
from madoguchi.engines.handover.api import HandoverRecord, RetryHandover, RetryInput, Status

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def record() -> HandoverRecord:
    return accept(HandoverMethod.ROBOT)[0]


def test_a_robot_without_an_address_says_which_setting_and_is_tried_again(
    record: HandoverRecord, settings: Any
) -> None:
    settings.MADOGUCHI_ENTRY_SCREENS_URL = ""
    assert ProcrastinateJob.objects.get().queue_name == tasks.ROBOT_QUEUE
    ProcrastinateJob.objects.all().update(scheduled_at=None)
    run_jobs_until_idle()
    kept = stored(record.uuid)
    assert (kept.state, kept.attempts, kept.pressed_at) == (Status.WAITING, 1, None)
    assert "MADOGUCHI_ENTRY_SCREENS_URL を設定してください" in kept.message
    assert kept.next_attempt_at is not None
    assert ProcrastinateJob.objects.filter(task_name="handover.enter", status="todo").count() == 1


def test_a_robot_without_its_part_says_how_to_install_it(
    record: HandoverRecord, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MADOGUCHI_ENTRY_SCREENS_URL = "http://127.0.0.1:9"
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    robot_entry.attempt(CODE, record.uuid, again=lambda *_: None)
    message = stored(record.uuid).message
    assert "pip install 'madoguchi[robot]'" in message
    assert "書いてください。そのあと" in message
    assert stored(record.uuid).state is Status.WAITING


def test_what_no_machine_can_type_goes_to_people_at_once_and_a_retry_is_a_new_job(settings: Any) -> None:
    (record,) = accept(HandoverMethod.ROBOT, answers=ANSWERS)
    robot_entry.attempt(CODE, record.uuid, again=lambda *_: None)
    assert stored(record.uuid).state is Status.FAILED
    assert "「生年月日」は一部が分からない" in stored(record.uuid).message
    ProcrastinateJob.objects.all().delete()
    run(RetryHandover(), MANAGER, RetryInput(record.uuid))
    assert ProcrastinateJob.objects.get().task_name == "handover.enter"
