"""`madoguchi ledger`: files in, a result, problems and an exit code out."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from madoguchi.surfaces.cli.main import main


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("var")


@pytest.fixture(autouse=True)
def _own_var(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADOGUCHI_VAR", str(kept))


@pytest.fixture
def folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    arguments = ["--seed", "5", "--assets", "300", "--notices", "50", "--out", str(tmp_path), "--json"]
    assert main(["ledger", "generate", *arguments]) == 0
    assert json.loads(capsys.readouterr().out)["notices"] == 50
    return tmp_path


def _match(folder: Path, *more: str) -> int:
    files = [
        word
        for name in ("notices", "assets", "owners")
        for word in (f"--{name}", str(folder / f"{name}.csv"))
    ]
    return main(["ledger", "match", *files, "--out", str(folder / "result.csv"), *more])


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_each_notice_has_a_line_in_the_result(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _match(folder, "--json", "--problems", str(folder / "problems.csv")) in (0, 1)
    told = json.loads(capsys.readouterr().out)
    rows = _rows(folder / "result.csv")
    assert list(rows[0]) == ["notice_id", "status", "asset_id", "owner_id", "score", "reason"]
    assert told["matched"] + told["review"] + told["unmatched"] == len(rows) == 50
    assert len(_rows(folder / "problems.csv")) == told["problems"]
    assert all(0 <= float(row["score"]) <= 1 and row["reason"] for row in rows)


def test_no_cell_of_the_list_of_problems_is_run_by_a_spreadsheet(folder: Path) -> None:
    with (folder / "notices.csv").open("ab") as file:
        file.write("=1+1,令和6年4月1日,土地,所有権移転\n".encode())
    assert _match(folder, "--problems", str(folder / "problems.csv")) == 1
    assert "'=1+1" in {row["notice_id"] for row in _rows(folder / "problems.csv")}


def test_a_bad_line_is_named_and_the_code_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notices = folder / "notices.csv"
    with notices.open("ab") as file:
        file.write("X1,令和6年4月1日,土地,所有権移転\n".encode())
    assert _match(folder) == 1
    captured = capsys.readouterr()
    assert "notices.csv 52行目「event」" in captured.err
    (row,) = [row for row in _rows(folder / "result.csv") if row["notice_id"] == "X1"]
    assert (row["status"], row["asset_id"], row["owner_id"]) == ("review", "", "")


def test_what_cannot_be_used_at_all_is_said_in_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "owners.csv").write_text("owner_id\n1\n", encoding="utf-8")
    assert _match(folder) == 2
    assert "family_name" in capsys.readouterr().err
    (folder / "map.yaml").write_text("[", encoding="utf-8")
    assert _match(folder, "--columns", str(folder / "map.yaml")) == 2
    assert "YAML" in capsys.readouterr().err
    (folder / "owners.csv").unlink()
    assert _match(folder) == 2
    assert "開けません" in capsys.readouterr().err


def test_a_place_where_nothing_can_be_written_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _match(folder, "--out", str(folder / "no" / "result.csv")) == 2
    assert "書けません" in capsys.readouterr().err
    assert main(["ledger", "generate", "--municipality", "999999", "--out", str(folder)]) == 2
    assert "999999" in capsys.readouterr().err
