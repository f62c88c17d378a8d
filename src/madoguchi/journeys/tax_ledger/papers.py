"""異動情報一覧 and 公開用台帳 as files and on paper."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from django.conf import settings

from madoguchi.core import clock
from madoguchi.core.actions import Context
from madoguchi.core.packs import MunicipalityPack, load_packs_or_refuse
from madoguchi.engines.documents.api import (
    Circumstances,
    LedgerChange,
    ledger_changes_sheet,
    public_ledger_sheet,
    render,
)
from madoguchi.engines.tax_ledger import api as book
from madoguchi.engines.tax_ledger.api import Asset, Change, ChangeFilter, Kind, in_words
from madoguchi.lib.cells import safe_cell

FLOW, OPTION = "property_tax_ledger", "public_ledger"
_BOM = "\ufeff"
_MOST_PRINTED: Final = 1_000
"""Lines on paper; it says so when there are more."""
_MOST_PUBLIC: Final = 5_000
"""About a hundred and fifty pages; a town has fewer."""
_COLUMNS: Final = (
    "異動番号", "入力日", "事由", "原因の日", "通知番号", "種類", "資産番号", "所在", "地番", "家屋番号",
    "異動前", "異動後", "自動", "訂正", "入れた人",
)  # fmt: skip
_LAND: Final = ("所在", "地番", "地目", "地積（㎡）")
_HOUSES: Final = ("所在", "家屋番号", "用途（種類）", "構造", "床面積（㎡）")


def change_list_csv(context: Context, wanted: ChangeFilter) -> bytes:
    """The list of changes, the oldest first: UTF-8 with BOM. Raises NotAllowedError, NotYourDeskError."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for one in book.all_changes(context, wanted):
        asset = one.asset
        writer.writerow(
            safe_cell(cell)
            for cell in (
                str(one.uuid),
                f"{one.entered_at.astimezone(clock.TOKYO):%Y-%m-%d}",
                one.event,
                one.happened_on.isoformat() if one.happened_on else "",
                one.notice.number,
                one.notice.kind,
                asset.number if asset else "",
                f"{asset.town}{asset.koaza}" if asset else "",
                asset.lot if asset else "",
                asset.building_number if asset else "",
                in_words(one.before),
                in_words(one.after),
                "自動" if one.automatic else "",
                str(one.counters.uuid) if one.counters is not None else "",
                one.entered_by_name or "システム",
            )
        )
    return text.getvalue().encode("utf-8-sig")


def change_list_pdf(context: Context, wanted: ChangeFilter) -> bytes:
    """The list of changes on paper. Raises NotAllowedError, NotYourDeskError."""
    found = book.all_changes(context, wanted)
    pack = _pack(context)
    rows = [
        LedgerChange(
            entered=f"{one.entered_at.astimezone(clock.TOKYO):%Y年%-m月%-d日}",
            event=one.event + ("（訂正）" if one.counters_id is not None else ""),
            place=_place(one),
            before=in_words(one.before),
            after=in_words(one.after),
            notice=one.notice.number,
            who="自動" if one.automatic else one.entered_by_name or "システム",
        )
        for one in found[:_MOST_PRINTED]
    ]
    first = f"（はじめの{_MOST_PRINTED}件）" if len(found) > _MOST_PRINTED else ""
    shown = f"{_words(wanted)}　{len(found)}件{first}"
    request = ledger_changes_sheet(pack, shown, rows, Circumstances(clock.today()))
    return render(pack, request.key, request.data)


def _place(change: Change) -> str:
    if change.asset is not None:
        house = change.asset.building_number
        return f"{change.asset.place}" + (f"　家屋番号 {house}" if house else "")
    return f"宛名 {change.owner.number} {change.owner.name}" if change.owner is not None else ""


def _words(wanted: ChangeFilter) -> str:
    words = [wanted.kind or "土地・家屋", wanted.event or "すべての異動"]
    if wanted.since or wanted.until:
        since = f"{wanted.since:%Y年%-m月%-d日}から" if wanted.since else ""
        until = f"{wanted.until:%Y年%-m月%-d日}まで" if wanted.until else ""
        words.append(since + until)
    return "　".join(words)


def public_kinds(pack: MunicipalityPack) -> tuple[Kind, ...]:
    """Of what the municipality makes a public ledger, as it chose in its flow."""
    flow = pack.flows.get(FLOW)
    chosen = flow.chosen(pack.municipality.flows.get(FLOW, {}))[OPTION] if flow is not None else "none"
    return {"land_and_houses": (Kind.LAND, Kind.HOUSE), "land": (Kind.LAND,)}.get(chosen, ())


def public_columns(kind: Kind) -> Sequence[str]:
    """What the public ledger shows of each asset: nothing of its owner."""
    return _LAND if kind is Kind.LAND else _HOUSES


def public_row(asset: Asset) -> tuple[str, ...]:
    """The texts of `public_columns`."""
    if asset.kind == Kind.LAND:
        area = f"{asset.area_m2:,.2f}" if asset.area_m2 is not None else ""
        return (f"{asset.town}{asset.koaza}", asset.lot, asset.land_category, area)
    return (asset.place, asset.building_number, asset.use, asset.structure, asset.floor_areas)


def public_ledger_csv(context: Context, kind: Kind, town: str = "") -> Iterator[bytes]:
    """The public ledger line by line. Raises NotAllowedError, NotYourDeskError."""
    # Before the first line is asked for: by then the answer has begun.
    book.check_reading(context)
    return _public_lines(context, kind, town)


def public_ledger_pdf(context: Context, kind: Kind, town: str = "") -> bytes:
    """The public ledger on paper. Raises NotAllowedError, NotYourDeskError."""
    book.check_reading(context)
    pack = _pack(context)
    found = list(islice(book.all_public_assets(context, kind.value, town), _MOST_PUBLIC + 1))
    rows = [public_row(one) for one in found[:_MOST_PUBLIC]]
    more = f"（はじめの{_MOST_PUBLIC:,}件。町・大字でしぼってください）" if len(found) > _MOST_PUBLIC else ""
    shown = (
        f"{town or '全域'}　{len(rows):,}件{more}　"
        "所有者の氏名・住所は載せていません。登記済通知で異動したところまでの内容です。"
    )
    request = public_ledger_sheet(
        pack, kind.value, shown, (public_columns(kind), rows), Circumstances(clock.today())
    )
    return render(pack, request.key, request.data)


def _public_lines(context: Context, kind: Kind, town: str) -> Iterator[bytes]:
    yield _BOM.encode() + _line(public_columns(kind))
    for asset in book.all_public_assets(context, kind.value, town):
        yield _line(public_row(asset))


def _line(cells: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
    return text.getvalue().encode()


def _pack(context: Context) -> MunicipalityPack:
    return load_packs_or_refuse(settings.MADOGUCHI_PACKS).for_municipality(context.municipality_code)
