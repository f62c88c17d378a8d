"""The files between this platform and the first stage (一次判定ソフト): documented columns, strictly read.

No coefficient of the first stage is known here: a survey goes out as numbers of choices, a result comes in.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from madoguchi.core.packs import Assessment, FormItem
from madoguchi.core.packs.model.assessments import NOTHING
from madoguchi.engines.assessments.domain.fields import ANSWER, DAY

LARGEST_FILE = 2_000_000
MOST_ROWS = 2_000
NUMBER, ON, FORM = "調査番号", "調査日", "調査票の版"
RESULT, MINUTES = "区分", "要介護認定等基準時間"


class StageFileError(ValueError):
    """一次判定の結果ファイルを読み込めません。"""


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """A finished survey as it goes out; `fields` by path."""

    uuid: UUID
    fields: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One result as it came in: line of the file, which survey, and what was said."""

    line: int
    uuid: UUID
    result: str
    minutes: Decimal
    scores: Mapping[str, str]
    warning: str = ""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A line that cannot be taken: why, and what to do."""

    line: int
    message: str


def survey_columns(assessment: Assessment) -> list[str]:
    """The columns of the outgoing file: the number of the form and the label; of several choices one each."""
    columns = [NUMBER, ON, FORM]
    for one in assessment.survey.first_stage_items:
        if one.item.multiple:
            columns += [f"{one.number} {one.item.choices[key]}" for key in _places(one)]
        else:
            columns.append(f"{one.number} {one.item.label}")
    return columns


def survey_file(assessment: Assessment, rows: Iterable[SurveyRow]) -> bytes:
    """CSV, UTF-8 with a byte order mark, CRLF. A choice is its number on the form; of several 1 or 0 each."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(survey_columns(assessment))
    for row in rows:
        cells = [str(row.uuid), str(row.fields.get(DAY, "")), assessment.survey.version]
        for one in assessment.survey.first_stage_items:
            cells += list(_cells(one, row.fields.get(ANSWER + one.item.key)))
        writer.writerow(cells)
    return out.getvalue().encode("utf-8-sig")


def result_columns(assessment: Assessment) -> list[str]:
    """The columns of the incoming file."""
    scores = [f"第{one.number}群得点" for one in assessment.survey.sections if one.scored]
    return [NUMBER, RESULT, MINUTES, *scores]


def read_results(assessment: Assessment, content: bytes) -> tuple[list[ResultRow], list[RowProblem]]:
    """The results of a file, and its lines that cannot be taken.

    Raises StageFileError when the file as a whole is not one: too large, not UTF-8, other columns.
    """
    rows = _table(assessment, content)
    results: list[ResultRow] = []
    problems: list[RowProblem] = []
    seen: dict[UUID, int] = {}
    for line, cells in rows:
        try:
            result = _result(assessment, line, cells)
        except ValueError as problem:
            problems.append(RowProblem(line, str(problem)))
            continue
        if result.uuid in seen:
            problems.append(
                RowProblem(line, f"{seen[result.uuid]}行目と同じ調査番号です。どちらかを消してください。")
            )
            continue
        seen[result.uuid] = line
        results.append(result)
    return results, problems


def _table(assessment: Assessment, content: bytes) -> Iterator[tuple[int, list[str]]]:
    if len(content) > LARGEST_FILE:
        megabytes = LARGEST_FILE // 1_000_000
        raise StageFileError(f"ファイルが大きすぎます（{megabytes} MBまで）。分けてください。")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise StageFileError(
            "文字コードが UTF-8 ではありません。UTF-8 の CSV で書き出してください。"
        ) from None
    if "\0" in text:
        raise StageFileError("CSV ではないファイルです。一次判定の結果の CSV を選んでください。")
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        raise StageFileError("CSV として読めません。引用符と区切りを確かめてください。") from None
    wanted = result_columns(assessment)
    if not lines or lines[0] != wanted:
        raise StageFileError(f"1行目の列が違います。次の順に並べてください: {'、'.join(wanted)}")
    if len(lines) - 1 > MOST_ROWS:
        raise StageFileError(f"行が多すぎます（{MOST_ROWS:,}行まで）。分けてください。")
    if len(lines) == 1:
        raise StageFileError("結果の行がありません。書き出しを確かめてください。")
    return iter(enumerate(lines[1:], start=2))


def _result(assessment: Assessment, line: int, cells: Sequence[str]) -> ResultRow:
    columns = result_columns(assessment)
    if len(cells) != len(columns):
        raise ValueError(f"列が{len(cells)}個あります。{len(columns)}個にしてください。")
    number, said, minutes_text, *scores = (cell.strip() for cell in cells)
    try:
        uuid = UUID(number)
    except ValueError:
        raise ValueError("調査番号が、書き出したファイルの番号の形ではありません。") from None
    by_label = {one.label: one for one in assessment.results.values()}
    if said not in by_label:
        raise ValueError(f"区分がありません。使えるのは {'、'.join(by_label)} です。")
    result = by_label[said]
    minutes = _decimal(minutes_text, MINUTES, 999)
    marks = {
        section.key: str(_decimal(score, f"第{section.number}群得点", 100))
        for section, score in zip(
            (one for one in assessment.survey.sections if one.scored), scores, strict=True
        )
    }
    warning = ""
    if not result.holds(minutes):
        warning = (
            f"{minutes}分は「{result.label}」の時間の外です。"
            "一次判定ソフトの画面と見くらべ、正しければこのまま使ってください。"
        )
    return ResultRow(line, uuid, result.key, minutes, marks, warning)


def _decimal(text: str, name: str, most: int) -> Decimal:
    """A number of 0 or more with at most one decimal place, in plain digits."""
    whole, point, rest = text.partition(".")
    plain = whole.isascii() and whole.isdigit() and len(whole) <= 3
    if not plain or (point and not (rest.isascii() and rest.isdigit() and len(rest) == 1)):
        raise ValueError(f"{name}は、0から{most}までの数を小数1けたまでで書いてください。")
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{name}は、数で書いてください。") from None
    if value > most:
        raise ValueError(f"{name}は、0から{most}までの数を小数1けたまでで書いてください。")
    return value


def _places(one: FormItem) -> list[str]:
    return [key for key in one.item.choices if key != NOTHING]


def _cells(one: FormItem, value: Any) -> Iterator[str]:
    if one.item.multiple:
        chosen = value if isinstance(value, list) else []
        yield from ("1" if key in chosen else "0" for key in _places(one))
        return
    numbers = {key: number for number, key in enumerate(one.item.choices, start=1)}
    yield str(numbers[value]) if value in numbers else ""
