"""The board reads survey and opinion in the order of their forms, whatever order a database made of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.journeys.certification_board.papers import told_parts

PACKS = load_packs_or_refuse(Path(__file__).parents[4] / "packs")
KIND = PACKS.exchanges["care_board_request"]
FORM = PACKS.assessments["care_certification"].survey
CHOSEN = {one.item.key: next(iter(one.item.choices)) for one in FORM if one.item.choices}
WRITTEN = {f"{one.number} {one.item.label}": "見守りがいる" for one in FORM if one.number in ("1-3", "2-1")}


def told(**parts: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    return told_parts(KIND, parts, PACKS)


@given(st.permutations(sorted(CHOSEN)))
def test_answers_stand_by_section_with_the_numbers_of_the_form(keys: list[str]) -> None:
    shown = told(survey={key: CHOSEN[key] for key in keys} | {"調査日": "2026-04-01"})
    assert shown[0] == ("認定調査", [("調査日", "2026年（令和8年）4月1日（水）")])
    said = [name for _, lines in shown[1:] for name, _ in lines]
    assert said == [f"{one.number} {one.item.label}" for one in FORM if one.item.key in CHOSEN]
    assert "認定調査　1 身体機能・起居動作" in dict(shown)


def test_an_answer_says_the_number_of_its_choice() -> None:
    assert dict(told(survey={"survey.turning_over": "unable"}))["認定調査　1 身体機能・起居動作"] == [
        ("1-3 寝返り", "3 できない")
    ]


def test_notes_follow_the_form_and_stand_after_the_answers() -> None:
    backwards = dict(sorted(WRITTEN.items(), reverse=True))
    shown = told(survey={"特記事項": backwards, **CHOSEN})
    assert shown[-1][0] == "認定調査　特記事項"
    assert [name.split()[0] for name, _ in shown[-1][1]] == ["1-3", "2-1"]


def test_scores_of_the_first_stage_stand_by_group_below_the_minutes() -> None:
    scores = {f"第{number}群 何か": str(number) for number in (5, 3, 1)}
    (shown,) = told(first_stage={"中間評価項目得点": scores, "要介護認定等基準時間（分）": "41.3"})
    assert [text for _, text in shown[1]] == ["41.3", "1", "3", "5"]


@pytest.mark.parametrize(
    "value", [[["x"]], {"a": 1}, 7, None, ["unable", None], "flying"], ids=list("abcdef")
)
def test_what_no_form_holds_is_shown_and_stops_nothing(value: Any) -> None:
    assert dict(told(survey={"survey.turning_over": value}))["認定調査　1 身体機能・起居動作"]
