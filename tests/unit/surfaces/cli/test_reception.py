"""`madoguchi reception simulate`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from madoguchi.surfaces.cli.main import main

SIMULATE = ["reception", "simulate", "--municipality", "072028", "--days", "1"]


def test_it_tells_what_one_more_desk_and_pre_applications_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SIMULATE, "--desks", "general=6"]) == 0
    told = capsys.readouterr().out
    assert "窓口を1つ増やすと、いちばん長い待ちは" in told
    for part in ("いまのまま", "事前申請30%", "両方", "12時", "伝えた待ち時間とのずれ", "100分→38分"):
        assert part in told


def test_the_same_seed_gives_the_same_numbers_and_the_picture_shows_them(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    command = [*SIMULATE, "--desks", "general=6,12:00=4,13:00=6", "--pre-applied", "0.2", "--json"]
    picture = tmp_path / "waits.svg"
    assert main([*command, "--out", str(picture)]) == 0
    first = json.loads(capsys.readouterr().out)
    assert main([*command, "--seed", "7"]) == 0
    assert json.loads(capsys.readouterr().out) == first
    assert main([*command, "--seed", "8"]) == 0
    assert json.loads(capsys.readouterr().out) != first
    assert [one["name"] for one in first["scenarios"]] == [
        "いまのまま",
        "窓口を1つ増やす",
        "事前申請20%",
        "両方",
    ]
    assert first["scenarios"][0]["desks"]["general"][1] == {"from": "12:00", "desks": 4}
    assert first["conclusion"] in picture.read_text(encoding="utf-8")


def test_the_picture_may_be_a_pdf(tmp_path: Path) -> None:
    picture = tmp_path / "waits.pdf"
    assert main([*SIMULATE, "--out", str(picture), "--json"]) == 0
    assert picture.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--desks", "general"], "general=5"),
        (["--desks", "general=-1"], "general=5"),
        (["--desks", "general=0"], "1つもない"),
        (["--desks", "general=5,noon=2"], "12:00=3"),
        (["--desks", "general=5,13:00=2,12:00=3"], "早い順"),
        (["--desks", "nowhere=5"], "insurance"),
        (["--counter", "nowhere"], "general"),
        (["--hall", "nowhere"], "main"),
        (["--pre-applied", "30"], "0から1"),
        (["--moves", "nan"], "--moves"),
        (["--moves", "99999999"], "人は多すぎます"),
        (["--days", "400"], "日数は1から"),
        (["--year", "1"], "--year"),
        (["--out", "waits.png"], ".svg か .pdf"),
        (["--out", "/nowhere/waits.svg"], "書けません"),
    ],
)
def test_what_cannot_be_replayed_says_what_to_write(
    more: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*SIMULATE, *more]) == 2
    assert said in capsys.readouterr().err


def test_a_municipality_without_a_hall_names_those_with_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reception", "simulate", "--municipality", "999999", "--json"]) == 2
    out, err = capsys.readouterr()
    assert "072028" in err
    assert json.loads(out)["ok"] is False
