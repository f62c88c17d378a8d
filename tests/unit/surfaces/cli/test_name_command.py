"""`madoguchi name`: lines in, JSON lines out."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from madoguchi.surfaces.cli.main import main


def test_each_line_becomes_an_object_and_a_bad_one_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "lines.txt"
    file.write_bytes(
        "持分２分の１ 渡邉　髙志 ２分の１ 山田 花子\n".encode()
        + b"\xff\xfe\n"
        + "㈱山田建設 外２名\n".encode()
        + b"\n"
    )
    assert main(["name", str(file)]) == 1
    captured = capsys.readouterr()
    first, second, third, empty = map(json.loads, captured.out.splitlines())
    assert [(one["name"], one["reduced"], one["share"]) for one in first["owners"]] == [
        ("渡邉 髙志", "渡辺 高志", "1/2"),
        ("山田 花子", "山田 花子", "1/2"),
    ]
    assert first["certain"]
    assert second.keys() == {"line", "error"}
    assert (third["owners"][0]["company_form"], third["others"], third["certain"]) == ("株式会社", 2, False)
    assert (empty["line"], empty["owners"], empty["certain"]) == (4, [], False)
    assert "2行目" in captured.err


def test_shift_jis_is_read_and_a_split_by_the_dictionary_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "lines.txt"
    file.write_bytes("亡山田太郎\n".encode("cp932"))
    assert main(["name", str(file)]) == 0
    (owner,) = json.loads(capsys.readouterr().out)["owners"]
    assert (owner["family"], owner["given"], owner["deceased"], owner["certain"]) == (
        "山田",
        "太郎",
        True,
        False,
    )
    assert "辞書" in owner["assumed"][0]


def test_joined_names_stay_whole_where_that_is_wished(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("山田太郎\n".encode())))
    assert main(["name", "--joined"]) == 0
    (owner,) = json.loads(capsys.readouterr().out)["owners"]
    assert owner["family"] == "山田太郎"
    assert "given" not in owner


def test_characters_that_nobody_can_read_or_that_are_doubtful_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "lines.txt"
    file.write_text("斉藤　〓子\n", encoding="utf-8")
    assert main(["name", str(file)]) == 0
    (owner,) = json.loads(capsys.readouterr().out)["owners"]
    assert (owner["unreadable"], owner["joined"], owner["certain"]) == ("〓", "斉", False)


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["name", str(tmp_path / "nowhere.txt")]) == 2
    assert "nowhere.txt" in capsys.readouterr().err
