"""The town of an address whose municipality is known already, as Japan Post lists it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from madoguchi.lib.japanese.addresses.folding import compact, fold, number_spellings, place_key
from madoguchi.lib.japanese.postal import Town, towns_of
from madoguchi.lib.japanese.text import clean_line


@dataclass(frozen=True, slots=True)
class SplitAddress:
    """An address inside one municipality: the town if it is known, and the rest as written."""

    town: Town | None
    rest: str


@lru_cache(maxsize=64)
def _towns_by_key(municipality_code: str) -> dict[str, Town]:
    return {
        key: town
        for town in towns_of(municipality_code)
        for key in reversed(number_spellings(place_key(town.name)))
    }


def split_town(address: str, municipality_code: str) -> SplitAddress:
    """The town with which an address begins (prefecture and municipality already removed), and the rest."""
    line = clean_line(address)
    folded = fold(line)
    flat, where = compact(folded.key)
    towns = _towns_by_key(municipality_code)
    # The longest beginning wins: 東栄町 is not 東 and not 東栄.
    for end in range(len(flat), 0, -1):
        town = towns.get(flat[:end])
        if town is not None:
            return SplitAddress(
                town, line[folded.original(end if where is None else where[end - 1] + 1) :].strip()
            )
    return SplitAddress(None, line)


def is_known_town(name: str, municipality_code: str) -> bool:
    """Whether a town (with or without 大字 and 小字) belongs to the municipality."""
    return split_town(name, municipality_code).town is not None
