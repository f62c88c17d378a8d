from __future__ import annotations

import json
from pathlib import Path

import pytest

from madoguchi.surfaces.cli.main import main
from madoguchi_testing.broken_packs import lay_out

CORPUS = Path(__file__).parents[4] / "packs" / "_broken"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = lay_out(CORPUS, None, tmp_path)
    (root / "_schema").symlink_to(CORPUS.parent / "_schema")
    return root


def test_a_right_pack_is_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "check", str(folder)]) == 0
    assert "誤りはありません。市町村1、できごと1、手続き3" in capsys.readouterr().out


def test_a_wrong_pack_is_told_line_by_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    roles = folder / "common" / "roles.yaml"
    roles.write_text(roles.read_text(encoding="utf-8").replace("label: 介護保険", "lable: 介護保険"), "utf-8")
    assert main(["packs", "check", str(folder)]) == 1
    told = capsys.readouterr().out
    assert "packs/common/roles.yaml 3行目: 「lable」という欄はありません。「label」ではありませんか。" in told
    assert "誤りが2件あります。" in told


def test_programs_get_the_same_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "common" / "roles.yaml").write_text("a: 1\n", encoding="utf-8")
    assert main(["packs", "check", str(folder), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert {problem["file"] for problem in told["problems"]} == {"packs/common/roles.yaml"}
    assert all(problem["remedy"] for problem in told["problems"])


def test_the_scenarios_of_a_pack_are_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "test", str(folder)]) == 0
    assert "1の場面のうち、1が合っています。" in capsys.readouterr().out
    scenarios = folder / "hill" / "scenarios" / "mother.yaml"
    scenarios.write_text(
        scenarios.read_text(encoding="utf-8").replace("deadline: 2026-03-25", "deadline: 2026-03-26")
    )
    assert main(["packs", "test", str(folder), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["scenarios"][0]["differences"] == [
        "move_in_notification の期限は 2026-03-26 のはずですが、2026-03-25 です。"
    ]


def test_no_scenario_with_that_word_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "test", str(folder), "--only", "ありえない"]) == 1
    assert "当てはまる場面がありません" in capsys.readouterr().out
