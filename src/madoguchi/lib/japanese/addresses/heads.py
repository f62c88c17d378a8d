"""The front of an address: prefecture, municipality and town, as the tables have them.

Works on the compact key (see `folding.compact`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from madoguchi.lib.japanese.addresses.folding import place_key
from madoguchi.lib.japanese.addresses.model import Candidate, Inferred
from madoguchi.lib.japanese.addresses.places import PREFECTURES, Municipality, Names, Places, Town

_DIRECTION = "(?:上ル|下ル|上ケル|[東西南北]入ル?)"
_STREET = re.compile(
    f"[^0-9]*{_DIRECTION}(?:[一二三四五六七八九十0-9]+(?:丁目|筋目))?(?:[^0-9]*{_DIRECTION})*"
)
_DISTRICT = re.compile("[^0-9市区]{1,5}?郡")
_GOES_ON = re.compile(r"[\s0-9\-字(]|[〇一二三四五六七八九十百]+(?:丁目|番)|第?[0-9]|$")
_IS_OVER = re.compile(r"[0-9\-(]|[〇一二三四五六七八九十]+丁目|$")
"""What stands behind the name of a town where nothing more of it can come."""
_MOST_CANDIDATES = 20
_LONGEST_FORMER = 12

_KEYS_OF_PREFECTURES = {place_key(name)[:2]: (place_key(name), name) for name in PREFECTURES}


class Line(NamedTuple):
    """A compact key, the places in it before which 字 stands in the line, and seven digits or nothing."""

    flat: str
    marks: tuple[int, ...]
    postal_code: str = ""


class FoundTown(NamedTuple):
    """A town found in a key: where the street before it and its name end, and how it was found."""

    town: Town
    street_end: int
    end: int
    spelt: bool


class Head(NamedTuple):
    """Prefecture to town; the ends are places in the compact key, -1 where there is no such part."""

    prefecture: str
    prefecture_end: int
    municipality: Municipality | None
    municipality_end: int
    town: FoundTown | None
    inferred: tuple[Inferred, ...]
    candidates: tuple[Candidate, ...]


class HeadReader:
    """Finds prefecture, municipality and town in the tables."""

    def __init__(self, places: Places) -> None:
        self.places = places

    def read(self, line: Line) -> Head:
        """The head of a line; its postal code decides where the names do not."""
        flat = line.flat
        known = _KEYS_OF_PREFECTURES.get(flat[:2])
        prefecture, at = "", 0
        if known is not None and flat.startswith(known[0]):
            prefecture, at = known[1], len(known[0])
        names = self.places.prefectures.get(prefecture) if prefecture else self.places.japan
        if names is None:
            return Head(prefecture, at or -1, None, -1, None, (), ())
        hit = names.at(flat, at)
        if hit is not None:
            found, end = hit
            if len(found) == 1 and (prefecture or flat[at:end] not in names.wards):
                town = _town_in(found[0], line, end)
                implied = () if prefecture else (Inferred.PREFECTURE,)
                return _decided(found[0], prefecture, at, end, town, implied)
            wards = () if prefecture else names.wards.get(flat[at:end], ())
            return self._among([*found, *wards], line, prefecture, at, end, (), whole=len(found))
        for attempt in (self._by_part, self._by_former_name, self._by_short_prefecture, self._by_town):
            head = attempt(names, line, prefecture, at)
            if head is not None:
                return head
        return Head(prefecture, at or -1, None, -1, None, (), ())

    def _by_part(self, names: Names, line: Line, prefecture: str, at: int) -> Head | None:
        """A designated city without its ward, or a ward without its city."""
        flat = line.flat
        hit = names.part_at(flat, at)
        if hit is None:
            return None
        found, end = hit
        implied = (Inferred.WARD,) if prefecture else (Inferred.PREFECTURE, Inferred.WARD)
        return self._among(found, line, prefecture, at, end, implied)

    def _by_former_name(self, names: Names, line: Line, prefecture: str, at: int) -> Head | None:
        """A municipality that is no longer: its towns are looked for under today's."""
        flat = line.flat
        former_names = self.places.former
        for end in range(min(len(flat), at + _LONGEST_FORMER), at + 1, -1):
            formers = former_names.get(prefecture + flat[at:end])
            if not formers:
                continue
            heads = []
            for former in formers:
                municipality = self.places.municipalities[former.code]
                town = None
                for prefix in dict.fromkeys((former.prefix, _DISTRICT.sub("", former.name), "")):
                    key = place_key(prefix)
                    town = _town_in(municipality, Line(key + flat[end:], ()), 0)
                    if town is not None and town.end > len(key):
                        moved = end - len(key)
                        street_end = town.street_end + moved if town.street_end else 0
                        town = town._replace(end=town.end + moved, street_end=street_end)
                        break
                    town = None
                implied: tuple[Inferred, ...] = (Inferred.FORMER,)
                if not prefecture:
                    implied += (Inferred.PREFECTURE,)
                heads.append(_decided(municipality, prefecture, at, end, town, implied))
            with_town = [head for head in heads if head.town is not None] or heads
            if len({head.municipality.code for head in with_town if head.municipality}) == 1:
                return with_town[0]
            return _open(with_town, prefecture, at, end)
        return None

    def _by_short_prefecture(self, names: Names, line: Line, prefecture: str, at: int) -> Head | None:
        """A prefecture without 都, 府 or 県, where a municipality of it follows: 東京千代田区."""
        flat = line.flat
        known = _KEYS_OF_PREFECTURES.get(flat[:2])
        if prefecture or known is None:
            return None
        short = known[0][:-1]
        ones = self.places.prefectures.get(known[1])
        if not flat.startswith(short) or ones is None:
            return None
        hit = ones.at(flat, len(short))
        if hit is None or len(hit[0]) > 1:
            return None
        (municipality,), end = hit
        town = _town_in(municipality, line, end)
        return _decided(municipality, known[1], len(short), end, town, (Inferred.PREFECTURE,))

    def _by_town(self, names: Names, line: Line, prefecture: str, at: int) -> Head | None:
        """The municipality is left out (or named by a former 町 that its towns still begin with)."""
        flat = line.flat
        district = _DISTRICT.match(flat, at)
        begins = (at,) if district is None else (district.end(), at)
        for begin in begins:
            for end in range(min(len(flat), begin + 14), begin + 1, -1):
                found = names.towns.get(flat[begin:end])
                if found and (end - begin > 2 or _GOES_ON.match(flat, end)):
                    implied: tuple[Inferred, ...] = (Inferred.MUNICIPALITY,) if prefecture else (
                        Inferred.PREFECTURE, Inferred.MUNICIPALITY,
                    )  # fmt: skip
                    if begin > at:
                        implied += (Inferred.FORMER,)
                    return self._among(found, line, prefecture, at, begin, implied)
        return None

    def _among(
        self,
        found: list[Municipality],
        line: Line,
        prefecture: str,
        at: int,
        end: int,
        implied: tuple[Inferred, ...],
        whole: int = 0,
    ) -> Head:
        """The only one of several municipalities that has the town, or to which the postal code leads.

        `whole`: so many of them, the first, have exactly the name; the others are wards of a city that is
        left out.
        """
        if len(found) == 1 and not whole:
            return _decided(found[0], prefecture, at, end, _town_in(found[0], line, end), implied)
        towns = [_town_in(one, line, end, loosely=False) for one in found]
        if not any(towns):
            towns = [_town_in(one, line, end) for one in found]
        furthest = max((town.end for town in towns if town is not None), default=0)
        if not prefecture and Inferred.PREFECTURE not in implied:
            implied += (Inferred.PREFECTURE,)
        fitting = [
            _decided(
                one, prefecture, at, end, town,
                (*implied, Inferred.WARD) if whole and index >= whole else implied,
            )
            for index, (one, town) in enumerate(zip(found, towns, strict=True))
            if not furthest or (town is not None and town.end == furthest)
        ]  # fmt: skip
        if len(fitting) > 1 and line.postal_code:
            codes = self.places.of_postal_code(line.postal_code)
            posted = [head for head in fitting if head.municipality and head.municipality.code in codes]
            fitting = posted or fitting
        if len(fitting) == 1:
            return fitting[0]
        return _open(fitting, prefecture, at, end)


def _town_in(municipality: Municipality, line: Line, start: int, *, loosely: bool = True) -> FoundTown | None:
    """The town at a place of a line; in Kyoto after the names of streets."""
    if municipality.city == "京都市":
        street = _STREET.match(line.flat, start)
        if street is not None:
            town = _town_at(municipality, line, street.end(), loosely=loosely)
            if town is not None:
                return town._replace(street_end=street.end())
    return _town_at(municipality, line, start, loosely=loosely)


def _town_at(municipality: Municipality, line: Line, start: int, *, loosely: bool = True) -> FoundTown | None:
    flat = line.flat
    hit = municipality.town_at(flat, start)
    if hit is not None and _IS_OVER.match(flat, hit[1]):
        return FoundTown(hit[0], 0, hit[1], spelt=False)
    if hit is not None:
        # 姉別字北原 is 北原 in 姉別, although there is a town 姉別北 too.
        for mark in line.marks:
            town = municipality.towns.get(flat[start:mark]) if start < mark < hit[1] else None
            if town is not None:
                return FoundTown(town, 0, mark, spelt=False)
    # More of the name may stand there in another spelling: 島橋東丁 is 島橋東ノ丁, and not 島.
    loose = municipality.loose_town_at(flat, start) if loosely else None
    if loose is not None and (hit is None or loose[1] > hit[1]):
        return FoundTown(loose[0], 0, loose[1], spelt=True)
    return None if hit is None else FoundTown(hit[0], 0, hit[1], spelt=False)


def _decided(
    municipality: Municipality,
    prefecture: str,
    at: int,
    end: int,
    town: FoundTown | None,
    inferred: tuple[Inferred, ...],
) -> Head:
    if town is not None and town.spelt:
        inferred += (Inferred.SPELLING,)
    return Head(municipality.prefecture, at or -1, municipality, end if end > at else -1, town, inferred, ())


def _open(heads: list[Head], prefecture: str, at: int, end: int) -> Head:
    """Several fit and nothing decides: what they have in common, and all of them."""
    candidates = tuple(
        candidate(head.municipality, "" if head.town is None else head.town.town.name)
        for head in heads[:_MOST_CANDIDATES]
        if head.municipality is not None
    )
    common = {head.municipality.prefecture for head in heads if head.municipality is not None}
    said = prefecture or (common.pop() if len(common) == 1 else "")
    inferred = (Inferred.PREFECTURE,) if said and not prefecture else ()
    towns = {head.town.town.name: head.town for head in heads if head.town is not None}
    town = towns.popitem()[1] if len(towns) == 1 else None
    return Head(said, at or -1, None, end if end > at else -1, town, inferred, candidates)


def candidate(municipality: Municipality, town: str) -> Candidate:
    """What may be meant, as it is told."""
    return Candidate(municipality.code, municipality.prefecture, municipality.name, town)
