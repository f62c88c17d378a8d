"""Addresses: telling the town (大字) from what follows it.

Small for now: it knows the towns of one municipality and nothing of 小字, 番地 and buildings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from madoguchi.lib.japanese.kanji import search_key
from madoguchi.lib.japanese.postal import Town, towns_of
from madoguchi.lib.japanese.text import clean_line

# Japan Post leaves 大字 and 字 out, registers keep them: 門田町大字飯寺 and 門田町飯寺 are one town.
_SECTION_WORDS = re.compile(r"大字|小字|(?<=[町村])字|^字")


@dataclass(frozen=True, slots=True)
class SplitAddress:
    """An address inside one municipality: the town if it is known, and the rest as written."""

    town: Town | None
    rest: str


def town_key(name: str) -> str:
    """The name of a town as it is compared: without 大字 and 字, folded, variants reduced, ヶ as ケ."""
    return search_key(_SECTION_WORDS.sub("", name))


@lru_cache(maxsize=64)
def _towns_by_key(municipality_code: str) -> dict[str, Town]:
    return {town_key(town.name): town for town in towns_of(municipality_code)}


def split_town(address: str, municipality_code: str) -> SplitAddress:
    """The town with which an address begins (prefecture and municipality already removed), and the rest."""
    line = clean_line(address)
    towns = _towns_by_key(municipality_code)
    # The longest beginning wins: 東栄町 is not 東 and not 東栄.
    for end in range(len(line), 0, -1):
        town = towns.get(town_key(line[:end]))
        if town is not None:
            return SplitAddress(town, line[end:].strip())
    return SplitAddress(None, line)


def is_known_town(name: str, municipality_code: str) -> bool:
    """Whether a town (with or without 大字 and 小字) belongs to the municipality."""
    return split_town(name, municipality_code).town is not None
