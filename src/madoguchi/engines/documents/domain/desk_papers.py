"""Papers of the desks: one case, and a worklist. They print what is told them and read no facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.documents.domain.requests import Circumstances, DocumentRequest, frame
from madoguchi.engines.documents.domain.values import printable

CASE, WORKLIST = "case_sheet", "worklist"
LEDGER_CHANGES, PUBLIC_LEDGER = "ledger_changes", "public_ledger"
BOOKING_DAY = "booking_day"


@dataclass(frozen=True, slots=True)
class PrintedGroup:
    """Lines of label and text under one heading."""

    label: str
    lines: Sequence[tuple[str, str]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class PrintedStep:
    """One line of a story: when, what, who, and what was written."""

    at: str
    what: str
    who: str = ""
    note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """One case on paper; `files` are names."""

    title: str
    person: str = field(repr=False)
    kana: str = field(repr=False)
    facts: Sequence[tuple[str, str]] = field(repr=False)
    groups: Sequence[PrintedGroup]
    files: Sequence[str] = field(repr=False)
    story: Sequence[PrintedStep]


@dataclass(frozen=True, slots=True)
class ListedCase:
    """One line of a worklist, written out; `late`: the due date has passed."""

    due: str
    late: bool
    procedure: str
    person: str = field(repr=False)
    status: str
    opened: str
    assignee: str
    number: str


@dataclass(frozen=True, slots=True)
class LedgerChange:
    """One line of the list of changes of the tax ledger, written out."""

    entered: str
    event: str
    place: str = field(repr=False)
    before: str = field(repr=False)
    after: str = field(repr=False)
    notice: str
    who: str


@dataclass(frozen=True, slots=True)
class BookedLine:
    """One line of a day's bookings, written out."""

    time: str
    code: str
    name: str = field(repr=False)
    phone: str = field(repr=False)
    what: str
    state: str


def case_sheet(pack: MunicipalityPack, sheet: CaseSheet, circumstances: Circumstances) -> DocumentRequest:
    """The case as a document."""
    return plain_document(
        pack,
        CASE,
        circumstances,
        {
            "sheet": {
                "title": printable(sheet.title),
                "person": printable(sheet.person),
                "kana": printable(sheet.kana),
                "facts": _pairs(sheet.facts),
                "groups": [
                    {"label": printable(group.label), "lines": _pairs(group.lines)} for group in sheet.groups
                ],
                "files": [printable(name) for name in sheet.files],
                "story": [
                    {"at": one.at, "what": one.what, "who": printable(one.who), "note": printable(one.note)}
                    for one in sheet.story
                ],
            }
        },
    )


def worklist_sheet(
    pack: MunicipalityPack, desk: str, shown: str, rows: Sequence[ListedCase], circumstances: Circumstances
) -> DocumentRequest:
    """A worklist as a document; `shown` says which cases it has."""
    return plain_document(
        pack,
        WORKLIST,
        circumstances,
        {
            "list": {
                "desk": printable(desk),
                "shown": printable(shown),
                "rows": [
                    {
                        "due": row.due,
                        "late": row.late,
                        "procedure": printable(row.procedure),
                        "person": printable(row.person),
                        "status": row.status,
                        "opened": row.opened,
                        "assignee": printable(row.assignee),
                        "number": row.number,
                    }
                    for row in rows
                ],
            }
        },
    )


def ledger_changes_sheet(
    pack: MunicipalityPack, shown: str, rows: Sequence[LedgerChange], circumstances: Circumstances
) -> DocumentRequest:
    """The list of changes of the tax ledger as a document; `shown` says which changes it has."""
    keys = ("entered", "event", "place", "before", "after", "notice", "who")
    lines = [{key: printable(getattr(row, key)) for key in keys} for row in rows]
    return plain_document(
        pack, LEDGER_CHANGES, circumstances, {"list": {"shown": printable(shown), "rows": lines}}
    )


def public_ledger_sheet(
    pack: MunicipalityPack,
    kind: str,
    shown: str,
    table: tuple[Sequence[str], Sequence[Sequence[str]]],
    circumstances: Circumstances,
) -> DocumentRequest:
    """The public ledger of land or houses as a document; `table`: names of the columns, and the rows."""
    columns, rows = table
    told = {
        "kind": kind,
        "shown": printable(shown),
        "columns": list(columns),
        "rows": [[printable(cell) for cell in row] for row in rows],
    }
    return plain_document(pack, PUBLIC_LEDGER, circumstances, {"list": told})


def booking_day_sheet(
    pack: MunicipalityPack,
    day: str,
    shown: str,
    rows: Sequence[BookedLine],
    circumstances: Circumstances,
    *,
    names: bool = True,
) -> DocumentRequest:
    """A day's bookings as a document; `shown` says which they are and how old the list is. Without `names` it
    has no columns for name and telephone number.
    """
    keys = ("time", "code", "name", "phone", "what", "state")
    lines = [{key: printable(getattr(row, key)) for key in keys} for row in rows]
    listed = {"day": day, "shown": printable(shown), "rows": lines, "names": names}
    return plain_document(pack, BOOKING_DAY, circumstances, {"list": listed})


def plain_document(
    pack: MunicipalityPack, key: str, circumstances: Circumstances, more: dict[str, Any]
) -> DocumentRequest:
    """A document of the pack with data of its own."""
    definition = pack.documents[key]
    data = frame(pack, definition, definition.label, circumstances) | more
    return DocumentRequest(key, definition.label, (), (), data)


def _pairs(lines: Sequence[tuple[str, str]]) -> list[list[str]]:
    return [[printable(label), printable(text)] for label, text in lines]
