"""The files to and from the first stage: documented columns, strictly read, no coefficient of our own."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from uuid import UUID

import pytest

from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.assessments.domain.stage_files import (
    StageFileError,
    SurveyRow,
    read_results,
    result_columns,
    survey_columns,
    survey_file,
)

CARE = load_packs_or_refuse(Path(__file__).parents[4] / "packs").assessments["care_certification"]
SURVEY = UUID(int=7)
GOOD = [str(SURVEY), "要介護2", "55.3", "60.1", "72.0", "88.5", "100", "45.2"]


def result_file(*rows: list[str], columns: list[str] | None = None) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([columns or result_columns(CARE), *rows])
    return out.getvalue().encode()


def with_cell(number: int, value: str) -> list[str]:
    return [value if place == number else cell for place, cell in enumerate(GOOD)]


def test_the_outgoing_file_has_74_columns_of_items_and_two_ranks() -> None:
    columns = survey_columns(CARE)
    assert columns[:3] == ["調査番号", "調査日", "調査票の版"]
    assert len(columns) == 3 + 74 + 2
    assert "1-1 左上肢" in columns
    assert "6 透析" in columns
    assert columns[-1] == "7-2 認知症高齢者の日常生活自立度"


def test_choices_go_out_as_the_numbers_of_the_form() -> None:
    fields = {
        "day": "2026-03-20",
        "answer:survey.walking": "unable",
        "answer:survey.paralysis": ["left_arm", "right_leg"],
        "note:survey.walking": "杖で歩く",
    }
    content = survey_file(CARE, [SurveyRow(SURVEY, fields)])
    assert content.startswith(b"\xef\xbb\xbf")
    columns, cells = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    row = dict(zip(columns, cells, strict=True))
    assert row["調査番号"] == str(SURVEY)
    assert row["1-7 歩行"] == "3"
    assert (row["1-1 左上肢"], row["1-1 右上肢"], row["1-1 右下肢"]) == ("1", "0", "1")
    assert row["1-3 寝返り"] == ""
    assert "杖" not in content.decode("utf-8-sig"), "notes are for people, not for the first stage"


def test_a_result_is_read_with_its_scores() -> None:
    (row,), problems = read_results(CARE, result_file(GOOD))
    assert problems == []
    assert (row.line, row.uuid, row.result, str(row.minutes)) == (2, SURVEY, "care_2", "55.3")
    assert row.scores == {
        "body": "60.1",
        "living": "72.0",
        "cognition": "88.5",
        "behaviour": "100",
        "society": "45.2",
    }
    assert row.warning == ""


def test_minutes_outside_of_the_result_are_taken_with_a_word_about_it() -> None:
    (row,), problems = read_results(CARE, result_file(with_cell(2, "49.9")))
    assert problems == []
    assert "要介護2" in row.warning


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (with_cell(0, "7"), "調査番号"),
        (with_cell(1, "要介護6"), "要介護5"),
        (with_cell(2, "５５.3"), "小数1けた"),
        (with_cell(2, "55.33"), "小数1けた"),
        (with_cell(2, "-1"), "小数1けた"),
        (with_cell(2, "1e2"), "小数1けた"),
        (with_cell(2, "NaN"), "小数1けた"),
        (with_cell(3, "100.1"), "100"),
        (with_cell(3, ""), "第1群得点"),
        (GOOD[:-1], "7個"),
        ([*GOOD, "=1+1"], "9個"),
    ],
    ids=[
        "no number of a survey",
        "result of no law",
        "full-width digits",
        "two places",
        "negative",
        "exponent",
        "not a number",
        "score above 100",
        "score missing",
        "column missing",
        "column too many",
    ],
)
def test_a_line_that_is_wrong_is_told_and_the_others_are_taken(cells: list[str], says: str) -> None:
    other = [str(UUID(int=8)), *GOOD[1:]]
    rows, problems = read_results(CARE, result_file(cells, other))
    assert [row.uuid for row in rows] == [UUID(int=8)]
    assert [problem.line for problem in problems] == [2]
    assert says in problems[0].message


def test_a_survey_that_stands_twice_is_taken_once_and_told() -> None:
    rows, problems = read_results(CARE, result_file(GOOD, with_cell(1, "要介護3")))
    assert [row.line for row in rows] == [2]
    assert [(problem.line, "2行目" in problem.message) for problem in problems] == [(3, True)]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "列"),
        ("区分".encode("cp932"), "UTF-8"),
        (b"PK\x03\x04\0\0", "CSV"),
        (result_file(GOOD, columns=["調査番号", "区分"]), "列"),
        (result_file(), "行がありません"),
        (b'"', "CSV"),
        (b"x" * 2_000_001, "大きすぎ"),
    ],
    ids=["empty", "Shift_JIS", "not text", "other columns", "no line", "open quote", "too large"],
)
def test_what_is_no_result_file_is_refused_as_a_whole(content: bytes, says: str) -> None:
    with pytest.raises(StageFileError, match=says):
        read_results(CARE, content)
