"""Assets (parcels and houses) and owners (宛名) as the ledger has them."""

from __future__ import annotations

from typing import NamedTuple


class Asset(NamedTuple):
    """A parcel or a house; every field is the text of its column, `owner_ids` joined by `;`."""

    asset_id: str
    kind: str
    municipality_code: str
    town: str
    koaza: str
    lot: str
    building_number: str
    land_category: str
    area_m2: str
    use: str
    structure: str
    floor_areas: str
    owner_ids: str
    closed: str = ""
    """Not empty where the asset is no longer: merged into another lot, pulled down. Says when or how."""
    shares: str = ""
    """The shares (持分) of the owners in their order, joined by `;`; empty where the file does not tell."""


class Owner(NamedTuple):
    """A person or corporation that the ledger knows (宛名)."""

    owner_id: str
    family_name: str
    given_name: str
    corporate_name: str
    name_kana: str
    address: str
    birth_date: str
    died: str = ""
    """Not empty where it is known that the person died or the corporation is no longer; says when."""


ASSET_COLUMNS: tuple[str, ...] = tuple(name for name in Asset._fields if name not in ("closed", "shares"))
OWNER_COLUMNS: tuple[str, ...] = tuple(name for name in Owner._fields if name != "died")
