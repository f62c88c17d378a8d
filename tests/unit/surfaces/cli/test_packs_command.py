from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from madoguchi.core.packs import read_pack_files, source_report
from madoguchi.surfaces.cli.main import main
from madoguchi.surfaces.cli.pack_tools import open_sources
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
    assert "場面1が、すべて合っています。" in capsys.readouterr().out
    scenarios = folder / "hill" / "scenarios" / "mother.yaml"
    scenarios.write_text(
        scenarios.read_text(encoding="utf-8").replace("deadline: 2026-03-25", "deadline: 2026-03-26")
    )
    assert main(["packs", "test", str(folder), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["scenarios"][0]["differences"] == [
        "「転入届」（move_in_notification）の期限は 2026-03-26 のはずですが、2026-03-25 です。"
    ]


def test_no_scenario_with_that_word_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "test", str(folder), "--only", "ありえない"]) == 1
    assert "当てはまる場面がありません" in capsys.readouterr().out


def test_what_failed_is_named_with_its_place(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenarios = folder / "hill" / "scenarios" / "mother.yaml"
    text = scenarios.read_text(encoding="utf-8").replace("deadline: 2026-03-25", "deadline: 2026-03-26")
    scenarios.write_text(text, encoding="utf-8")
    assert main(["packs", "test", str(folder)]) == 1
    told = capsys.readouterr().out
    assert "    packs/hill/scenarios/mother.yaml 1行目" in told
    assert "場面1のうち、1が合いません。" in told


def test_a_new_procedure_is_begun_and_its_open_places_are_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["packs", "new", "procedure", "snow_help", "--packs", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == [
        "packs/common/procedures/snow_help/procedure.yaml",
        "packs/common/procedures/snow_help/scenarios.yaml",
    ]
    assert main(["packs", "check", str(folder)]) == 1
    assert "がまだ書かれていません" in capsys.readouterr().out
    assert main(["packs", "new", "procedure", "snow_help", "--packs", str(folder)]) == 1
    assert "もうあります" in capsys.readouterr().out


def test_two_versions_are_compared_in_words(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new" / "packs"
    shutil.copytree(folder, new, symlinks=True)
    notice = new / "common" / "procedures" / "move_in_notification" / "procedure.yaml"
    notice.write_text(notice.read_text(encoding="utf-8").replace("14 days", "20 days"), encoding="utf-8")
    assert main(["packs", "diff", str(folder), str(new)]) == 0
    told = capsys.readouterr().out
    assert (
        "■ 「転入届」（move_in_notification）が変わります: 1市町村すべて\n  期限の長さ: 14日以内 → 20日以内"
        in told
    )
    assert "計画の変わる場面: 1のうち1" in told
    assert "「転入届」の期限が 2026-03-25 から 2026-03-31 に変わります。" in told
    assert main(["packs", "diff", str(folder), str(new), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["procedures"][0]["fields"] == [
        {"field": "deadline.within", "old": "14 days", "new": "20 days"}
    ]
    assert len(found["scenarios"]) == 1


@pytest.mark.parametrize("name", ["nothing-of-this-name", "--output=/tmp/x"], ids=["unknown", "an option"])
def test_a_version_that_does_not_exist_is_refused(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["packs", "diff", "--packs", str(folder), "--", name, str(folder)]) == 1
    assert "という" in capsys.readouterr().out


def test_a_version_with_a_mistake_is_told_instead_of_compared(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = tmp_path / "new" / "packs"
    shutil.copytree(folder, new, symlinks=True)
    (new / "common" / "roles.yaml").write_text("a: 1\n", encoding="utf-8")
    assert main(["packs", "diff", str(folder), str(new)]) == 1
    assert "packs/common/roles.yaml 1行目" in capsys.readouterr().out


def test_open_sources_are_listed_and_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "unverified", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "■ 見本市: 1件" in told
    sources = source_report(read_pack_files(folder)).sources
    assert sources > 3
    assert f"出典{sources}件のうち、確かめていないものが3件あります（手続き3件）。" in told
    assert main(["packs", "unverified", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"] == {"common": 2, "990019": 1}


def test_unverified_is_worked_off_in_pages_and_by_what_is_to_be_read(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_sources, "PAGE", 2)
    assert main(["packs", "unverified", str(folder), "--page", "2"]) == 0
    told = capsys.readouterr().out
    assert "■ 見本市: 1件" in told
    assert "共通のパック" not in told
    assert "2ページのうち2ページ目です。" in told
    assert "verified を true に" in told
    assert main(["packs", "unverified", str(folder), "--only", "garbage", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["owner"] for one in found["unverified"]] == ["garbage_calendar"]
    assert (found["page"], found["pages"]) == (None, 1)
    with pytest.raises(SystemExit):
        main(["packs", "unverified", str(folder), "--page", "0"])


def test_a_flow_is_begun_from_a_drawing_and_refused_with_the_line(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawing = tmp_path / "letter.bpmn"
    drawing.write_text("<definitions/>", encoding="utf-8")
    new = ["packs", "new", "flow", "letters", "--packs", str(folder)]
    assert main(new) == 1
    assert "--from" in capsys.readouterr().out
    assert main([*new, "--from", str(tmp_path / "nothing.bpmn")]) == 1
    assert "読めません" in capsys.readouterr().out
    assert main([*new, "--from", str(drawing)]) == 1
    assert "1行目: BPMN 2.0 のファイルではありません" in capsys.readouterr().out
    shutil.copy(CORPUS.parent / "common/flows/application/flow.bpmn", drawing)
    assert main([*new, "--from", str(drawing), "--label", "手紙"]) == 0
    assert "common/flows/letters/flow.yaml" in capsys.readouterr().out
