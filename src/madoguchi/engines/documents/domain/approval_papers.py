"""Papers of approvals: the cover of what goes round on paper, the document itself (決裁書), the shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.documents.domain.desk_papers import plain_document
from madoguchi.engines.documents.domain.requests import Circumstances, DocumentRequest
from madoguchi.engines.documents.domain.values import printable
from madoguchi.lib.japanese.text import remove_invisible

COVER, SHARES, RECORD = "approval_cover", "approval_shares", "approval_record"


@dataclass(frozen=True, slots=True)
class ApprovalCover:
    """The cover: label and text; name and sheets of each paper; post, what it is asked for, who acted; the
    symbol as SVG text.
    """

    title: str = field(repr=False)
    facts: Sequence[tuple[str, str]] = field(repr=False)
    papers: Sequence[tuple[str, str]] = field(repr=False)
    route: Sequence[tuple[str, str, str]] = field(repr=False)
    symbol: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ApprovalRecord:
    """A document on paper. `mark` says that it is not decided (未決), empty where it is.

    `facts`, `proof`: label and text. `route`: role, post, judgement, who, when; `no_route` in its place where
    it has none. `files`: name, kind and size, hash. `papers`: name, sheets, when it came back. `story`: when,
    who, what with the comment. `symbol`: as SVG text.
    """

    title: str = field(repr=False)
    number: str
    mark: str
    facts: Sequence[tuple[str, str]] = field(repr=False)
    route: Sequence[tuple[str, str, str, str, str]] = field(repr=False)
    no_route: str
    text: str = field(repr=False)
    files: Sequence[tuple[str, str, str]] = field(repr=False)
    papers: Sequence[tuple[str, str, str]] = field(repr=False)
    story: Sequence[tuple[str, str, str]] = field(repr=False)
    proof: Sequence[tuple[str, str]] = field(repr=False)
    proof_note: str
    symbol: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ApprovalShares:
    """The shares: rows of name, electronic, mixed, paper, all, share; by desk, by month, and together."""

    months: str
    desks: Sequence[tuple[str, ...]]
    by_month: Sequence[tuple[str, ...]]
    total: tuple[str, ...]


def approval_cover(
    pack: MunicipalityPack, cover: ApprovalCover, circumstances: Circumstances
) -> DocumentRequest:
    """The cover sheet as a document."""
    return plain_document(
        pack,
        COVER,
        circumstances,
        {
            "cover": {
                "title": printable(cover.title),
                "facts": _rows(cover.facts),
                "papers": _rows(cover.papers),
                "route": _rows(cover.route),
                "symbol": cover.symbol,
            }
        },
    )


def approval_record(
    pack: MunicipalityPack, record: ApprovalRecord, circumstances: Circumstances
) -> DocumentRequest:
    """The document (決裁書) as a document of the pack."""
    return plain_document(
        pack,
        RECORD,
        circumstances,
        {
            "record": {
                "title": printable(record.title),
                "number": record.number,
                "mark": record.mark,
                "facts": _rows(record.facts),
                "route": _rows(record.route),
                "no_route": record.no_route,
                "text": _lines(record.text),
                "files": _rows(record.files),
                "papers": _rows(record.papers),
                "story": [[*map(printable, line[:2]), _lines(line[2])] for line in record.story],
                "proof": _rows(record.proof),
                "proof_note": record.proof_note,
                "symbol": record.symbol,
            }
        },
    )


def approval_shares(
    pack: MunicipalityPack, sheet: ApprovalShares, circumstances: Circumstances
) -> DocumentRequest:
    """The shares as a document."""
    return plain_document(
        pack,
        SHARES,
        circumstances,
        {
            "shares": {
                "months": sheet.months,
                "desks": _rows(sheet.desks),
                "by_month": _rows(sheet.by_month),
                "total": list(sheet.total),
            }
        },
    )


def _rows(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[printable(cell) for cell in row] for row in rows]


def _lines(text: str) -> list[str]:
    """The lines of a text, however long each is: what is kept is not shortened."""
    return [remove_invisible(line.replace("\t", " ")) for line in text.split("\n")]
