"""A notice of the registry (登記済通知) as it is written, and what its words mean."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """Land or house."""

    LAND = "土地"
    HOUSE = "家屋"


class Event(StrEnum):
    """What was registered."""

    TRANSFER = "所有権移転"
    NEW_ADDRESS = "住所変更"
    NEW_NAME = "氏名変更"
    CATEGORY = "地目変更"
    AREA = "地積変更"
    SPLIT = "分筆"
    MERGE = "合筆"
    BUILT = "新築"
    LOST = "滅失"


class Notice(NamedTuple):
    """One notice; every field is the text of its column, nothing interpreted. `line` is where it begins."""

    notice_id: str
    received_on: str = ""
    kind: str = ""
    """A `Kind`, as written."""
    event: str = ""
    """An `Event`, as written."""
    location: str = ""
    lot_number: str = ""
    building_number: str = ""
    land_category: str = ""
    area_m2: str = ""
    use: str = ""
    structure: str = ""
    floor_areas: str = ""
    cause_date: str = ""
    owner_name: str = ""
    owner_address: str = ""
    share: str = ""
    previous_owner_name: str = ""
    previous_owner_address: str = ""
    line: int = 0


NOTICE_COLUMNS: tuple[str, ...] = tuple(name for name in Notice._fields if name != "line")
