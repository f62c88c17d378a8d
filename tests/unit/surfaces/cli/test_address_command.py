"""`madoguchi address`: lines in, JSON lines out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from madoguchi.surfaces.cli.main import main

HAMLETS = (
    "municipality_code,prefecture,municipality,town,koaza\n072028,福島県,会津若松市,門田町大字飯寺,村西\n"
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("var")


@pytest.fixture(autouse=True)
def _own_var(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADOGUCHI_VAR", str(kept))


def test_each_line_becomes_an_object_and_a_bad_one_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "lines.txt"
    file.write_bytes(
        "会津若松市東栄町3-46\n".encode() + b"\xff\xfe\n" + "東京都千代田区霞が関一丁目2番3号\n".encode()
    )
    assert main(["address", str(file)]) == 1
    captured = capsys.readouterr()
    first, second, third = map(json.loads, captured.out.splitlines())
    assert (first["line"], first["code"], first["certainty"]) == (1, "072028", "inferred")
    assert second.keys() == {"line", "error"}
    assert (third["section"], third["block"], third["number"], third["certainty"]) == (1, "2", "3", "exact")
    assert "2行目" in captured.err


def test_a_table_of_hamlets_is_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table, file = tmp_path / "table.csv", tmp_path / "lines.txt"
    table.write_text(HAMLETS, encoding="utf-8")
    file.write_bytes("福島県会津若松市門田町飯寺村西582\n".encode("cp932"))
    assert main(["address", str(file), "--table", str(table)]) == 0
    read = json.loads(capsys.readouterr().out)
    assert (read["hamlet"], read["block"], read["certainty"]) == ("村西", "582", "exact")


def test_a_file_or_table_that_cannot_be_used_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["address", str(tmp_path / "nowhere.txt")]) == 2
    assert "nowhere.txt" in capsys.readouterr().err
    assert main(["address", "--table", str(tmp_path / "none.csv")]) == 2
    assert "none.csv" in capsys.readouterr().err
