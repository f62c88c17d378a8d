"""Papers of approvals: the cover of what goes round on paper, and the shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.documents.domain.desk_papers import plain_document
from madoguchi.engines.documents.domain.requests import Circumstances, DocumentRequest
from madoguchi.engines.documents.domain.values import printable

COVER, SHARES = "approval_cover", "approval_shares"


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
