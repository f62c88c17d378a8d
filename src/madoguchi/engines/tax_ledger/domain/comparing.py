"""A notice beside an asset: place, area or floors, structure, owners, and what comes of them together."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from madoguchi.engines.tax_ledger.domain.assets import Asset, Owner
from madoguchi.engines.tax_ledger.domain.choosing import Present, Says
from madoguchi.engines.tax_ledger.domain.deciding import Agreement, Evidence
from madoguchi.engines.tax_ledger.domain.index import PlaceLevel
from madoguchi.engines.tax_ledger.domain.notices import Event, Kind, Notice
from madoguchi.lib.japanese.buildings import Structure, read_structure
from madoguchi.lib.japanese.lots import lot_key
from madoguchi.lib.japanese.numbers import read_area, read_floor_areas

PLACE_SCORES = {
    PlaceLevel.WHOLE: 0.9999,
    PlaceLevel.PART: 0.9992,
    PlaceLevel.SLIP: 0.9985,
    PlaceLevel.OTHER: 0.3,
}
_OWNER_SCORES = {Says.FULL: 0.9999, Says.NAME: 0.9993, Says.CLOSE: 0.9985, Says.OPEN: 0.9, Says.OTHER: 0.2}
NOTHING_CHANGES = frozenset({Event.TRANSFER, Event.NEW_ADDRESS, Event.NEW_NAME, Event.CATEGORY, Event.LOST})
"""Events after which the area is what it was."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A candidate, and how far the notice agrees with it."""

    asset: Asset
    level: PlaceLevel
    area: Agreement
    present: Present
    owners: tuple[Owner, ...]
    alone: bool
    """No other asset of the town has this lot."""

    @property
    def is_sure(self) -> bool:
        """Whether it is this asset beyond doubt."""
        if self.level is PlaceLevel.OTHER or self.area is Agreement.OTHER:
            return False
        same_area = self.area is Agreement.SAME
        says = self.present.says
        if says is Says.FULL:
            return self.level >= PlaceLevel.PART or same_area
        if says is Says.NAME:
            return self.level is PlaceLevel.WHOLE or (
                self.level is PlaceLevel.PART and (same_area or self.alone)
            )
        if says in (Says.CLOSE, Says.OPEN):
            return same_area and (
                self.level is PlaceLevel.WHOLE or (self.level is PlaceLevel.PART and self.alone)
            )
        return False

    @property
    def score(self) -> float:
        """0 to 1."""
        area = {Agreement.SAME: 1.0, Agreement.OPEN: 0.9998, Agreement.OTHER: 0.5}.get(self.area, 1.0)
        return PLACE_SCORES[self.level] * _OWNER_SCORES[self.present.says] * area

    @property
    def rank(self) -> tuple[bool, Says, PlaceLevel, bool]:
        """The best candidate has the highest."""
        return self.is_sure, self.present.says, self.level, self.area is Agreement.SAME


def evidence_of(notice: Notice, best: Compared) -> tuple[Evidence, ...]:
    """Field by field, for the person who looks."""
    asset = best.asset
    levels = {
        PlaceLevel.WHOLE: Agreement.SAME, PlaceLevel.PART: Agreement.OPEN,
        PlaceLevel.SLIP: Agreement.ALIKE, PlaceLevel.OTHER: Agreement.OTHER,
    }  # fmt: skip
    says = {
        Says.FULL: Agreement.SAME, Says.NAME: Agreement.ALIKE, Says.CLOSE: Agreement.ALIKE,
        Says.OPEN: Agreement.OPEN, Says.OTHER: Agreement.OTHER,
    }  # fmt: skip
    place = asset.town + (f"字{asset.koaza.removeprefix('字')}" if asset.koaza else "")
    transfer = notice.event == Event.TRANSFER
    name, address = (
        (notice.previous_owner_name, notice.previous_owner_address) if transfer
        else (notice.owner_name or notice.previous_owner_name, notice.owner_address)
    )  # fmt: skip
    owner_column = "previous_owner" if transfer else "owner"
    names = "、".join(_name(owner) for owner in best.owners)
    addresses = "、".join(owner.address for owner in best.owners)
    found = [
        Evidence("location", notice.location, place, levels[best.level]),
        Evidence("lot_number", notice.lot_number, asset.lot, Agreement.SAME),
        Evidence("area_m2", notice.area_m2, asset.area_m2, best.area),
        Evidence(f"{owner_column}_name", name, names, says[best.present.says]),
        Evidence(f"{owner_column}_address", address, addresses, says[best.present.says]),
    ]
    if notice.kind == Kind.HOUSE:
        same = lot_key(notice.building_number) == lot_key(asset.building_number)
        agreement = Agreement.SAME if same else Agreement.OPEN
        number = Evidence("building_number", notice.building_number, asset.building_number, agreement)
        built = Evidence("structure", notice.structure, asset.structure, structures(notice, asset))
        found[2:2] = [number, built]
    return tuple(found)


def said_of(best: Compared) -> str:
    """What agrees, in Japanese."""
    place = {
        PlaceLevel.WHOLE: "所在・地番",
        PlaceLevel.PART: "所在（小字は片方だけ）・地番",
        PlaceLevel.SLIP: "所在（1文字ちがい）・地番",
    }.get(best.level, "地番")
    owner = {
        Says.FULL: "所有者の氏名・住所",
        Says.NAME: "所有者の氏名",
        Says.CLOSE: "所有者の住所（氏名は1文字ちがい）",
    }.get(best.present.says, "")
    area = "面積" if best.area is Agreement.SAME else ""
    return "、".join(filter(None, (place, area, owner))) + "が合います。"


def _name(owner: Owner) -> str:
    return owner.corporate_name or f"{owner.family_name} {owner.given_name}".strip()


@lru_cache(maxsize=100_000)
def _square_metres(text: str) -> Decimal | None:
    area = read_area(text) if text.strip() else None
    return None if area is None else area.square_metres


@lru_cache(maxsize=100_000)
def _floors(text: str) -> tuple[Decimal, ...]:
    read = read_floor_areas(text) if text.strip() else None
    return () if read is None else tuple(sorted(floor.square_metres for floor in read.floors))


def area_of(notice: Notice, asset: Asset) -> Agreement:
    """Whether area or floors agree; land may be written without what is behind the point."""
    if notice.event not in NOTHING_CHANGES:
        # Another area is what the notice is about; the category stays.
        written = notice.land_category.strip()
        return Agreement.SAME if written and written == asset.land_category.strip() else Agreement.OPEN
    if notice.kind == Kind.HOUSE:
        one, other = _floors(notice.floor_areas), _floors(asset.floor_areas)
        if one and other:
            return Agreement.SAME if one == other or sum(one) == sum(other) else Agreement.OTHER
    left, right = _square_metres(notice.area_m2), _square_metres(asset.area_m2)
    if left is None or right is None:
        return Agreement.OPEN
    return Agreement.SAME if left == right or int(left) == int(right) else Agreement.OTHER


@lru_cache(maxsize=50_000)
def _structure(text: str) -> Structure:
    return read_structure(text)


def structures(notice: Notice, asset: Asset) -> Agreement:
    """Whether 構造 agrees: かわらぶき is 瓦葺. Material and storeys may contradict, roofs are changed."""
    if not notice.structure.strip() or not asset.structure.strip():
        return Agreement.OPEN
    one, other = _structure(notice.structure), _structure(asset.structure)
    if one.key == other.key:
        return Agreement.SAME
    materials = set(one.materials).isdisjoint(other.materials) and one.materials and other.materials
    storeys = None not in (one.storeys, other.storeys) and one.storeys != other.storeys
    return Agreement.OTHER if materials or storeys else Agreement.ALIKE
