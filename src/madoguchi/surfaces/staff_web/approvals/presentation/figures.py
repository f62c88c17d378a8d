"""Shares as sentences and rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from madoguchi.core.packs import MunicipalityPack
from madoguchi.engines.approvals.api import Count, Shares
from madoguchi.surfaces.staff_web.approvals.presentation.documents import desk_label

_HALF = 0.5
_NAMED = 3


@dataclass(frozen=True, slots=True)
class ShareLine:
    """One row: counts, the share in words, and the parts of its bar (0 to 100)."""

    name: str
    count: Count
    share: str
    electronic: float
    mixed: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What the page shows."""

    total: ShareLine
    desks: tuple[ShareLine, ...]
    months: tuple[ShareLine, ...]
    sentence: str
    hint: str


def figures_of(found: Shares, pack: MunicipalityPack) -> Figures:
    """Desks with the lowest share first: that is where to ask what holds them up."""
    desks = sorted(
        (_line(desk_label(pack, role), count) for role, count in found.by_desk.items()),
        key=lambda line: (line.count.share or 0, -line.count.total),
    )
    total = _line("合計", found.total)
    months = tuple(_line(_month(month), count) for month, count in sorted(found.by_month.items()))
    electronic = found.total.electronic + found.total.mixed
    sentence = f"電子決裁率は {total.share} です（{found.total.total:,}件のうち{electronic:,}件）"
    return Figures(total, tuple(desks), months, sentence if found.total.total else "", _hint(desks))


def _hint(desks: list[ShareLine]) -> str:
    """Where to ask first: desks that decide more on paper than not."""
    behind = [line.name for line in desks if (line.count.share or 0) < _HALF]
    if not behind:
        return ""
    others = f"ほか{len(behind) - _NAMED}課" if len(behind) > _NAMED else ""
    return (
        f"半分より少ないのは{'、'.join(behind[:_NAMED])}{others}です。"
        "何が紙に残っているかを聞き、併用決裁にできないかを確かめてください。"
    )


def csv_rows(found: Shares, pack: MunicipalityPack) -> Iterator[list[str]]:
    """Head, then one row for each desk and month."""
    yield ["月", "課", "窓口の役割", "電子", "併用", "紙", "合計", "電子決裁率（%）"]
    for (role, month), count in sorted(found.by_both.items(), key=lambda one: (one[0][1], one[0][0])):
        share = "" if count.share is None else f"{count.share * 100:.1f}"
        counts = (count.electronic, count.mixed, count.paper, count.total)
        yield [f"{month:%Y-%m}", desk_label(pack, role), role, *map(str, counts), share]


def _line(name: str, count: Count) -> ShareLine:
    share = count.share
    return ShareLine(
        name,
        count,
        "—" if share is None else f"{share * 100:.1f}%",
        100 * count.electronic / count.total if count.total else 0.0,
        100 * count.mixed / count.total if count.total else 0.0,
    )


def _month(month: date) -> str:
    return f"{month.year}年{month.month}月"
