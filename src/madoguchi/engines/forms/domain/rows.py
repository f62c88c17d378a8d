"""Rows that repeat: how they are posted, read, and said again.

Each cell is an input of its own, `<field id>-<row>-<column>`; together they are one text, rows parted by
`ROW_MARK` and cells by `CELL_MARK`, which is also what a program or a clerk may write into one input.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from madoguchi.core.languages import say, say_amount, say_date_for_counter, say_list
from madoguchi.core.vocabulary import CELL_MARK, ROW_MARK, Item, ItemType, Value
from madoguchi.engines.forms.domain.characters import InputRefusedError

USUAL_MOST = 5
"""Rows of an item that does not say how many it takes."""

LONGEST_CELL = 100
ReadCell = Callable[[Item, str], Value | None]


def most_rows(item: Item) -> int:
    """The most rows of the item."""
    return item.maximum or USUAL_MOST


def cell_name(identifier: str, row: int, column: str) -> str:
    """The name of the input of one cell; rows are counted from 0."""
    return f"{identifier}-{row}-{column}"


def cell_names(identifier: str, item: Item) -> Iterator[tuple[int, str, str]]:
    """Row, column and name of every input that the item may have, row by row."""
    for row in range(most_rows(item)):
        for column in item.columns:
            yield row, column, cell_name(identifier, row, column)


def assemble_rows(identifier: str, item: Item, typed: Mapping[str, str]) -> str:
    """One text from the inputs of the cells; rows in which nothing was typed are left out."""
    rows: dict[int, list[str]] = {}
    for row, _, name in cell_names(identifier, item):
        cell = typed.get(name, "").replace(CELL_MARK, "|").replace(ROW_MARK, ";").strip()
        rows.setdefault(row, []).append(cell)
    return ROW_MARK.join(CELL_MARK.join(cells) for cells in rows.values() if any(cells))


def cells_of(item: Item, text: str) -> list[list[str]]:
    """The cells of each row of such a text; as many cells as the item has columns."""
    rows = [row.split(CELL_MARK) for row in text.split(ROW_MARK) if row.strip(f"{CELL_MARK} ")]
    count = len(item.columns)
    return [(row + [""] * count)[:count] for row in rows]


def read_rows(item: Item, text: str, read_cell: ReadCell) -> tuple[str, ...] | None:
    """The rows that a text says, None when it says nothing.

    Raises `InputRefusedError`, naming row and column. `read_cell` reads the text of one cell as an item.
    """
    rows = cells_of(item, text)
    if len(rows) > most_rows(item):
        raise InputRefusedError(
            say("{label}は、{count}行までです。", label=item.label, count=most_rows(item))
        )
    read = tuple(
        CELL_MARK.join(_cells(item, number, cells, read_cell)) for number, cells in enumerate(rows, start=1)
    )
    return read or None


def _cells(item: Item, number: int, cells: list[str], read_cell: ReadCell) -> Iterator[str]:
    for column, cell in zip(item.columns.values(), cells, strict=True):
        label = say("{number}行目の{label}", number=number, label=column.label)
        alone = Item(
            key=item.key,
            type=column.type,
            label=label,
            unit=column.unit,
            options={"max_length": LONGEST_CELL, "can_not_know": False},
        )
        value = read_cell(alone, cell)
        if value is None:
            raise InputRefusedError(say("{label}を入力してください。", label=label))
        yield value.isoformat() if isinstance(value, date) else str(value)


def rows_as_text(item: Item, rows: tuple[str, ...]) -> str:
    """Rows as people read them, each in its own brackets: 「歩行器、12,000円」."""
    return say_list(say("「{row}」", row=say_list(_said(item, row))) for row in rows)


def _said(item: Item, row: str) -> Iterator[str]:
    for column, cell in zip(item.columns.values(), row.split(CELL_MARK), strict=False):
        if column.type is ItemType.DATE:
            yield say_date_for_counter(date.fromisoformat(cell))
        elif column.type is ItemType.INTEGER:
            yield say_amount(int(cell), column.unit)
        else:
            yield cell
