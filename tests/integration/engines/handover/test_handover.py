"""The hand-over, with a real PostgreSQL, real jobs and a worker that dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.unit.engines.handover.samples import ANSWERS

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, NotAllowedError, run
from madoguchi.core.audit.models import AuditEntry
from madoguchi.core.jobs import run_jobs_until_idle, stalled
from madoguchi.engines.handover.api import (
    CsvFiles,
    Folders,
    HandoverKeyReusedError,
    HandoverNotFoundError,
    HandoverRecord,
    NewHandover,
    Parcel,
    RetryHandover,
    RetryInput,
    Status,
    attempt,
    collect_answers,
    counts,
    record_handovers,
    records,
)
from madoguchi.engines.handover.domain.parcels import wait_before
from madoguchi_testing.broken_packs import lay_out
from madoguchi_testing.core_system import CoreSystem, Ledger

PACKS = Path(__file__).parents[4] / "packs"
AIZU, KITAKATA = "072028", "072087"
NOW = datetime(2026, 3, 19, 10, 0, tzinfo=clock.TOKYO)
MANAGER = Context(AIZU, Actor("staff", "staff:9", AIZU, "", frozenset({"handover.retry"})), NOW)
CLERK = Context(AIZU, Actor("staff", "staff:1", AIZU, "", frozenset()), NOW)
PAYLOAD: dict[str, Any] = {"answers": ANSWERS, "filed_on": "2026-03-19", "procedure": "move_in_notification"}

committed = pytest.mark.usefixtures("committed_db")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.MADOGUCHI_HANDOVER_DIRECTORY = tmp_path / "exchange"
    return tmp_path / "exchange"


@pytest.fixture
def core_system(folder: Path, tmp_path: Path) -> CoreSystem:
    return CoreSystem(folder, Ledger(tmp_path / "ledger.sqlite3"))


def accept(key: UUID | None = None, payload: dict[str, Any] | None = None) -> HandoverRecord:
    """What accepting a visit does, as far as the hand-over goes."""
    with tenancy.municipality(AIZU):
        (record,) = record_handovers(
            CLERK, [NewHandover("resident_register", "move_in", payload or PAYLOAD, key or uuid4())]
        )
        return record


def stored(record: HandoverRecord) -> HandoverRecord:
    with tenancy.municipality(AIZU):
        return HandoverRecord.objects.get(uuid=record.uuid)


def no_later(*_: object) -> None:
    """Instead of deferring the next attempt."""


@committed
def test_what_was_accepted_is_delivered_stored_once_and_acknowledged(core_system: CoreSystem) -> None:
    record = accept()
    run_jobs_until_idle()
    assert stored(record).state is Status.DELIVERED
    core_system.receive()
    assert collect_answers(AIZU) == 1
    settled = stored(record)
    assert (settled.state, settled.attempts) == (Status.ACKNOWLEDGED, 1)
    assert settled.acknowledged_at is not None
    assert [parcel.key for parcel in core_system.ledger.all()] == [record.uuid]
    assert counts(AIZU)[Status.ACKNOWLEDGED] == 1


@committed
def test_personal_data_leaves_the_folder_when_the_core_system_has_it(
    core_system: CoreSystem, folder: Path
) -> None:
    accept()
    run_jobs_until_idle()
    assert len(list(Folders(folder, AIZU).outgoing.iterdir())) == 1
    core_system.receive()
    collect_answers(AIZU)
    assert list(Folders(folder, AIZU).outgoing.iterdir()) == []


@committed
def test_an_accept_that_is_undone_hands_nothing_over(folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), tenancy.municipality(AIZU):
        record_handovers(CLERK, [NewHandover("resident_register", "move_in", PAYLOAD)])
        raise ZeroDivisionError
    run_jobs_until_idle()
    assert records(AIZU) == ()
    assert not folder.exists()
    assert ProcrastinateJob.objects.count() == 0


@committed
def test_the_same_key_with_the_same_content_is_one_record_and_one_job() -> None:
    key = uuid4()
    assert accept(key).pk == accept(key).pk
    assert ProcrastinateJob.objects.count() == 1


@committed
def test_what_is_recorded_together_is_delivered_by_one_job_and_what_was_there_is_left_alone(
    core_system: CoreSystem,
) -> None:
    earlier = accept(uuid4())
    wanted = [
        NewHandover("resident_register", "move_in", PAYLOAD, key) for key in (uuid4(), earlier.uuid, uuid4())
    ]
    with tenancy.municipality(AIZU):
        recorded = record_handovers(CLERK, wanted)
    assert [record.uuid for record in recorded] == [new.key for new in wanted]
    assert recorded[1].pk == earlier.pk
    first, second = ProcrastinateJob.objects.order_by("id")
    assert first.args["records"] == [str(earlier.uuid)]
    assert second.args["records"] == [str(wanted[0].key), str(wanted[2].key)]
    run_jobs_until_idle()
    core_system.receive()
    assert collect_answers(AIZU) == 3
    assert {parcel.key for parcel in core_system.ledger.all()} == {new.key for new in wanted}


@committed
def test_of_two_who_record_the_same_at_once_one_defers_the_job() -> None:
    wanted = [NewHandover("resident_register", "move_in", PAYLOAD) for _ in range(2)]
    together = threading.Barrier(2, timeout=120)

    def record() -> set[int]:
        try:
            with tenancy.municipality(AIZU):
                together.wait()
                return {one.pk for one in record_handovers(CLERK, wanted)}
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = [future.result() for future in [pool.submit(record) for _ in range(2)]]
    assert first == second
    assert len(first) == 2
    assert ProcrastinateJob.objects.count() == 1


@committed
def test_a_record_that_breaks_off_keeps_no_other_one_waiting_and_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted = [NewHandover("resident_register", "move_in", PAYLOAD) for _ in range(3)]
    with tenancy.municipality(AIZU):
        record_handovers(CLERK, wanted)
    deliver = CsvFiles.deliver

    def breaks_off(self: CsvFiles, parcel: Parcel) -> None:
        if parcel.key == wanted[0].key:
            raise ZeroDivisionError
        deliver(self, parcel)

    monkeypatch.setattr(CsvFiles, "deliver", breaks_off)
    run_jobs_until_idle()
    states = {record.uuid: record.state for record in records(AIZU)}
    assert [states[new.key] for new in wanted] == [Status.WAITING, Status.DELIVERED, Status.DELIVERED]
    waiting = ProcrastinateJob.objects.filter(task_name="handover.deliver", status="todo")
    assert {job.args["record"] for job in waiting} == {str(new.key) for new in wanted}


@committed
def test_the_same_key_with_other_content_is_a_mistake() -> None:
    key = uuid4()
    accept(key)
    with pytest.raises(HandoverKeyReusedError):
        accept(key, PAYLOAD | {"filed_on": "2026-03-20"})


@committed
def test_without_an_answer_the_next_attempt_waits_longer_each_time() -> None:
    record = accept()
    waits: list[float] = []
    for _ in range(4):
        attempt(AIZU, record.uuid, again=lambda _code, _uuid, wait: waits.append(wait.total_seconds()))
    assert waits == [5, 10, 20, 40]
    assert stored(record).attempts == 4
    assert wait_before(1000).total_seconds() == 1800


@committed
def test_the_next_attempt_is_a_job_put_off() -> None:
    accept()
    run_jobs_until_idle()
    later = ProcrastinateJob.objects.get(task_name="handover.deliver", status="todo")
    assert later.scheduled_at is not None


@committed
def test_an_answer_found_at_the_next_attempt_settles_the_record(core_system: CoreSystem) -> None:
    record = accept()
    attempt(AIZU, record.uuid, again=no_later)
    core_system.receive()
    assert attempt(AIZU, record.uuid, again=no_later) is Status.ACKNOWLEDGED
    assert attempt(AIZU, record.uuid, again=no_later) is Status.ACKNOWLEDGED
    assert stored(record).attempts == 2


@committed
def test_a_folder_that_cannot_be_written_is_tried_again_and_says_why(folder: Path) -> None:
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("a file where the folder should be")
    record = accept()
    assert attempt(AIZU, record.uuid, again=no_later) is Status.WAITING
    assert "引き渡しフォルダーに書き込めません" in stored(record).message
    folder.unlink()
    assert attempt(AIZU, record.uuid, again=no_later) is Status.DELIVERED
    assert stored(record).message == ""


@committed
def test_a_refusal_waits_for_people_and_can_be_repeated(folder: Path, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite3")
    record = accept()
    run_jobs_until_idle()
    CoreSystem(folder, ledger, refuse=lambda _: "宛名が見つかりません。").receive()
    collect_answers(AIZU)
    assert stored(record).state is Status.FAILED
    assert stored(record).message == "宛名が見つかりません。"
    assert attempt(AIZU, record.uuid, again=no_later) is Status.FAILED

    with pytest.raises(NotAllowedError):
        run(RetryHandover(), CLERK, RetryInput(record.uuid))
    run(RetryHandover(), MANAGER, RetryInput(record.uuid))
    run_jobs_until_idle()
    assert stored(record).state is Status.DELIVERED
    CoreSystem(folder, ledger).receive()
    collect_answers(AIZU)
    assert stored(record).state is Status.ACKNOWLEDGED
    assert len(ledger.all()) == 1
    assert run(RetryHandover(), MANAGER, RetryInput(record.uuid)).state is Status.ACKNOWLEDGED


@committed
def test_a_record_that_is_not_there_is_said_to_be_missing() -> None:
    assert attempt(AIZU, uuid4(), again=no_later) is None
    with pytest.raises(HandoverNotFoundError):
        run(RetryHandover(), MANAGER, RetryInput(uuid4()))


@committed
def test_the_neighbour_sees_no_record() -> None:
    record = accept()
    assert records(KITAKATA) == ()
    assert attempt(KITAKATA, record.uuid, again=no_later) is None
    assert stored(record).attempts == 0


@committed
def test_the_queue_and_the_log_hold_no_personal_data(core_system: CoreSystem) -> None:
    accept()
    run_jobs_until_idle()
    core_system.receive()
    collect_answers(AIZU)
    jobs = str([job.args for job in ProcrastinateJob.objects.all()])
    with tenancy.municipality(AIZU):
        log = str([(entry.action, entry.subject, entry.details) for entry in AuditEntry.objects.all()])
    assert "handover.acknowledged" in log
    assert "会津" not in jobs + log
    assert "0000-1234" not in jobs + log
    assert "00001234" not in jobs + log


@committed
@pytest.mark.parametrize("dies", ["before", "after"])
def test_a_worker_that_dies_in_the_middle_of_delivering_loses_and_doubles_nothing(
    dies: str, core_system: CoreSystem, folder: Path, tmp_path: Path
) -> None:
    record = accept()
    worker = _start_worker_that_hangs(dies, folder, tmp_path)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert stored(record).state is Status.WAITING
    core_system.receive()  # the core system may have taken the file already

    _wake_what_the_dead_worker_left()
    run_jobs_until_idle()
    core_system.receive()
    collect_answers(AIZU)
    assert stored(record).state is Status.ACKNOWLEDGED
    assert [parcel.key for parcel in core_system.ledger.all()] == [record.uuid]


_WORKER = """
import os, pathlib, sys, time
import django
from django.conf import settings
name, folder, dies, flag = sys.argv[1:5]
for alias in ("default", "owner"):
    settings.DATABASES[alias]["NAME"] = name
settings.MADOGUCHI_HANDOVER_DIRECTORY = pathlib.Path(folder)
django.setup()
from madoguchi.core.jobs import run_jobs_until_idle
from madoguchi.engines.handover.contrib.csv_files import CsvFiles
deliver = CsvFiles.deliver
def hang(self, parcel):
    if dies == "after":
        deliver(self, parcel)
    pathlib.Path(flag).touch()
    time.sleep(3_600)
CsvFiles.deliver = hang
run_jobs_until_idle()
"""


def _start_worker_that_hangs(dies: str, folder: Path, tmp_path: Path) -> subprocess.Popen[bytes]:
    from django.conf import settings

    flag = tmp_path / "hangs"
    # It only delivers what is recorded already, so that a small pack is enough.
    packs = lay_out(PACKS / "_broken", None, tmp_path)
    (packs / "_schema").symlink_to(PACKS / "_schema")
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORKER, settings.DATABASES["default"]["NAME"], str(folder), dies, str(flag)],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "madoguchi.settings.test", "MADOGUCHI_PACKS": str(packs)},
    )
    until = time.monotonic() + 300
    while not flag.exists():
        assert worker.poll() is None, "the worker ended before it delivered"
        assert time.monotonic() < until, "the worker did not begin"
        time.sleep(0.05)
    return worker


def _wake_what_the_dead_worker_left() -> None:
    """Run the periodic job as if a minute had passed since the worker's last heartbeat."""
    from django.db import connections

    with connections["default"].cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '2 minutes'")
    stalled.wake_stalled.defer(timestamp=0)
    run_jobs_until_idle()
