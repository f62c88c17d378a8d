"""Cells that a spreadsheet must not take for a formula, and how to read them back as they were.

Opened in a spreadsheet, a cell that begins with = + - @ (or their full-width forms, a tab, a line break) may
be run. Such a cell gets an apostrophe in front, and so does one that begins with an apostrophe; the names of
the columns so treated stand in the last column of the row. Taking one apostrophe off these columns gives
every value back exactly: nothing is altered silently.
"""

from __future__ import annotations

from collections.abc import Mapping

_DANGEROUS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")
_MARK = "'"
SEPARATOR = "|"


def safe_cell(value: str) -> str:
    """The value as a cell that no spreadsheet runs; for tables that people read and no program reads back."""
    return _MARK + value if value.startswith(_DANGEROUS) else value


def protect(row: Mapping[str, str], protected_column: str) -> dict[str, str]:
    """The row as it is written, with the column that names the protected ones."""
    marked = [column for column, value in row.items() if value.startswith(_DANGEROUS)]
    written = {column: safe_cell(value) for column, value in row.items()}
    return written | {protected_column: SEPARATOR.join(marked)}


def unprotect(written: Mapping[str, str], protected_column: str) -> dict[str, str]:
    """The row as it was. Raises ValueError for a column that is named but does not begin with the mark."""
    marked = set(filter(None, written.get(protected_column, "").split(SEPARATOR)))
    row: dict[str, str] = {}
    for column, value in written.items():
        if column == protected_column:
            continue
        if column in marked:
            if not value.startswith(_MARK):
                raise ValueError(column)
            value = value.removeprefix(_MARK)
        row[column] = value
    if marked - set(row):
        raise ValueError(protected_column)
    return row
