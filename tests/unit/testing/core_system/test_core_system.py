"""The stand-in for the core system."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from tests.unit.engines.handover.samples import ANSWERS, KEY, parcel

from madoguchi.engines.handover.contrib.csv_files import CsvFiles, CsvFilesOptions
from madoguchi.engines.handover.contrib.csv_files.files import Folders
from madoguchi.engines.handover.contrib.csv_files.plugin import csv_of
from madoguchi.engines.handover.domain.parcels import Answer
from madoguchi_testing.core_system import CoreSystem, Ledger, Result


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger.sqlite3")


@pytest.fixture
def adapter(tmp_path: Path) -> CsvFiles:
    return CsvFiles(CsvFilesOptions(directory=tmp_path))


def test_a_parcel_is_stored_and_acknowledged(tmp_path: Path, ledger: Ledger, adapter: CsvFiles) -> None:
    adapter.deliver(parcel())
    assert [outcome.result for outcome in CoreSystem(tmp_path, ledger).receive()] == [Result.STORED]
    assert adapter.answer(parcel()) == Answer(True)
    assert [row["氏名"] for row in ledger.all()[0].rows] == ["会津 十三蔵", "会津 トメ"]


def test_a_parcel_that_comes_twice_is_stored_once(tmp_path: Path, ledger: Ledger, adapter: CsvFiles) -> None:
    adapter.deliver(parcel())
    CoreSystem(tmp_path, ledger).receive()
    Folders(tmp_path, "072028").answer_file(KEY).unlink()
    adapter.deliver(parcel())
    assert [outcome.result for outcome in CoreSystem(tmp_path, ledger).receive()] == [Result.STORED_BEFORE]
    assert adapter.answer(parcel()) == Answer(True)
    assert len(ledger.all()) == 1


def test_a_crash_between_storing_and_answering_loses_nothing(
    tmp_path: Path, ledger: Ledger, adapter: CsvFiles
) -> None:
    def crash(_: UUID) -> None:
        raise SystemExit(9)

    adapter.deliver(parcel())
    with pytest.raises(SystemExit):
        CoreSystem(tmp_path, ledger, between_storing_and_answering=crash).receive()
    assert adapter.answer(parcel()) is None
    assert len(ledger.all()) == 1
    assert [outcome.result for outcome in CoreSystem(tmp_path, ledger).receive()] == [Result.STORED_BEFORE]
    assert adapter.answer(parcel()) == Answer(True)
    assert len(ledger.all()) == 1


def test_a_key_with_other_content_is_refused(tmp_path: Path, ledger: Ledger, adapter: CsvFiles) -> None:
    adapter.deliver(parcel())
    CoreSystem(tmp_path, ledger).receive()
    Folders(tmp_path, "072028").answer_file(KEY).unlink()
    adapter.deliver(parcel(ANSWERS | {"contact.phone": "090-0000-9999"}))
    assert CoreSystem(tmp_path, ledger).receive()[0].result is Result.REFUSED
    assert len(ledger.all()) == 1


def spoil(tmp_path: Path, old: bytes, new: bytes) -> None:
    file = Folders(tmp_path, "072028").parcel_file("resident_register", "move_in", KEY)
    file.parent.mkdir(parents=True, exist_ok=True)
    content = csv_of(parcel())
    assert old in content
    file.write_bytes(content.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (b"\xef\xbb\xbf", b"", "BOM"),
        ("会津 トメ".encode(), "会津 トメ".encode("cp932"), "UTF-8"),
        ("氏名,".encode(), "個人番号,".encode(), "個人番号"),
        ("性別表記,".encode(), b"", "性別表記"),
        (b"1966-04-03", b"1966-02-30", "2行目.*生年月日"),
        (b"1950-02-00,1", b"1950-02-00,0", "3行目.*生年月日"),
        ("会津 十三蔵,アイヅ".encode(), ",アイヅ".encode(), "2行目.*氏名"),
        (str(KEY).encode(), b"00000000-0000-4000-8000-000000000001", "引渡番号"),
        (b"072028", b"072087", "ほかの市区町村"),
    ],
)
def test_a_spoiled_file_is_refused_with_the_reason_and_the_line(
    tmp_path: Path, ledger: Ledger, adapter: CsvFiles, old: bytes, new: bytes, says: str
) -> None:
    spoil(tmp_path, old, new)
    CoreSystem(tmp_path, ledger).receive()
    answer = adapter.answer(parcel())
    assert answer is not None
    assert not answer.accepted
    assert re.search(says, answer.message)
    assert ledger.all() == ()


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path, ledger: Ledger, adapter: CsvFiles) -> None:
    spoil(tmp_path, b"\xef\xbb\xbf", b"")
    adapter.deliver(parcel(key=uuid4()))
    (Folders(tmp_path, "072028").outgoing / "notes.csv").write_text("not ours")
    results = [outcome.result for outcome in CoreSystem(tmp_path, ledger).receive()]
    assert sorted(results) == [Result.REFUSED, Result.STORED]


def test_a_core_system_may_refuse_for_reasons_of_its_own(
    tmp_path: Path, ledger: Ledger, adapter: CsvFiles
) -> None:
    adapter.deliver(parcel())
    CoreSystem(tmp_path, ledger, refuse=lambda _: "夜間処理中です。").receive()
    assert adapter.answer(parcel()) == Answer(False, "夜間処理中です。")
