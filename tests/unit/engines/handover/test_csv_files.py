"""The CSV adapter: whole files, one per key, safe in a spreadsheet, nothing altered."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.engines.handover.samples import ANSWERS, KEY, parcel

from madoguchi.engines.handover.contrib.csv_files import CsvFiles, CsvFilesOptions
from madoguchi.engines.handover.contrib.csv_files.files import Folders
from madoguchi.engines.handover.contrib.csv_files.plugin import csv_of
from madoguchi.engines.handover.domain.parcels import (
    Answer,
    DeliveryError,
    DeliveryImpossibleError,
    HandoverTarget,
    targets,
)
from madoguchi.engines.handover.domain.register_rows import PROTECTED_COLUMN
from madoguchi.lib.cells import protect, unprotect

FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


@pytest.fixture
def adapter(tmp_path: Path) -> CsvFiles:
    return CsvFiles(CsvFilesOptions(directory=tmp_path))


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def with_name(name: str) -> dict[str, Any]:
    return ANSWERS | {"members": [{"name": name, "relation": "head"}]}


def test_the_file_is_utf_8_with_bom_and_windows_line_ends() -> None:
    content = csv_of(parcel())
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 3
    assert [row["氏名"] for row in read(content)] == ["会津 十三蔵", "会津 トメ"]


@pytest.mark.parametrize(
    "name", ["=1+1", "+81-90", "-2", "@SUM(A1)", "＝cmd|' /C calc'!A0", "\t=1", "'=1", '=HYPERLINK("x")']
)
def test_a_cell_that_a_spreadsheet_would_run_is_marked_and_comes_back_as_it_was(name: str) -> None:
    written = read(csv_of(parcel(with_name(name))))[0]
    assert not written["氏名"].startswith(FORMULA_STARTS)
    assert "氏名" in written[PROTECTED_COLUMN].split("|")
    assert unprotect(written, PROTECTED_COLUMN)["氏名"] == name


@given(st.dictionaries(st.sampled_from(["氏名", "住所_町字", "電話番号"]), st.text(), min_size=1))
def test_whatever_people_write_comes_back_exactly(row: dict[str, str]) -> None:
    written = protect(row, PROTECTED_COLUMN)
    assert unprotect(written, PROTECTED_COLUMN) == row
    assert not any(value.startswith(FORMULA_STARTS) for value in written.values())


@pytest.mark.parametrize(
    "name", ["𠮷野 髙﨑", "渡邉\U000e0102 花子", "🐶 犬", "a,b\"c'd\ne", "<b>x</b>", "'; DROP TABLE"]
)
def test_rare_characters_quotes_and_line_breaks_survive(name: str) -> None:
    assert unprotect(read(csv_of(parcel(with_name(name))))[0], PROTECTED_COLUMN)["氏名"] == name


def test_delivering_twice_leaves_one_file(adapter: CsvFiles, tmp_path: Path) -> None:
    adapter.deliver(parcel())
    adapter.deliver(parcel())
    files = list(Folders(tmp_path, "072028").outgoing.iterdir())
    assert [file.name for file in files] == [f"resident_register.move_in_{KEY}.csv"]


def test_a_reader_never_sees_half_a_file(
    adapter: CsvFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", no_space)
    with pytest.raises(DeliveryError, match="自動でもう一度"):
        adapter.deliver(parcel())
    assert list(Folders(tmp_path, "072028").outgoing.iterdir()) == []


def test_text_that_no_file_can_hold_is_impossible_and_not_tried_again(adapter: CsvFiles) -> None:
    with pytest.raises(DeliveryImpossibleError):
        adapter.deliver(parcel(with_name("\ud842")))


def test_names_of_files_hold_no_path(adapter: CsvFiles, tmp_path: Path) -> None:
    adapter.deliver(parcel(target="../../etc", kind="pass/wd"))
    assert len(list(Folders(tmp_path, "072028").outgoing.iterdir())) == 1
    with pytest.raises(ValueError, match="six digits"):
        adapter.deliver(parcel(municipality_code="../.."))


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (json.dumps({"key": str(KEY), "status": "stored", "message": "OK"}), Answer(True, "OK")),
        (json.dumps({"key": str(KEY), "status": "refused"}), Answer(False, "理由は示されていません。")),
        ("\ufeff" + json.dumps({"key": str(KEY), "status": "stored"}), Answer(True, "")),
        (json.dumps({"key": "other", "status": "stored"}), None),
        (json.dumps({"key": str(KEY), "status": "perhaps"}), None),
        ('{"key": "6e1f6f3a-', None),
        ("[]", None),
        ("", None),
    ],
)
def test_only_a_whole_answer_about_this_key_counts(
    adapter: CsvFiles, tmp_path: Path, content: str, answer: Answer | None
) -> None:
    file = Folders(tmp_path, "072028").answer_file(KEY)
    file.parent.mkdir(parents=True)
    file.write_text(content, encoding="utf-8")
    assert adapter.answer(parcel()) == answer


def test_an_answer_with_characters_that_no_table_keeps_is_taken_without_them(
    adapter: CsvFiles, tmp_path: Path
) -> None:
    file = Folders(tmp_path, "072028").answer_file(KEY)
    file.parent.mkdir(parents=True)
    said = {"key": str(KEY), "status": "refused", "message": "町字が\0ありません。\ud800\n直してください。"}
    file.write_text(json.dumps(said), encoding="utf-8")
    assert adapter.answer(parcel()) == Answer(False, "町字がありません。\n直してください。")


def test_no_answer_yet(adapter: CsvFiles) -> None:
    assert adapter.answer(parcel()) is None


def test_delivering_again_takes_a_refusal_away_but_never_a_receipt(adapter: CsvFiles, tmp_path: Path) -> None:
    file = Folders(tmp_path, "072028").answer_file(KEY)
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"key": str(KEY), "status": "refused"}), encoding="utf-8")
    adapter.deliver(parcel())
    assert adapter.answer(parcel()) is None
    file.write_text(json.dumps({"key": str(KEY), "status": "stored"}), encoding="utf-8")
    adapter.deliver(parcel())
    assert adapter.answer(parcel()) == Answer(True)


def test_the_self_test_says_what_to_do(tmp_path: Path) -> None:
    assert CsvFiles(CsvFilesOptions(directory=tmp_path)).self_test().works
    assert list(tmp_path.iterdir()) == []
    blocked = tmp_path / "file"
    blocked.write_text("")
    result = CsvFiles(CsvFilesOptions(directory=blocked)).self_test()
    assert not result.works
    assert "書き込みを許してください" in result.message


def test_the_adapter_is_registered_with_its_options(tmp_path: Path) -> None:
    made = targets["csv_files"](targets.options_of("csv_files", {"directory": tmp_path}))
    assert isinstance(made, HandoverTarget)
