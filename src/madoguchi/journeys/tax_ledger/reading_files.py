"""Reading the files that come, with what is wrong in them by line and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from madoguchi.engines.tax_ledger import api as book
from madoguchi.engines.tax_ledger.domain.assets import ASSET_COLUMNS, OWNER_COLUMNS, Asset, Owner
from madoguchi.engines.tax_ledger.domain.notices import NOTICE_COLUMNS, Notice

Row = TypeVar("Row")


class FileUnreadableError(ValueError):
    """ファイルが読めません。"""


@dataclass(frozen=True, slots=True)
class ReadFile(Generic[Row]):
    """The lines that could be read with their numbers, how many lines there are, and what is wrong."""

    rows: Sequence[tuple[int, Row]]
    lines: int
    problems: tuple[book.Problem, ...]


def read_notices(name: str, content: bytes) -> ReadFile[Notice]:
    """A notice file. Raises FileUnreadableError."""
    rows, lines, problems = _read(content, NOTICE_COLUMNS)
    return ReadFile([(line, Notice(**row, line=line)) for line, row in rows], lines, problems)


def read_assets(name: str, content: bytes, municipality_code: str) -> ReadFile[Asset]:
    """A file of assets; lines of another municipality are refused. Raises FileUnreadableError."""
    rows, lines, problems = _read(content, ASSET_COLUMNS)
    return ReadFile([(line, Asset(**row)) for line, row in rows], lines, problems)


def read_owners(name: str, content: bytes) -> ReadFile[Owner]:
    """A file of 宛名. Raises FileUnreadableError."""
    rows, lines, problems = _read(content, OWNER_COLUMNS)
    return ReadFile([(line, Owner(**row)) for line, row in rows], lines, problems)


def _read(
    content: bytes, columns: Sequence[str]
) -> tuple[list[tuple[int, dict[str, str]]], int, tuple[book.Problem, ...]]:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise FileUnreadableError("文字コードが UTF-8 でも Shift_JIS でもありません。")
    reader = csv.reader(io.StringIO(text, newline=""))
    head = next(reader, [])
    missing = [column for column in columns if column not in head]
    if missing:
        raise FileUnreadableError(f"1行目に、列「{'、'.join(missing)}」がありません。")
    rows, problems, lines = [], [], 0
    for cells in reader:
        lines += 1
        if len(cells) != len(head):
            problems.append(book.Problem(reader.line_num, "", "列の数が違います。"))
            continue
        row = dict(zip(head, cells, strict=True))
        rows.append((reader.line_num, {column: row[column] for column in columns}))
    return rows, lines, tuple(problems)
