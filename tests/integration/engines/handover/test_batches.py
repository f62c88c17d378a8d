"""Bulk files: one file, one acknowledgement, crashes in between, a core system that says strange things."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.integration.engines.handover.methods import CODE, MANAGER, accept, stored

from madoguchi.core import tenancy
from madoguchi.core.actions import run
from madoguchi.core.jobs import run_jobs_until_idle
from madoguchi.core.packs import HandoverMethod
from madoguchi.engines.handover import batches, tasks
from madoguchi.engines.handover.api import Batch, BulkFolders, RetryHandover, RetryInput, Status, counts
from madoguchi.engines.handover.contrib.bulk_files import read_batch_answer
from madoguchi_testing.core_system import CoreSystem, Ledger, acknowledgement

pytestmark = pytest.mark.usefixtures("committed_db")


class CrashError(BaseException):
    """The process dies."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.MADOGUCHI_HANDOVER_DIRECTORY = tmp_path / "exchange"
    return tmp_path / "exchange"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger.sqlite3")


def accept_many(number: int) -> list[UUID]:
    return [one.uuid for one in accept(HandoverMethod.BULK_FILE, number=number)]


def gather() -> list[UUID]:
    return batches.gather(CODE, then=lambda _code, _batch: None)


def attempt(batch: UUID) -> bool:
    return batches.attempt(CODE, batch, again=lambda _code, _batch, _wait: None)


def message_of(batch: UUID) -> str:
    with tenancy.municipality(CODE):
        return Batch.objects.get(uuid=batch).message


def answer_by_hand(folder: Path, batch: UUID, lines: list[tuple[str, str, str, str]]) -> None:
    file = BulkFolders(folder, CODE).batch_answer_file(batch)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(acknowledgement(lines))


def test_many_records_are_one_file_and_one_acknowledgement(folder: Path, ledger: Ledger) -> None:
    keys = accept_many(30)
    (batch,) = gather()
    assert attempt(batch) is False
    assert counts(CODE)[Status.DELIVERED] == 30
    assert len(list((folder / CODE / "bulk").iterdir())) == 1
    CoreSystem(folder, ledger).receive_batches()
    assert attempt(batch) is True
    assert counts(CODE)[Status.ACKNOWLEDGED] == 30
    assert {one.key for one in ledger.all()} == set(keys)
    assert stored(keys[0]).reference.startswith("K")
    assert list((folder / CODE / "bulk").iterdir()) == []
    assert gather() == []


def test_the_jobs_gather_deliver_and_hear(folder: Path, ledger: Ledger) -> None:
    accept_many(2)
    assert ProcrastinateJob.objects.get().task_name == "handover.gather"
    ProcrastinateJob.objects.all().update(scheduled_at=None)
    run_jobs_until_idle()
    CoreSystem(folder, ledger).receive_batches()
    ProcrastinateJob.objects.filter(status="todo").update(scheduled_at=None)
    run_jobs_until_idle()
    assert counts(CODE)[Status.ACKNOWLEDGED] == 2
    assert tasks.QUEUE == "handover"


def crash_before_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: Any, **__: Any) -> None:
        raise CrashError

    monkeypatch.setattr(batches, "write_whole", dies)


def crash_after_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    write = batches.write_whole

    def dies(*arguments: Any, **keywords: Any) -> None:
        write(*arguments, **keywords)
        raise CrashError

    monkeypatch.setattr(batches, "write_whole", dies)


def crash_before_settling(monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: Any) -> str:
        raise CrashError

    monkeypatch.setattr(batches, "_settle", dies)


def crash_while_settling(monkeypatch: pytest.MonkeyPatch) -> None:
    update = batches._update

    def dies(*arguments: Any) -> int:
        update(*arguments)
        raise CrashError

    monkeypatch.setattr(batches, "_update", dies)


def crash_before_clearing(monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: Any) -> None:
        raise CrashError

    monkeypatch.setattr(batches, "_clear", dies)


@pytest.mark.parametrize(
    "crash",
    [
        crash_before_writing,
        crash_after_writing,
        crash_before_settling,
        crash_while_settling,
        crash_before_clearing,
    ],
    ids=lambda crash: crash.__name__,
)
def test_wherever_it_dies_nothing_is_lost_and_nothing_is_twice(
    crash: Callable[[pytest.MonkeyPatch], None], folder: Path, ledger: Ledger
) -> None:
    keys = accept_many(5)
    (batch,) = gather()
    with pytest.MonkeyPatch.context() as patched:
        crash(patched)
        for _ in range(2):
            with contextlib.suppress(CrashError):
                attempt(batch)
            CoreSystem(folder, ledger).receive_batches()
    attempt(batch)
    CoreSystem(folder, ledger).receive_batches()
    assert attempt(batch) is True
    assert sorted(one.key for one in ledger.all()) == sorted(keys)
    assert counts(CODE)[Status.ACKNOWLEDGED] == 5
    assert list((folder / CODE / "bulk").iterdir()) == []


def test_a_core_system_that_dies_between_storing_and_answering_stores_once(
    folder: Path, ledger: Ledger
) -> None:
    keys = accept_many(4)
    (batch,) = gather()
    attempt(batch)

    def dies(_: UUID) -> None:
        raise CrashError

    with pytest.raises(CrashError):
        CoreSystem(folder, ledger, between_storing_and_answering=dies).receive_batches()
    CoreSystem(folder, ledger).receive_batches()
    assert attempt(batch)
    assert sorted(one.key for one in ledger.all()) == sorted(keys)


def test_a_gathering_that_is_undone_leaves_the_records_for_the_next(folder: Path) -> None:
    accept_many(3)

    def dies(_code: str, _batch: UUID) -> None:
        raise CrashError

    with pytest.raises(CrashError):
        batches.gather(CODE, then=dies)
    assert len(gather()) == 1


def test_a_refusal_is_told_and_a_retry_goes_into_the_next_file(folder: Path, ledger: Ledger) -> None:
    refused, *_ = keys = accept_many(3)
    (batch,) = gather()
    attempt(batch)
    core = CoreSystem(folder, ledger, refuse=lambda key: "宛名なし" if key == refused else None)
    core.receive_batches()
    assert attempt(batch)
    assert (stored(refused).state, stored(refused).message) == (Status.FAILED, "宛名なし")
    run(RetryHandover(), MANAGER, RetryInput(refused))
    (second,) = gather()
    attempt(second)
    CoreSystem(folder, ledger).receive_batches()
    assert attempt(second)
    assert stored(refused).state is Status.ACKNOWLEDGED
    assert {one.key for one in ledger.all()} == set(keys)
    assert len(ledger.all()) == 3


def test_an_answer_that_leaves_some_out_or_contradicts_itself_keeps_them_open_and_says_so(
    folder: Path,
) -> None:
    first, second, third = accept_many(3)
    (batch,) = gather()
    attempt(batch)
    lines = [
        (str(first), "stored", "K1", ""),
        (str(second), "stored", "K2", ""),
        (str(second), "refused", "", "重複"),
        (str(uuid4()), "stored", "K9", ""),
        ("not a key", "stored", "", ""),
    ]
    answer_by_hand(folder, batch, lines)
    assert attempt(batch) is False
    assert [stored(one).state for one in (first, second, third)] == [
        Status.ACKNOWLEDGED,
        Status.DELIVERED,
        Status.DELIVERED,
    ]
    assert "2件の結果がありません" in message_of(batch)
    assert "1件は「受け取った」と「受け取らない」の両方" in message_of(batch)
    answer_by_hand(folder, batch, [(str(second), "stored", "K2", ""), (str(third), "stored", "K3", "")])
    assert attempt(batch) is True
    assert counts(CODE)[Status.ACKNOWLEDGED] == 3


def test_an_answer_given_twice_changes_nothing(folder: Path) -> None:
    (key,) = accept_many(1)
    (batch,) = gather()
    attempt(batch)
    answer_by_hand(folder, batch, [(str(key), "stored", "K1", "")])
    assert attempt(batch)
    answer_by_hand(folder, batch, [(str(key), "refused", "", "あとから")])
    assert attempt(batch)
    assert (stored(key).state, stored(key).reference) == (Status.ACKNOWLEDGED, "K1")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        "引渡番号,結果,受付番号,知らせ\r\n".encode(),
        "引渡番号,結果,受付番号,知らせ\r\nx,stored,,\r\n".encode(),
        "引渡番号,結果,受付番号,知らせ\r\nx,stored,,\r\n合計,2,,\r\n".encode(),
        "key,status\r\n合計,0,,\r\n".encode(),
    ],
    ids=["empty", "no text", "only a head", "half written", "wrong total", "other columns"],
)
def test_a_file_that_is_not_whole_is_no_answer_yet(content: bytes) -> None:
    assert read_batch_answer(content) is None


def test_a_record_that_no_file_can_hold_keeps_no_other_one_waiting(
    folder: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong, *fine = accept_many(3)
    write = batches.csv_of

    def cannot(*parcels: Any) -> bytes:
        if any(one.key == wrong for one in parcels):
            raise UnicodeEncodeError("utf-8", "x", 0, 1, "half a character")
        return write(*parcels)

    monkeypatch.setattr(batches, "csv_of", cannot)
    (batch,) = gather()
    attempt(batch)
    CoreSystem(folder, ledger).receive_batches()
    assert attempt(batch)
    assert {one.key for one in ledger.all()} == set(fine)
    assert stored(wrong).state is Status.FAILED
    assert "文字として扱えない文字" in stored(wrong).message


def test_a_folder_that_cannot_be_written_is_tried_again_and_says_why(folder: Path) -> None:
    accept_many(1)
    (batch,) = gather()
    folder.write_text("a file where the folder should be")
    assert attempt(batch) is False
    assert "引き渡しフォルダーに書き込めません" in message_of(batch)
    folder.unlink()
    assert attempt(batch) is False
    assert message_of(batch) == ""
    assert counts(CODE)[Status.DELIVERED] == 1


def test_files_hold_at_most_so_many_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "LARGEST", 2)
    accept_many(5)
    assert len(gather()) == 3
