"""Which columns of another layout hold which fields: what people choose, and what is proposed to them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from madoguchi.engines.tax_ledger.domain.columns import ColumnMap, Source
from madoguchi.engines.tax_ledger.domain.notices import Event, Kind
from madoguchi.engines.tax_ledger.domain.tables import REQUIRED


class LayoutField(NamedTuple):
    """A field of our layout: its name, what it is called, other names that files give it."""

    name: str
    label: str
    also: tuple[str, ...] = ()
    joins: bool = False
    """Files often write it in two columns."""
    words: tuple[str, ...] = ()
    """The only words that it may hold, where there are such."""


_KIND = LayoutField("kind", "種類", ("種別", "土地家屋区分", "区分"), words=tuple(one.value for one in Kind))
LAYOUTS: Final[Mapping[str, tuple[LayoutField, ...]]] = {
    "notices": (
        LayoutField("notice_id", "通知番号", ("通知の番号", "受付番号", "番号", "整理番号")),
        LayoutField("received_on", "受け取った日", ("受付日", "受付年月日", "通知日", "通知年月日")),
        _KIND,
        LayoutField(
            "event", "異動の事由", ("異動事由", "登記の目的", "登記原因", "事由"),
            words=tuple(one.value for one in Event),
        ),
        LayoutField("location", "所在", ("所在地", "物件所在", "土地の所在"), joins=True),
        LayoutField("lot_number", "地番", ("地番号",)),
        LayoutField("building_number", "家屋番号"),
        LayoutField("land_category", "地目", ("登記地目",)),
        LayoutField("area_m2", "地積", ("地積(m2)", "登記地積", "面積")),
        LayoutField("use", "用途", ("種類用途", "建物の種類")),
        LayoutField("structure", "構造"),
        LayoutField("floor_areas", "床面積"),
        LayoutField("cause_date", "原因の日", ("原因日", "原因年月日", "登記原因日", "異動日", "異動年月日")),
        LayoutField(
            "owner_name", "所有者の氏名",
            ("所有者氏名", "所有者", "氏名", "新所有者氏名", "権利者氏名"), joins=True,
        ),
        LayoutField(
            "owner_address", "所有者の住所", ("所有者住所", "住所", "新所有者住所", "権利者住所"), joins=True
        ),
        LayoutField("share", "持分"),
        LayoutField(
            "previous_owner_name", "前の所有者の氏名",
            ("前所有者氏名", "前所有者", "旧所有者氏名", "旧所有者", "義務者氏名"), joins=True,
        ),
        LayoutField(
            "previous_owner_address", "前の所有者の住所",
            ("前所有者住所", "旧所有者住所", "義務者住所"), joins=True,
        ),
    ),
    "assets": (
        LayoutField("asset_id", "資産番号", ("資産コード", "物件番号", "番号")),
        _KIND,
        LayoutField("municipality_code", "市町村コード", ("団体コード", "自治体コード", "市区町村コード")),
        LayoutField("town", "町・大字", ("大字", "町名", "所在", "大字名"), joins=True),
        LayoutField("koaza", "字・小字", ("小字", "字", "字名", "小字名")),
        LayoutField("lot", "地番", joins=True),
        LayoutField("building_number", "家屋番号"),
        LayoutField("land_category", "地目", ("登記地目", "課税地目")),
        LayoutField("area_m2", "地積", ("登記地積", "面積")),
        LayoutField("use", "用途"),
        LayoutField("structure", "構造"),
        LayoutField("floor_areas", "床面積"),
        LayoutField("owner_ids", "所有者の宛名番号", ("宛名番号", "所有者番号", "義務者番号")),
    ),
    "owners": (
        LayoutField("owner_id", "宛名番号", ("宛名コード", "番号")),
        LayoutField("family_name", "姓", ("氏", "氏名", "名前")),
        LayoutField("given_name", "名"),
        LayoutField("corporate_name", "法人・団体の名前", ("法人名", "名称", "法人名称")),
        LayoutField("name_kana", "フリガナ", ("カナ氏名", "氏名カナ", "カナ"), joins=True),
        LayoutField("address", "住所", ("現住所", "住所地"), joins=True),
        LayoutField("birth_date", "生年月日"),
    ),
}  # fmt: skip
"""The fields of each kind of file, in the order of the layout."""


_PAIRS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "owner_name": (
        ("所有者姓", "所有者名"), ("所有者氏", "所有者名"), ("権利者姓", "権利者名"),
        ("権利者氏", "権利者名"), ("姓", "名"), ("氏", "名"),
    ),
    "previous_owner_name": (
        ("前所有者姓", "前所有者名"), ("旧所有者姓", "旧所有者名"), ("義務者姓", "義務者名"),
        ("義務者氏", "義務者名"),
    ),
}  # fmt: skip
"""Fields that files often write in two columns."""


def is_needed(part: str, field: str) -> bool:
    """Whether a file says too little without the field."""
    return field in REQUIRED[part]


def fits(part: str, columns: Sequence[str], fields: ColumnMap | None = None) -> bool:
    """Whether a file of these columns can be read with a map, or as our own layout where there is none."""
    there = set(columns)
    said = fields or {}
    if any(column not in there for source in said.values() for column in source.columns):
        return False
    return all(field in there or _says(said.get(field)) for field in REQUIRED[part])


def proposed(part: str, columns: Sequence[str]) -> dict[str, Source]:
    """The fields that columns seem to hold, by their names; each column for one field."""
    free = {_plain(column): column for column in reversed(columns) if column}
    found: dict[str, Source] = {}
    for names in (_first_names, _other_names):
        for field in LAYOUTS[part]:
            if field.name in found:
                continue
            known = next((one for one in map(_plain, names(field)) if one in free), None)
            if known is not None:
                found[field.name] = Source((free.pop(known),))
    for name, pairs in _PAIRS.items():
        if any(field.name == name for field in LAYOUTS[part]) and name not in found:
            both = next((pair for pair in pairs if all(_plain(one) in free for one in pair)), None)
            if both is not None:
                found[name] = Source(tuple(free.pop(_plain(one)) for one in both))
    return found


def _first_names(field: LayoutField) -> tuple[str, ...]:
    return field.name, field.label


def _other_names(field: LayoutField) -> tuple[str, ...]:
    return field.also


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace(" ", "").replace("_", "").lower()


def missing(part: str, fields: ColumnMap) -> tuple[LayoutField, ...]:
    """What has to be chosen still."""
    return tuple(
        one for one in LAYOUTS[part] if is_needed(part, one.name) and not _says(fields.get(one.name))
    )


def _says(source: Source | None) -> bool:
    return source is not None and bool(source.columns or source.value)


def unknown_words(field: LayoutField, source: Source | None, cells: Sequence[str]) -> tuple[str, ...]:
    """What cells say that is none of the words of the field, and that no translation is chosen for."""
    if not field.words or source is None or not source.columns:
        return ()
    seen = dict.fromkeys(unicodedata.normalize("NFKC", one).strip() for one in cells)
    return tuple(one for one in seen if one and one not in field.words)
