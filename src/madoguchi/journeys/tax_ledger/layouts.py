"""Files in another layout: what their columns are, what was chosen for them, and how they read then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from madoguchi.core import tenancy
from madoguchi.core.actions import Context
from madoguchi.engines.tax_ledger import api as book
from madoguchi.engines.tax_ledger.api import ColumnLayout, FileKind, HeldFile, NewFile
from madoguchi.engines.tax_ledger.domain.columns import ColumnMap, Source
from madoguchi.engines.tax_ledger.domain.layouts import LAYOUTS, LayoutField, fits, proposed, unknown_words
from madoguchi.engines.tax_ledger.domain.tables import Peek, peek
from madoguchi.journeys.tax_ledger.reading_files import (
    FileInMemory,
    FileUnreadableError,
    ReadFile,
    read_assets,
    read_notices,
    read_owners,
)

SHOWN_LINES: Final = 5
_LOOKED_AT: Final = 2_000
"""Lines in which the words of a column (土地, 1 …) are looked for."""
_MOST_WORDS: Final = 20
MOST_PROBLEMS: Final = 20
_FEWEST_COLUMNS: Final = 3
"""What has fewer is no table of notices, owners or assets, whatever its columns are called."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file is read: with which map (None: it has our layout), or whether somebody has to choose."""

    columns: ColumnMap | None
    ask: bool


def plan_for(context: Context, new: NewFile) -> Plan:
    """Whether a file can be read as it is, or as was chosen before. Raises FileUnreadableError."""
    columns = peek(FileInMemory(new.name, new.content), 0).columns
    if fits(new.kind.value, columns):
        return Plan(None, ask=False)
    if len(columns) < _FEWEST_COLUMNS:
        raise FileUnreadableError(
            f"{new.name} は、列が{len(columns)}つしかなく、表（CSV）ではないようです。"
            "税システムか法務局の、CSVで書き出したファイルを選んでください。"
        )
    with tenancy.municipality(context.municipality_code):
        known = book.kept_layout(new.kind)
    return Plan(known, ask=known is None or not fits(new.kind.value, columns, known))


@dataclass(frozen=True, slots=True)
class Preview:
    """A held file as it came: its columns and first lines, and the fields that they seem to hold."""

    held: HeldFile
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...] = field(repr=False)
    """Numbers of lines and their cells."""
    chosen: ColumnMap = field(repr=False)
    cells: dict[str, tuple[str, ...]] = field(repr=False)
    """What stands in each column, in the lines that were looked at."""

    @property
    def fields(self) -> tuple[LayoutField, ...]:
        """The fields of our layout."""
        return LAYOUTS[self.held.kind]

    def words(self, one: LayoutField, chosen: ColumnMap) -> tuple[str, ...]:
        """What the chosen column says and the field does not know: 1 for 土地."""
        source = chosen.get(one.name)
        cells = self.cells.get(source.columns[0], ()) if source and source.columns else ()
        return unknown_words(one, source, cells)[:_MOST_WORDS]


def preview_of(context: Context, held: HeldFile) -> Preview:
    """A held file with what is remembered or proposed for it. Raises FileUnreadableError."""
    kind = held.what
    seen: Peek = peek(FileInMemory(held.name, bytes(held.content)), _LOOKED_AT)
    with tenancy.municipality(context.municipality_code):
        known = book.kept_layout(kind)
    usable = {name: one for name, one in (known or {}).items() if set(one.columns) <= set(seen.columns)}
    chosen = {**proposed(kind.value, seen.columns), **usable}
    if kind is FileKind.ASSETS:
        chosen.setdefault("municipality_code", Source(value=context.municipality_code))
    cells = {
        name: tuple(cells[place] for _, cells in seen.rows)
        for place, name in reversed(list(enumerate(seen.columns)))
        if name
    }
    return Preview(held, tuple(dict.fromkeys(filter(None, seen.columns))), seen.rows[:SHOWN_LINES],
                   chosen, cells)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tried:
    """How a file reads with a map: the first lines field by field, and everything that is wrong."""

    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    """By the fields of the layout."""
    readable: int
    problems: tuple[book.Problem, ...]


def try_reading(context: Context, held: HeldFile, columns: ColumnMap) -> Tried:
    """Read a held file without keeping anything of it. Raises FileUnreadableError."""
    readers: dict[FileKind, Callable[[], ReadFile[Any]]] = {
        FileKind.NOTICES: lambda: read_notices(held.name, bytes(held.content), columns),
        FileKind.OWNERS: lambda: read_owners(held.name, bytes(held.content), columns),
        FileKind.ASSETS: lambda: read_assets(
            held.name, bytes(held.content), context.municipality_code, columns
        ),
    }
    read = readers[held.what]()
    names = [one.name for one in LAYOUTS[held.kind]]
    first: Sequence[Any] = read.rows[:SHOWN_LINES]
    return Tried(
        tuple(tuple(str(getattr(row, name)) for name in names) for row in first),
        len(read.rows),
        read.problems,
    )


def remembered(context: Context) -> tuple[ColumnLayout, ...]:
    """The maps of this municipality. Raises NotAllowedError, NotYourDeskError."""
    book.check_reading(context)
    with tenancy.municipality(context.municipality_code):
        return book.layouts()


def held(context: Context, uuid: Any) -> HeldFile:
    """A file that waits for its columns. Raises LedgerNotFoundError, NotAllowedError, NotYourDeskError."""
    with tenancy.municipality(context.municipality_code):
        return book.held_file(context, uuid)
