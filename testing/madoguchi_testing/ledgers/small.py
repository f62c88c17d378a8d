"""A small ledger by hand. Nobody in it exists."""

from __future__ import annotations

from functools import cache

from madoguchi.engines.tax_ledger.domain.addresses import AddressReader
from madoguchi.engines.tax_ledger.domain.assets import Asset, Owner
from madoguchi.engines.tax_ledger.domain.index import LedgerIndex
from madoguchi.engines.tax_ledger.domain.notices import Notice
from madoguchi.lib.japanese.addresses import Parser

TOWN = "会津若松市門田町大字飯寺字村西"
HOME = "福島県会津若松市門田町大字飯寺字村西582番地1"
TOKYO = "東京都千代田区霞が関二丁目1番1号"


@cache
def reader() -> AddressReader:
    """One reader for all tests: the tables of Japan are read once."""
    return AddressReader(Parser())


def land(asset_id: str = "L1", owner_ids: str = "O1", **fields: str) -> Asset:
    """A parcel: 門田町大字飯寺 字村西 582番1, 宅地 123.45㎡."""
    known = {
        "kind": "土地", "municipality_code": "072028", "town": "門田町大字飯寺", "koaza": "村西",
        "lot": "582番1",
        "building_number": "", "land_category": "宅地", "area_m2": "123.45", "use": "", "structure": "",
        "floor_areas": "",
    }  # fmt: skip
    return Asset(asset_id=asset_id, owner_ids=owner_ids, **(known | fields))


def house(asset_id: str = "H1", owner_ids: str = "O1", **fields: str) -> Asset:
    """A house on it, building number 582番1."""
    known = {
        "kind": "家屋", "building_number": "582番1", "land_category": "", "area_m2": "", "use": "居宅",
        "structure": "木造瓦葺2階建", "floor_areas": "1階 50.12 2階 40.00",
    }  # fmt: skip
    return land(asset_id, owner_ids, **(known | fields))


def person(owner_id: str = "O1", family: str = "渡邉", given: str = "髙志", **fields: str) -> Owner:
    """Somebody at 飯寺 582番地1."""
    known = {
        "corporate_name": "",
        "name_kana": "ワタナベ タカシ",
        "address": HOME,
        "birth_date": "1950-01-01",
    }
    return Owner(owner_id, family, given, **(known | fields))


def company(owner_id: str = "C1", name: str = "株式会社見本建設", address: str = TOKYO) -> Owner:
    """A company in Tokyo."""
    return Owner(owner_id, "", "", name, "", address, "")


def ledger(assets: list[Asset] | None = None, owners: list[Owner] | None = None) -> LedgerIndex:
    """An index of these; by default one parcel, one house, their owner and a company."""
    return LedgerIndex(
        [land(), house()] if assets is None else assets,
        [person(), company()] if owners is None else owners,
        reader(),
    )


def notice(event: str = "所有権移転", **fields: str) -> Notice:
    """A notice about the parcel: 渡辺高志 gives it to 鈴木一郎 of Tokyo."""
    known = {
        "received_on": "令和６年４月２０日", "kind": "土地", "event": event, "location": TOWN,
        "lot_number": "５８２番地１", "land_category": "宅地", "area_m2": "１２３：４５",
        "cause_date": "令和６年３月２９日",
    }  # fmt: skip
    if event == "所有権移転":
        known |= {"owner_name": "鈴木一郎", "owner_address": TOKYO, "previous_owner_name": "渡辺高志",
                  "previous_owner_address": HOME}  # fmt: skip
    else:
        known |= {"owner_name": "渡辺高志", "owner_address": HOME}
    return Notice(**{"notice_id": "N1", **known, **fields})  # type: ignore[arg-type]
