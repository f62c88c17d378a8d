"""Between the texts of files, the rows of the database, and what matching reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from madoguchi.engines.tax_ledger import api as book
from madoguchi.engines.tax_ledger.domain import assets as texts
from madoguchi.engines.tax_ledger.domain.files import shares_of
from madoguchi.engines.tax_ledger.domain.notices import NOTICE_COLUMNS
from madoguchi.engines.tax_ledger.domain.notices import Notice as NoticeText
from madoguchi.lib.japanese.dates import DateError, PartialDate, parse_date
from madoguchi.lib.japanese.numbers import read_area

SEPARATOR = ";"


def new_notice(text: NoticeText) -> book.NewNotice:
    """A line of a notice file as it is stored: every column as written."""
    return book.NewNotice(
        line=text.line,
        number=text.notice_id.strip()[:80],
        kind=text.kind.strip()[:2],
        event=text.event.strip()[:10],
        received_on=day_of(text.received_on),
        content={name: getattr(text, name) for name in NOTICE_COLUMNS},
    )


def notice_text(row: book.Notice) -> NoticeText:
    """A stored notice as matching reads it; it is known there by its own number here."""
    return NoticeText(**(dict(row.content) | {"notice_id": str(row.pk)}), line=row.line)


def new_owner(text: texts.Owner) -> book.NewOwner:
    """A line of a file of 宛名 as it is stored."""
    return book.NewOwner(
        number=text.owner_id.strip()[:40],
        family_name=text.family_name[:100],
        given_name=text.given_name[:100],
        corporate_name=text.corporate_name[:200],
        name_kana=text.name_kana[:200],
        address=text.address[:300],
        birth_date=birth_of(text.birth_date),
        died=text.died[:40],
    )


def new_asset(text: texts.Asset) -> book.NewAsset:
    """A line of a file of assets as it is stored."""
    owners = tuple(one.strip() for one in text.owner_ids.split(SEPARATOR) if one.strip())
    return book.NewAsset(
        number=text.asset_id.strip()[:40],
        kind=text.kind.strip()[:2],
        town=text.town[:120],
        koaza=text.koaza[:120],
        lot=text.lot[:60],
        building_number=text.building_number[:60],
        land_category=text.land_category[:40],
        area_m2=area_of(text.area_m2),
        use=text.use[:60],
        structure=text.structure[:120],
        floor_areas=text.floor_areas[:300],
        owners=owners,
        shares=shares_of(text) if len(set(owners)) == len(owners) > 1 else (),
    )


_ASSET_VALUES = (
    "pk", "number", "kind", "municipality_code", "town", "koaza", "lot", "building_number", "land_category",
    "area_m2", "use", "structure", "floor_areas", "status", "ended_on",
)  # fmt: skip


def asset_texts(rows: Iterable[tuple[Any, ...]], owners: dict[int, list[str]]) -> Iterator[texts.Asset]:
    """Assets of the database as matching reads them; `owners`: numbers of 宛名 by key of the asset."""
    for (
        pk,
        number,
        kind,
        code,
        town,
        koaza,
        lot,
        building,
        category,
        area,
        use,
        structure,
        floors,
        status,
        ended,
    ) in rows:
        yield texts.Asset(
            asset_id=number,
            kind=kind,
            municipality_code=code,
            town=town,
            koaza=koaza,
            lot=lot,
            building_number=building,
            land_category=category,
            area_m2=book.area_text(area),
            use=use,
            structure=structure,
            floor_areas=floors,
            owner_ids=SEPARATOR.join(owners.get(pk, ())),
            closed="" if status == book.AssetState.PRESENT.value else _closed(status, ended),
        )


def _closed(status: str, ended: date | None) -> str:
    label = book.AssetState(status).label
    return f"{ended.isoformat()} {label}" if ended else label


def ledger_texts() -> tuple[list[texts.Asset], list[texts.Owner]]:
    """The whole ledger of the municipality as matching reads it; inside `tenancy.municipality(...)`."""
    held: dict[int, list[str]] = {}
    holdings = book.Holding.objects.order_by("asset_id", "place", "id")
    for asset, number in holdings.values_list("asset_id", "owner__number").iterator():
        held.setdefault(asset, []).append(number)
    assets = list(asset_texts(book.Asset.objects.order_by("pk").values_list(*_ASSET_VALUES).iterator(), held))
    fields = ("number", *book.OWNER_FIELDS, "died")
    owners = [texts.Owner(*row) for row in book.Owner.objects.order_by("pk").values_list(*fields).iterator()]
    return assets, owners


def day_of(text: str) -> date | None:
    """A whole day in any Japanese writing; None for everything else."""
    if not text.strip():
        return None
    try:
        found = parse_date(text.strip()[:40])
    except DateError:
        return None
    return None if isinstance(found, PartialDate) else found


def birth_of(text: str) -> str:
    """A birth date as ISO where it is one, else as it is written, shortened."""
    found = day_of(text)
    return found.isoformat() if found else text.strip()[:10]


def area_of(text: str) -> Decimal | None:
    """An area in square metres; None where nothing can be read."""
    found = read_area(text) if text.strip() else None
    return None if found is None else Decimal(found.normal)
