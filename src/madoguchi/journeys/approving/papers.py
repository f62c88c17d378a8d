"""Papers of approvals as PDF; never stored, always in the audit log."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.conf import settings

from madoguchi.core import clock
from madoguchi.core.actions import Context
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.approvals.api import (
    Count,
    DocumentStory,
    document_story,
    shares,
)
from madoguchi.engines.documents.api import (
    ApprovalCover,
    ApprovalShares,
    Circumstances,
    approval_cover,
    approval_shares,
    render,
)
from madoguchi.lib.japanese.dates import format_wareki
from madoguchi.lib.qr import symbols

_CODE = "決裁の表紙"


def cover_pdf(context: Context, uuid: UUID, code: str) -> bytes:
    """The cover sheet of a document. Raises DocumentNotFoundError, NotAllowedError.

    `code` is text of the alphanumeric set of QR symbols, short enough for one.
    """
    story = document_story(context, uuid)
    pack = story.town.pack
    cover = _cover(story, symbols(code, name=_CODE)[0].svg())
    request = approval_cover(pack, cover, Circumstances(story.town.day))
    return render(pack, request.key, request.data)


def shares_pdf(context: Context, first: date, last: date) -> bytes:
    """The shares of the months from `first` to `last`, as a table. Raises NotAllowedError."""
    pack = load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(context.municipality_code)
    found = shares(context, first, last)
    desks = pack.desks
    names = {role: desks[role].name if role in desks else role for role in found.by_desk}
    months = f"{first.year}年{first.month}月から{last.year}年{last.month}月まで"
    sheet = ApprovalShares(
        months,
        [_row(names[role], count) for role, count in found.by_desk.items()],
        [_row(f"{month.year}年{month.month}月", count) for month, count in found.by_month.items()],
        _row("合計", found.total),
    )
    request = approval_shares(pack, sheet, Circumstances(clock.today()))
    return render(pack, request.key, request.data)


def _cover(story: DocumentStory, symbol: str) -> ApprovalCover:
    document = story.document
    facts = [
        ("種類", document.kind_label),
        ("起案", f"{document.desk_name}　{document.drafter_name}"),
        ("版", f"第{document.version}版" if document.version else "起案中"),
        ("文書番号", document.number),
        ("決裁", format_wareki(document.decided_on) if document.decided_on else ""),
        ("保存期間", document.kept_for.label),
    ]
    route = [
        (f"{place.desk_name} {place.position_label}".strip(), place.asks_for.label, place.acted_by_name)
        for place in story.places
    ]
    return ApprovalCover(
        title="（関係者だけが見る文書）" if document.confidential else document.title,
        facts=facts,
        papers=[(one.name, f"{one.sheets}枚") for one in story.papers],
        route=route,
        symbol=symbol,
    )


def _row(name: str, count: Count) -> tuple[str, str, str, str, str, str]:
    return (
        name,
        f"{count.electronic:,}",
        f"{count.mixed:,}",
        f"{count.paper:,}",
        f"{count.total:,}",
        "—" if count.share is None else f"{count.share * 100:.1f}%",
    )
