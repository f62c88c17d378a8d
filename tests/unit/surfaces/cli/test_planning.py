"""`madoguchi plan`: what it prints, and how wrong input is answered."""

from __future__ import annotations

import io
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from madoguchi.core.packs import load_packs
from madoguchi.surfaces.cli import planning
from madoguchi.surfaces.cli.main import main

ANSWERS = {
    "move.date": "2026-03-11",
    "move.from_kind": "other_prefecture",
    "members": [
        {"relation": "head", "is_applicant": True, "birth_date": "1966-04-03", "has_my_number_card": True},
        {"relation": "parent", "sex": "female", "birth_date": "1950-02-12", "care_level": "care_2"},
    ],
}


_read_once = lru_cache(load_packs)


@pytest.fixture(autouse=True)
def packs_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading all packs takes a second, and what is tested here comes after that."""
    monkeypatch.setattr(planning, "load_packs", _read_once)


def run(
    tmp_path: Path, content: Any, *more: str, municipality: str = "072028", event: str = "moving_in"
) -> int:
    file = tmp_path / "answers.json"
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    arguments = ["plan", "--municipality", municipality, "--event", event, "--answers", str(file)]
    return main([*arguments, "--today", "2026-03-19", *more])


def test_the_json_says_procedures_things_to_bring_and_the_next_question(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, ANSWERS, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    care = next(
        one for one in told["procedures"] if (one["key"], one["person"]) == ("care_certification_transfer", 1)
    )
    assert care["person_label"] == "お母さま（76歳）"
    assert care["deadline"] == "2026-03-25"
    assert care["deadline_wareki"] == "令和8年3月25日"
    assert care["counter"]
    assert "要介護2" in care["why"]
    assert {"my_number_card"} <= {one["key"] for one in told["bring"]}
    assert told["next_question"]["item"] == "move.one_stop"


def test_when_nothing_is_left_to_ask_the_next_question_is_null(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers: dict[str, Any] = dict(ANSWERS)
    for _ in range(40):
        assert run(tmp_path, answers, "--json") == 0
        told = json.loads(capsys.readouterr().out)
        question = told["next_question"]
        if question is None:
            assert told["finished"] is True
            return
        key = question["item"]
        if question["persons"]:
            for person in question["persons"]:
                answers["members"][person][key] = None
        else:
            answers[key] = None
    raise AssertionError("the questions do not end")


def test_without_json_people_can_read_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, ANSWERS) == 0
    text = capsys.readouterr().out
    assert "転入届" in text
    assert "2026年（令和8年）3月25日（水）" in text
    assert "■ 持ち物" in text
    assert "次の質問: " in text


def test_answers_come_from_standard_input_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Input:
        buffer = io.BytesIO(b"{}")

    monkeypatch.setattr("sys.stdin", Input())
    assert main(["plan", "--municipality", "072028", "--event", "moving_in", "--answers", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["next_question"]["item"] == "move.date"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b'{"move.date": ', "JSON として読めません"),
        (b"[]", "「項目: 値」の組"),
        (b"null", "「項目: 値」の組"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 100_000, "深すぎます"),
        (b'{"household.dogs": NaN}', "使えない数"),
        (b'{"household.dogs": ' + b"9" * 5000 + b"}", "使えない数"),
        (b'{"move.date": null, "move.date": null}', "二度"),
        (b" " * 1_000_001, "大きすぎます"),
        (b'{"move.dat": "2026-03-11"}', "「move.date」ではありませんか"),
        (b'{"move.date": "\xe6\x98\x8e\xe6\x97\xa5"}', "「2026-03-11」のように"),
    ],
)
def test_wrong_answers_end_with_two_and_say_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, expected: str
) -> None:
    assert run(tmp_path, content) == 2
    captured = capsys.readouterr()
    assert expected in captured.err
    assert captured.out == ""
    assert "Traceback" not in captured.err


def test_a_wrong_answer_is_an_object_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, {"move.dat": 1}, "--json") == 2
    assert json.loads(capsys.readouterr().out)["ok"] is False


def test_an_unknown_municipality_lists_those_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, {}, municipality="72028") == 2
    assert "072028（会津若松市）" in capsys.readouterr().err


def test_an_unknown_event_is_answered_with_the_nearest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, {}, event="movin_in") == 2
    assert "「moving_in」ではありませんか" in capsys.readouterr().err


def test_a_missing_file_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["plan", "--municipality", "072028", "--event", "moving_in", "--answers", "/nowhere.json"]
    assert main(arguments) == 2
    assert "ファイルがありません" in capsys.readouterr().err


def test_a_day_that_does_not_exist_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, {}, "--today", "2026-02-30") == 2
    assert "暦にある日付" in capsys.readouterr().err


def test_what_is_not_needed_is_told_when_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = ANSWERS | {"household.situations": ["none"]}
    assert run(tmp_path, answers, "--why-not") == 0
    text = capsys.readouterr().out
    assert "■ 必要がなかった手続き" in text
    assert "なぜ: 犬を飼っていないため、必要ありません。" in text
    assert run(tmp_path, answers, "--why-not", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    dogs = next(one for one in told["not_needed"] if one["key"] == "dog_registration_change")
    assert dogs["persons"] == []
    assert dogs["why"].startswith("犬を飼っていない")
    assert run(tmp_path, answers, "--json") == 0
    assert json.loads(capsys.readouterr().out)["not_needed"] is None


@pytest.mark.parametrize(
    ("more", "words"),
    [
        pytest.param({"move.kind": "move_out"}, "できごと", id="against the event"),
        pytest.param({"household.change_kind": "head"}, "たずねない項目", id="never asked"),
        pytest.param(
            {"members": [{"relation": "head"}, {"relation": "head"}]}, "世帯主が2人", id="two heads"
        ),
        pytest.param({"members": [{"birth_date": "2026-03-20"}]}, "きょうより後", id="born tomorrow"),
        pytest.param({"move.date": "2026-02-30"}, "暦にない日付", id="no such day"),
        pytest.param({"move.dat": "2026-02-28"}, "move.date", id="unknown key"),
    ],
)
def test_answers_that_cannot_be_give_an_error_and_no_plan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: dict[str, Any], words: str
) -> None:
    assert run(tmp_path, ANSWERS | more, "--json") == 2
    printed = capsys.readouterr()
    told = json.loads(printed.out)
    assert told.keys() == {"ok", "error"}
    assert words in told["error"]
    assert words in printed.err
