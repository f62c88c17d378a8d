"""The ledger, found by place and lot: which parcels and houses a notice may mean.

Land is looked up by municipality, town and lot; the 小字 is compared afterwards, because half of all ledgers
and half of all notices leave it out. Towns are those of the ledger itself, so that one that no table has is
found as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from madoguchi.engines.tax_ledger.domain.addresses import AddressReader, with_digits
from madoguchi.engines.tax_ledger.domain.assets import Asset, Owner
from madoguchi.engines.tax_ledger.domain.notices import Kind
from madoguchi.engines.tax_ledger.domain.owners import OwnerBook
from madoguchi.lib.japanese.addresses import Parser
from madoguchi.lib.japanese.addresses.folding import loose_key, number_spellings, place_key
from madoguchi.lib.japanese.lots import lot_key
from madoguchi.lib.japanese.postal import with_check_digit

_SIGNS = "甲乙丙丁戊己庚辛壬癸イロハニホヘト"
_LOT_AT_END = re.compile(rf"[{_SIGNS}]?\d[\d\-ーノ番地号]*$|番外地$|無番地$")
_AFTER_MUNICIPALITY = re.compile("[都道府県郡市区町村]")
_PART_OF_TOWN = re.compile(".{1,5}?[町村](?=..)")
_KEPT = 200_000
_SURELY_A_TOWN = 4


class PlaceLevel(IntEnum):
    """How far the place of an asset is that of a notice; the lot is the same in any case."""

    OTHER = 0
    """Another 小字 of the same town."""
    SLIP = 1
    """Town or 小字 but for one character."""
    PART = 2
    """小字 (or a part of the town) is written on one side only."""
    WHOLE = 3


class Site(NamedTuple):
    """Where a notice says that something lies, as the ledger knows the place."""

    elsewhere: str = ""
    """The name of another municipality, where that is written."""
    readings: tuple[tuple[str, str, str, bool], ...] = ()
    """Municipality and town of the ledger, what is written behind it (小字), whether a character differs."""
    lot: str = ""
    """A lot number written behind the place."""


class Candidate(NamedTuple):
    """An asset that a notice may mean."""

    asset: Asset
    level: PlaceLevel


class _Towns:
    """The towns of one municipality of the ledger, by every spelling of their key."""

    def __init__(self) -> None:
        self.spellings: dict[str, str] = {}
        self._loose: dict[str, str] = {}
        self._tails: dict[str, set[str]] = defaultdict(set)

    def add(self, town: str) -> None:
        for spelling in number_spellings(town):
            self.spellings.setdefault(spelling, town)
            self._loose.setdefault(loose_key(spelling), town)
            head = _PART_OF_TOWN.match(spelling)
            if head is not None:
                self._tails[spelling[head.end() :]].add(town)

    def beginning(self, words: str) -> list[tuple[str, str]]:
        """All towns with which the words begin, the longest first, and what follows."""
        found: dict[tuple[str, str], None] = {}
        for end in range(len(words), -1, -1):
            town = self.spellings.get(words[:end])
            if town is not None:
                found[town, words[end:]] = None
        return list(found)

    def loosely(self, words: str) -> list[tuple[str, str]]:
        """As `beginning`, with ケ, ノ and ツ put in or left out."""
        found = []
        for end in range(len(words), 1, -1):
            town = self._loose.get(loose_key(words[:end]))
            if town is not None:
                found.append((town, words[end:]))
        return found

    def in_part(self, words: str) -> list[tuple[str, str]]:
        """Towns where one side leaves out the 町 or 村 that the 大字 was part of."""
        found = []
        for end in range(len(words), 1, -1):
            found += [(town, words[end:]) for town in self._tails.get(words[:end], ())]
        head = _PART_OF_TOWN.match(words)
        return found + (self.beginning(words[head.end() :]) if head is not None else [])

    def longer(self, words: str) -> list[str]:
        """Towns that begin with the words: the ledger writes the 小字 into the town."""
        if len(words) < 2:
            return []
        return list({town for spelling, town in self.spellings.items() if spelling.startswith(words)})

    def with_slip(self, words: str) -> list[tuple[str, str]]:
        """Towns that differ in one character from the beginning of the words."""
        found = []
        for spelling, town in self.spellings.items():
            if len(spelling) < 3 or len(words) < 3:
                continue
            for length in (len(spelling), len(spelling) - 1, len(spelling) + 1):
                if length > len(words):
                    continue
                if Levenshtein.distance(spelling, words[:length], score_cutoff=1) <= 1:
                    found.append((town, words[length:]))
                    break
        return found


class LedgerIndex:
    """Assets and owners, ready to be asked for. Nothing of it changes while notices are matched.

    `reader` reads addresses (with the tables of Japan Post unless told otherwise).
    """

    def __init__(
        self, assets: Iterable[Asset], owners: Iterable[Owner], reader: AddressReader | None = None
    ) -> None:
        self.reader = AddressReader(Parser()) if reader is None else reader
        self.owners = OwnerBook(owners, self.reader)
        self.assets: list[Asset] = []
        self._lands: dict[str, int | list[int]] = {}
        self._houses: dict[str, int | list[int]] = {}
        self._on_lot: dict[str, int | list[int]] = {}
        self._towns: dict[str, _Towns] = {}
        self._codes: dict[str, str] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        for asset in assets:
            self._add(asset)
        self.site = lru_cache(maxsize=_KEPT)(self._site)

    @property
    def codes(self) -> list[str]:
        """The municipalities of the ledger, six digits each."""
        return list(self._towns)

    def _add(self, asset: Asset) -> None:
        code = self._codes.get(asset.municipality_code)
        if code is None:
            code = self._codes[asset.municipality_code] = six_digits(asset.municipality_code)
        towns = self._towns.get(code)
        if towns is None:
            towns = self._towns[code] = _Towns()
        town = _town_key(asset.town, self._names_of(code))
        if town not in towns.spellings:
            towns.add(town)
        # 十 and 10 of 丁目 and 条 are one town.
        place = f"{code}|{towns.spellings[town]}|"
        number = len(self.assets)
        self.assets.append(asset)
        lot = lot_key(asset.lot) if asset.lot else ""
        if asset.kind != Kind.HOUSE:
            if lot:
                _put(self._lands, place + lot, number)
            return
        if lot:
            _put(self._on_lot, place + lot, number)
        if asset.building_number:
            _put(self._houses, place + lot_key(asset.building_number), number)

    def _names_of(self, code: str) -> tuple[str, ...]:
        """The keys of a municipality's name, the longest first; empty where no table has it."""
        if code in self._names:
            return self._names[code]
        known = self.reader.parser.places.municipalities.get(code)
        if known is None:
            return self._names.setdefault(code, ())
        names = {
            f"{known.prefecture}{known.name}",
            f"{known.prefecture}{known.short}",
            known.name,
            known.short,
        }
        keys = sorted((place_key(name) for name in names), key=len, reverse=True)
        return self._names.setdefault(code, tuple(keys))

    # --- where a notice lies -----------------------------------------------------------------------

    def _site(self, location: str) -> Site:
        head = self.reader.head(location)
        codes = [code for one in head.codes if (code := self._code_of_ledger(one))]
        if head.written and head.codes and not codes:
            # 山都町 is a municipality, and a part of another one.
            site = self._among(self.codes, head.whole) if head.whole else Site()
            if any(len(town) >= _SURELY_A_TOWN for _, town, _, _ in site.readings):
                return site
            return Site(head.name or "別の市町村")
        asked = codes or self.codes
        for words in (head.words, *head.others):
            site = self._among(asked, words)
            if site.readings:
                return site
        if not head.codes or not head.written:
            site = self._in_unknown_municipality(head.words)
            if site.readings:
                return site
        return self._with_slip(codes, head.words) if codes else Site()

    def _code_of_ledger(self, code: str) -> str:
        """The ledger's code of a municipality: its own, or of a ward that of the city."""
        if code in self._towns:
            return code
        if not self.reader.parser.places.municipalities[code].city:
            return ""
        cities = [one for one in self._towns if one[:3] == code[:3] and one[4] == "0" and one < code]
        return max(cities, default="")

    def _among(self, codes: Iterable[str], words: str) -> Site:
        words, lot = _without_lot(words)
        found: list[tuple[str, str, str, bool]] = []
        for code in codes:
            towns = self._towns[code]
            here = towns.beginning(words)
            if not here or (len(here) == 1 and not here[0][0]):
                here += [*towns.loosely(words), *((town, "") for town in towns.longer(words))]
            found += [(code, town, rest, False) for town, rest in here]
        return Site("", tuple(found), lot)

    def _with_slip(self, codes: Iterable[str], words: str) -> Site:
        words, lot = _without_lot(words)
        found = []
        for code in codes:
            towns = self._towns[code]
            found += [(code, *one, True) for one in towns.in_part(words) or towns.with_slip(words)]
        return Site("", tuple(found), lot)

    def _in_unknown_municipality(self, words: str) -> Site:
        """The place in a municipality of the ledger that no table has: behind any 市, 町 or 村."""
        known = self.reader.parser.places.municipalities
        codes = [code for code in self._towns if code not in known]
        for begin in _AFTER_MUNICIPALITY.finditer(words) if codes else ():
            site = self._among(codes, words[begin.end() :])
            if site.readings:
                return site
        return Site()

    # --- what lies there ---------------------------------------------------------------------------

    def lands(self, site: Site, lot: str) -> list[Candidate]:
        """Parcels of a lot (its key), best first."""
        return self._found(self._lands, site, lot)

    def houses(self, site: Site, building_number: str) -> list[Candidate]:
        """Houses of a building number (its key), best first."""
        return self._found(self._houses, site, building_number)

    def houses_on(self, site: Site, lot: str) -> list[Candidate]:
        """Houses that stand on a lot (its key), best first."""
        return self._found(self._on_lot, site, lot)

    def _found(self, index: dict[str, int | list[int]], site: Site, lot: str) -> list[Candidate]:
        best: dict[int, PlaceLevel] = {}
        for code, town, rest, slip in site.readings:
            for hamlet, key in _with_sign(rest, lot):
                known = index.get(f"{code}|{town}|{key}")
                if known is None:
                    continue
                for number in known if isinstance(known, list) else (known,):
                    level = _place_level(hamlet, place_key(self.assets[number].koaza))
                    if slip and level is not PlaceLevel.OTHER:
                        level = PlaceLevel.SLIP
                    best[number] = max(level, best.get(number, PlaceLevel.OTHER))
        ordered = sorted(best.items(), key=lambda one: (-one[1], one[0]))
        return [Candidate(self.assets[number], level) for number, level in ordered]


@lru_cache(maxsize=_KEPT)
def _place_level(written: str, known: str) -> PlaceLevel:
    if written == known:
        return PlaceLevel.WHOLE
    if not written or not known:
        return PlaceLevel.PART
    one, other = loose_key(written), loose_key(known)
    if one == other or set(number_spellings(written)) & set(number_spellings(known)):
        return PlaceLevel.WHOLE
    if one.endswith(other) or other.endswith(one) or one.startswith(other) or other.startswith(one):
        return PlaceLevel.SLIP
    if min(len(one), len(other)) >= 2 and Levenshtein.distance(one, other, score_cutoff=1) <= 1:
        return PlaceLevel.SLIP
    return PlaceLevel.OTHER


def _with_sign(rest: str, lot: str) -> list[tuple[str, str]]:
    """村西丙 582 is also 村西 丙582, and the other way round."""
    found = [(rest, lot)]
    if rest[-1:] and rest[-1] in _SIGNS and lot[:1].isdigit():
        found.append((rest[:-1], rest[-1] + lot))
    elif lot[:1] and lot[0] in _SIGNS:
        found.append((rest + lot[0], lot[1:]))
    return found


def _without_lot(words: str) -> tuple[str, str]:
    words = with_digits(words) if "番" in words else words
    found = _LOT_AT_END.search(words)
    if found is None:
        return words, ""
    return words[: found.start()], found.group()


def _town_key(town: str, names: tuple[str, ...]) -> str:
    key = place_key(town)
    for name in names:
        if key.startswith(name) and len(key) > len(name):
            return key[len(name) :]
    return key


def _put(index: dict[str, int | list[int]], key: str, number: int) -> None:
    known = index.get(key)
    if known is None:
        index[key] = number
    elif isinstance(known, list):
        known.append(number)
    else:
        index[key] = [known, number]


def six_digits(code: str) -> str:
    """A municipality code with its check digit, from five or six digits, a leading zero lost or not.

    >>> six_digits("07202"), six_digits("072028"), six_digits("72028"), six_digits("7202")
    ('072028', '072028', '072028', '072028')
    """
    digits = unicodedata.normalize("NFKC", code).strip()
    if not digits.isdecimal():
        return digits
    if len(digits) == 5 and digits[:2] > "47":
        return digits.zfill(6)
    if len(digits) in (4, 5):
        return with_check_digit(digits.zfill(5))
    return digits
