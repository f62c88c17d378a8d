"""`madoguchi matching`: files in, JSON lines out; what cannot be used is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from madoguchi.surfaces.cli.main import main

REGISTER = (
    "key,name,kana,birth_date,address,sex\n"
    "1,渡邉 髙志,ワタナベ タカシ,1960-04-03,福島市五老内町3-1,male\n"
    "2,見本 花子,ミホン ハナコ,1980-02-03,福島市本町8-2,female\n"
)


@pytest.fixture
def register(tmp_path: Path) -> Path:
    file = tmp_path / "register.csv"
    file.write_text(REGISTER, encoding="utf-8")
    return file


def test_records_are_looked_up(register: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    records = tmp_path / "records.csv"
    records.write_text(
        "key,name,address\na,渡辺高志,福島県福島市五老内町３番１号\nb,会津 誠,\n", encoding="cp932"
    )
    assert main(["matching", "find", str(records), "--register", str(register)]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["record"], first["verdict"], first["matches"][0]["key"]) == ("a", "sure", "1")
    assert (second["record"], second["verdict"]) == ("b", "none")


def test_who_is_twice_is_listed(register: Path, capsys: pytest.CaptureFixture[str]) -> None:
    register.write_text(
        REGISTER + "3,渡辺高志,わたなべたかし,1960-04-03,福島市五老内町3-1,male\nbad\n", encoding="utf-8"
    )
    assert main(["matching", "duplicates", str(register)]) == 1
    printed = capsys.readouterr()
    (pair,) = map(json.loads, printed.out.splitlines())
    assert (pair["left"], pair["right"], pair["verdict"]) == ("1", "3", "sure")
    assert "5行目" in printed.err


def test_files_that_cannot_be_used_are_named(
    register: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["matching", "find", "nowhere.csv", "--register", str(register)]) == 2
    weights = tmp_path / "weights.json"
    weights.write_text("{}", encoding="utf-8")
    found = main(["matching", "find", str(register), "--register", str(register), "--weights", str(weights)])
    assert found == 2
    assert main(["matching", "learn", str(register), "--out", str(weights)]) == 2
    assert main(["matching", "learn", str(register), "--register", str(register)]) == 2
    assert main(["matching", "learn", str(register), "--register", str(register), "--for", "../etc"]) == 2
    assert main(["matching", "learn", str(register), "--register", str(register), "--out", str(weights)]) == 2
    said = capsys.readouterr().err
    assert "nowhere.csv" in said
    assert "重みのファイルの版" in said
    assert "--synthetic" in said
    assert "50件以上" in said
    assert "--for" in said
    assert "市町村コード6桁" in said
