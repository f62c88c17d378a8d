"""Where the fictional parcels lie: real towns (of Japan Post or of a table of 小字), invented 小字."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from madoguchi.lib.japanese.addresses import places_of_japan
from madoguchi.lib.japanese.postal import towns_of
from madoguchi_testing.ledgers.words import words

_WORDS = words()
_OUTSIDE = (
    "041009",
    "131041",
    "131130",
    "141003",
    "112089",
    "092011",
    "152021",
    "062014",
    "072036",
    "072010",
)
"""仙台市 (its wards), 新宿区 …: where owners from outside live."""
_DEFAULT = ("072028", "072087", "074217")


@dataclass(frozen=True, slots=True)
class Ground:
    """A town: municipality, how the registry writes the town (大字 included), its 小字."""

    code: str
    prefecture: str
    municipality: str
    short: str
    """Without 郡."""
    town: str
    marked: bool
    """The registry writes 大字 before its last part."""
    hamlets: tuple[str, ...]
    restarts: bool
    """Lots begin at 1 in each 小字."""

    @property
    def formal(self) -> str:
        """The town as the registry writes it."""
        if not self.marked:
            return self.town
        head, found, tail = self.town.partition("町")
        return f"{head}町大字{tail}" if found and tail else f"大字{self.town}"


@dataclass(frozen=True, slots=True)
class Grounds:
    """Towns of the ledger, towns where owners from outside live, and towns of no ledger."""

    inside: list[Ground]
    outside: list[Ground]


def grounds(codes: tuple[str, ...], towns: Path | None, generator: random.Random) -> Grounds:
    """The towns of municipalities. Raises ValueError for a code that no table has."""
    listed = _listed(towns) if towns else {}
    inside = [
        one for code in codes or _DEFAULT for one in _of_municipality(code, listed.get(code), generator)
    ]
    outside = [
        one for code in _wards(_OUTSIDE) if code not in (codes or _DEFAULT)
        for one in _of_municipality(code, None, generator, hamlets=False)
    ]  # fmt: skip
    if not inside:
        raise ValueError("その市町村には町の名前の表がありません。")
    return Grounds(inside, outside)


def _wards(codes: tuple[str, ...]) -> list[str]:
    known = places_of_japan().municipalities
    found = []
    for code in codes:
        found += [code] if code in known else [ward for ward in known if ward[:3] == code[:3]][:3]
    return found


def _listed(path: Path) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["town"].strip():
                found[row["municipality_code"]][row["town"].strip()].append((row["koaza"] or "").strip())
    return found


def _of_municipality(
    code: str, listed: dict[str, list[str]] | None, generator: random.Random, *, hamlets: bool = True
) -> list[Ground]:
    known = places_of_japan().municipalities.get(code)
    if known is None:
        raise ValueError(f"市町村コード {code} は知られていません。6桁で指定してください。")
    found = []
    names: dict[str, list[str] | None] = dict(listed) if listed else dict.fromkeys(
        dict.fromkeys(town.name for town in towns_of(code))
    )  # fmt: skip
    for name, known_hamlets in names.items():
        marked = "大字" in name or (
            hamlets and listed is None and generator.random() < 0.6 and "丁目" not in name
        )
        own = [one.removeprefix("字") for one in known_hamlets or () if one]
        if not own and hamlets and generator.random() < 0.7:
            own = generator.sample(_WORDS["hamlets"], generator.randint(2, 10))
        found.append(
            Ground(
                code,
                known.prefecture,
                known.name,
                known.short or known.name,
                name.replace("大字", ""),
                marked,
                tuple(own),
                bool(own) and generator.random() < 0.3,
            )
        )
    return found
