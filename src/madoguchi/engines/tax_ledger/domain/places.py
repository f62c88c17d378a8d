"""One key for a place, so that lists of parcels stand in the order of a map's index."""

from __future__ import annotations

import re
import unicodedata

from madoguchi.lib.japanese.lots import lot_key

_NUMBER = re.compile(r"\d+")
_PREFIXES = re.compile(r"大字|小字|字")
_DIGITS = 7


def place_key(town: str, koaza: str, lot: str) -> str:
    """Town, koaza and lot for ordering and finding: widths and 大字・字 do not count, numbers have one width.

    >>> place_key("門田町大字飯寺", "字村西", "５８２番地１") == place_key("門田町飯寺", "村西", "582-1")
    True
    >>> place_key("門田町飯寺", "村西", "9") < place_key("門田町飯寺", "村西", "10")
    True
    """
    number = _NUMBER.sub(lambda found: found[0].zfill(_DIGITS), lot_key(lot)) if lot else ""
    return f"{_plain(town)}|{_plain(koaza)}|{number}"


def town_key(town: str) -> str:
    """How the keys of a town begin.

    >>> place_key("門田町大字飯寺", "", "1").startswith(town_key("門田町飯寺"))
    True
    """
    return _plain(town)


def _plain(text: str) -> str:
    return _PREFIXES.sub("", unicodedata.normalize("NFKC", text).replace(" ", ""))
