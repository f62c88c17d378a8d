"""A small ledger and notices about it; everybody in it is invented."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

from madoguchi.core import tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.tax_ledger.api import Asset, Change, FileKind, LedgerFile, NewFile, Notice, Owner
from madoguchi.engines.tax_ledger.domain.assets import ASSET_COLUMNS, OWNER_COLUMNS
from madoguchi.engines.tax_ledger.domain.notices import NOTICE_COLUMNS
from madoguchi.journeys.tax_ledger.api import TakeFile, work_off

HERE, NEIGHBOUR = "072028", "072087"
TOWN = "門田町大字飯寺"
HOME = "会津若松市門田町大字飯寺字村西582番地1"

OWNERS = [
    {"owner_id": "10001", "family_name": "会津", "given_name": "十三蔵", "name_kana": "アイヅ トミゾウ",
     "address": HOME, "birth_date": "1950-04-01"},
    {"owner_id": "10002", "family_name": "磐梯", "given_name": "花子", "name_kana": "バンダイ ハナコ",
     "address": "会津若松市東栄町1番1号", "birth_date": "1961-08-15"},
    {"owner_id": "10003", "family_name": "猪苗代", "given_name": "実", "name_kana": "イナワシロ ミノル",
     "address": "会津若松市東栄町2番5号", "birth_date": "1948-12-02"},
    {"owner_id": "10004", "corporate_name": "株式会社鶴ヶ城建設", "name_kana": "ツルガジョウケンセツ",
     "address": "会津若松市追手町1番1号"},
]  # fmt: skip
ASSETS = [
    {"asset_id": "T001", "kind": "土地", "town": TOWN, "koaza": "字村西", "lot": "582番地1",
     "land_category": "宅地",
     "area_m2": "330.50", "owner_ids": "10001"},
    {"asset_id": "T002", "kind": "土地", "town": TOWN, "koaza": "字村西", "lot": "583番地",
     "land_category": "田",
     "area_m2": "1020", "owner_ids": "10002"},
    {"asset_id": "T003", "kind": "土地", "town": TOWN, "koaza": "字村東", "lot": "12番地3",
     "land_category": "畑",
     "area_m2": "410", "owner_ids": "10002;10003"},
    {"asset_id": "K001", "kind": "家屋", "town": TOWN, "koaza": "字村西", "lot": "582番地1",
     "building_number": "582番1",
     "use": "居宅", "structure": "木造瓦葺2階建", "floor_areas": "1階 60.00 2階 45.00", "owner_ids": "10001"},
]  # fmt: skip

_WHO = {"owner_name": "若松太郎", "owner_address": "東京都千代田区千代田1番1号"}


def notice(number: str, event: str = "所有権移転", **columns: str) -> dict[str, str]:
    """A notice about parcel T001, unless `columns` say otherwise."""
    return {
        "notice_id": number, "received_on": "令和8年4月2日", "kind": "土地", "event": event,
        "location": "会津若松市門田町大字飯寺字村西", "lot_number": "５８２番地１",
        "cause_date": "令和８年３月２９日", "owner_name": "会津十三蔵",
        "owner_address": HOME,
    } | columns  # fmt: skip


def transfer(number: str, **columns: str) -> dict[str, str]:
    """T001 goes from 会津十三蔵 to somebody from outside."""
    before = {
        "previous_owner_name": "会津十三蔵",
        "previous_owner_address": "会津若松市門田町大字飯寺字村西582番地1",
    }
    return notice(number, **(_WHO | before | columns))


def table(columns: tuple[str, ...], rows: list[dict[str, str]], **common: str) -> bytes:
    """Rows as a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(common | row for row in rows)
    return text.getvalue().encode("utf-8-sig")


def at_desk(code: str = HERE) -> Context:
    """A clerk of the desk."""
    actor = Actor(
        "staff",
        "staff:1",
        code,
        "税務 花子",
        frozenset({"tax_ledger.read", "tax_ledger.work"}),
        ("property_tax",),
    )
    return Context(code, actor, purpose="課税台帳整備")


def take(kind: FileKind, content: bytes, code: str = HERE, **more: Any) -> LedgerFile:
    """Take in a file."""
    return run(TakeFile(), at_desk(code), NewFile(kind, f"{kind.value}.csv", content, **more)).file


def load_ledger(code: str = HERE) -> None:
    """The owners and assets of this module."""
    take(FileKind.OWNERS, table(OWNER_COLUMNS, OWNERS), code)
    take(FileKind.ASSETS, table(ASSET_COLUMNS, ASSETS, municipality_code=code), code)


def tell(*rows: dict[str, str], code: str = HERE) -> LedgerFile:
    """Take in notices, match them, enter the sure ones."""
    file = take(FileKind.NOTICES, table(NOTICE_COLUMNS, list(rows)), code)
    work_off(Context(code, Actor.system("test"), purpose="試験"))
    return file


def asset(number: str) -> Asset:
    """An asset with its owners at hand."""
    with tenancy.municipality(HERE):
        return Asset.objects.prefetch_related("holdings__owner").get(number=number)


def owners_of(number: str) -> list[tuple[str, str]]:
    """Who owns an asset: name and share."""
    return [(one.owner.name, str(one.share or "")) for one in asset(number).holdings.all()]


def stored(number: str) -> Notice:
    """A notice by its number."""
    with tenancy.municipality(HERE):
        return Notice.objects.select_related("asset", "owner").get(number=number)


def changes() -> list[Change]:
    """All changes, the oldest first."""
    with tenancy.municipality(HERE):
        return list(Change.objects.select_related("asset", "owner", "notice").order_by("id"))


def owner(number: str) -> Owner:
    """A 宛名 by its number."""
    with tenancy.municipality(HERE):
        return Owner.objects.get(number=number)


def uuid_of(number: str) -> UUID:
    """The uuid of a notice."""
    return stored(number).uuid
