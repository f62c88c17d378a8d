"""Reading the files that come, with what is wrong in them by line and column."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from madoguchi.engines.tax_ledger import api as book
from madoguchi.engines.tax_ledger.domain import files
from madoguchi.engines.tax_ledger.domain.assets import Asset, Owner
from madoguchi.engines.tax_ledger.domain.checking import faults
from madoguchi.engines.tax_ledger.domain.columns import ColumnMap
from madoguchi.engines.tax_ledger.domain.notices import Notice
from madoguchi.engines.tax_ledger.domain.problems import Problem

Row = TypeVar("Row")
FileUnreadableError = files.FileError
_DIGITS = 5


@dataclass(frozen=True, slots=True)
class FileInMemory:
    """A file that somebody sent: it is read as one that lies on a disk, and never lies on one."""

    name: str
    content: bytes = field(repr=False)

    def open(self, mode: str = "rb") -> io.BytesIO:
        """Its bytes."""
        return io.BytesIO(self.content)


@dataclass(frozen=True, slots=True)
class ReadFile(Generic[Row]):
    """The lines that could be read, how many lines there are, and what is wrong."""

    rows: Sequence[Row]
    lines: int
    problems: tuple[book.Problem, ...]


def read_notices(name: str, content: bytes, columns: ColumnMap | None = None) -> ReadFile[Notice]:
    """A notice file. What is wrong in a notice is named by its column; it is kept, and waits for a person.

    Raises FileUnreadableError.
    """
    read = files.read_notices(FileInMemory(name, content), columns)
    wrong = [
        book.Problem(notice.line, fault.column, f"{fault.what}{fault.remedy}")
        for notice in read.notices
        for fault in faults(notice)
    ]
    return ReadFile(read.notices, _lines(content), _named((*_problems(read.problems), *wrong), columns))


def read_assets(
    name: str, content: bytes, municipality_code: str, columns: ColumnMap | None = None
) -> ReadFile[Asset]:
    """A file of assets; those of another municipality are refused. Raises FileUnreadableError."""
    rows, problems = files.read_assets(FileInMemory(name, content), columns)
    # Codes come with and without their check digit.
    own = [one for one in rows if one.municipality_code.strip()[:_DIGITS] == municipality_code[:_DIGITS]]
    elsewhere = [
        book.Problem(0, "municipality_code", f"資産番号「{one.asset_id}」は、ほかの市町村の資産です。")
        for one in rows
        if one.municipality_code.strip()[:_DIGITS] != municipality_code[:_DIGITS]
    ]
    return ReadFile(own, _lines(content), _named((*_problems(problems), *elsewhere), columns))


def read_owners(name: str, content: bytes, columns: ColumnMap | None = None) -> ReadFile[Owner]:
    """A file of 宛名. Raises FileUnreadableError."""
    rows, problems = files.read_owners(FileInMemory(name, content), columns)
    return ReadFile(rows, _lines(content), _named(_problems(problems), columns))


def _named(problems: tuple[book.Problem, ...], columns: ColumnMap | None) -> tuple[book.Problem, ...]:
    """Problems with the columns as the file calls them, where it has another layout."""
    if not columns:
        return problems
    called = {field: "・".join(source.columns)[:60] for field, source in columns.items() if source.columns}
    return tuple(replace(one, column=called.get(one.column, one.column)) for one in problems)


def _problems(found: Iterable[Problem]) -> tuple[book.Problem, ...]:
    return tuple(book.Problem(one.line, one.column, f"{one.what}{one.remedy}") for one in found)


def _lines(content: bytes) -> int:
    """Lines without the first one; one without an end counts as well."""
    return max(0, content.count(b"\n") + (not content.endswith(b"\n")) - 1)
