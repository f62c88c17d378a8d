"""Answers as rows of the register."""

from __future__ import annotations

from tests.unit.engines.handover.samples import ANSWERS, KEY, parcel

from madoguchi.engines.handover.domain.register_rows import COLUMNS, register_rows


def test_each_person_is_a_row_with_every_column() -> None:
    rows = register_rows(parcel())
    assert [row["氏名"] for row in rows] == ["会津 十三蔵", "会津 トメ"]
    assert all(tuple(row) == COLUMNS for row in rows)
    assert {row["引渡番号"] for row in rows} == {str(KEY)}
    assert {row["世帯主氏名"] for row in rows} == {"会津 十三蔵"}


def test_the_relation_has_the_code_of_the_register() -> None:
    head, mother = register_rows(parcel())
    assert (head["続柄コード1"], head["続柄表記"], head["性別"]) == ("02", "世帯主", "1")
    assert (mother["続柄コード1"], mother["続柄表記"], mother["性別"]) == ("52", "母", "2")


def test_whoever_is_no_foreigner_was_not_asked_and_is_japanese() -> None:
    def kinds(answers: dict[str, object]) -> set[str]:
        return {row["住民種別"] for row in register_rows(parcel(ANSWERS | answers))}

    assert kinds({"household.situations": ["water"]}) == {"1"}
    assert kinds({"household.situations": ["foreign"]}) == {""}
    assert kinds({}) == {""}


def test_a_birth_date_known_in_part_carries_the_flag() -> None:
    head, mother = register_rows(parcel())
    assert (head["生年月日"], head["生年月日_不詳フラグ"]) == ("1966-04-03", "0")
    assert (mother["生年月日"], mother["生年月日_不詳フラグ"]) == ("1950-02-00", "1")


def test_only_the_persons_concerned_are_handed_over() -> None:
    assert [row["氏名"] for row in register_rows(parcel(persons=[1]))] == ["会津 トメ"]
    assert [row["氏名"] for row in register_rows(parcel(persons=[1, 7, -1]))] == ["会津 トメ"]


def test_people_who_leave_have_a_destination_and_no_address_here() -> None:
    answers = ANSWERS | {
        "move.kind": "move_out",
        "move.destination_address": "宮城県仙台市青葉区本町三丁目8番1号",
    }
    row = register_rows(parcel(answers, kind="move_out"))[0]
    assert row["転出先住所（確定）_町字"] == "宮城県仙台市青葉区本町三丁目8番1号"
    assert row["住所_市区町村コード"] == ""
    assert row["転出予定年月日"] == "2026-03-11"


def test_a_household_without_members_still_gives_a_row() -> None:
    assert len(register_rows(parcel({"move.kind": "move_in"}))) == 1


def test_there_is_no_column_for_the_individual_number() -> None:
    assert not [column for column in COLUMNS if "個人番号" in column or "マイナンバー" in column]


def test_after_a_death_the_household_changed_on_that_day() -> None:
    (row, *_) = register_rows(parcel({"deceased.date": "2026-11-14", "members": [{}]}))
    assert (row["異動年月日"], row["異動年月日_不詳フラグ"]) == ("2026-11-14", "0")
