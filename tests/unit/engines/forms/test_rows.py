"""Rows that repeat: typed cell by cell, read as one value, and said again."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.vocabulary import AnswersError, Column, Item, ItemType, value_from_json, value_to_json
from madoguchi.engines.forms.domain.characters import InputRefusedError
from madoguchi.engines.forms.domain.reading import as_input, as_text, read_value
from madoguchi.engines.forms.domain.rows import assemble_rows

TODAY = date(2026, 6, 1)
BOUGHT = Item(
    key="person.purchases",
    type=ItemType.ROWS,
    label="買ったもの",
    maximum=2,
    columns={
        "kind": Column("品名"),
        "price": Column("値段", ItemType.INTEGER, "円"),
        "day": Column("買った日", ItemType.DATE),
    },
)


def typed(*rows: tuple[str, str, str]) -> dict[str, str]:
    return {
        f"p-{number}-{column}": cell
        for number, row in enumerate(rows)
        for column, cell in zip(BOUGHT.columns, row, strict=True)
    }


def read(*rows: tuple[str, str, str]) -> object:
    return read_value(BOUGHT, assemble_rows("p", BOUGHT, typed(*rows)), today=TODAY)


def test_rows_are_read_cell_by_cell_as_every_field_is() -> None:
    value = read(("腰掛便座", "３２,０００円", "令和8年5月10日"), ("", "", ""))
    assert value == ("腰掛便座｜32000｜2026-05-10",)
    assert as_text(BOUGHT, ("腰掛便座｜32000｜2026-05-10",)) == (
        "「腰掛便座、32000円、2026年（令和8年）5月10日（日）」"
    )


def test_an_empty_row_between_two_others_is_left_out() -> None:
    wide = {"p-1-kind": "いす", "p-1-price": "1", "p-1-day": "2026-05-01", "p-0-kind": " "}
    assert read_value(BOUGHT, assemble_rows("p", BOUGHT, wide), today=TODAY) == ("いす｜1｜2026-05-01",)
    assert read(("", "", "")) is None


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("腰掛便座", "", "2026-05-10"), "1行目の値段を入力してください。"),
        (("腰掛便座", "高い", "2026-05-10"), "1行目の値段は、数字で入力してください。"),
        (("腰掛便座", "1", "2026-02-30"), "1行目の買った日"),
        (("腰掛😀便座", "1", "2026-05-10"), "1行目の品名"),
    ],
    ids=["a cell is empty", "no number", "no such day", "emoji"],
)
def test_what_is_wrong_is_told_with_row_and_column(row: tuple[str, str, str], told: str) -> None:
    with pytest.raises(InputRefusedError) as caught:
        read(row)
    assert caught.value.message.startswith(told)


def test_more_rows_than_the_form_has_are_refused() -> None:
    with pytest.raises(InputRefusedError, match="2行まで"):
        read_value(BOUGHT, "；".join(["a｜1｜2026-05-01"] * 3), today=TODAY)


@given(st.lists(st.text(max_size=30), min_size=3, max_size=6))
def test_whatever_is_typed_gives_a_value_that_reads_as_itself_or_a_message(cells: list[str]) -> None:
    posted = {
        f"p-{number // 3}-{list(BOUGHT.columns)[number % 3]}": cell for number, cell in enumerate(cells)
    }
    try:
        value = read_value(BOUGHT, assemble_rows("p", BOUGHT, posted), today=TODAY)
    except InputRefusedError:
        return
    if isinstance(value, tuple):
        assert read_value(BOUGHT, as_input(value), today=TODAY) == value
        assert value_from_json(BOUGHT, value_to_json(value)) == value


@pytest.mark.parametrize(
    "given",
    ["a｜1｜2026-05-01", ["a｜1"], ["a｜1｜2026-05-01"] * 3, [["a", "1"]], ["a｜1｜\n"]],
    ids=["no list", "too few cells", "too many rows", "nested", "line end"],
)
def test_other_rows_in_an_answers_file_are_refused(given: object) -> None:
    with pytest.raises(AnswersError):
        value_from_json(BOUGHT, given)
