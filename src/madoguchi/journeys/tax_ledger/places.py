"""Where a new asset lies: the town and koaza of the ledger that a notice writes as its location."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_LEFT_OUT = re.compile(r"大字|小字|字|\s")
_DIGITS = str.maketrans("一二三四五六七八九", "123456789")


def plain(text: str) -> str:
    """Without what is written or left out at will.

    >>> plain("門田町大字飯寺字村西") == plain("門田町 飯寺村西")
    True
    """
    folded = unicodedata.normalize("NFKC", text).replace("ヶ", "ケ").replace("ヵ", "カ")
    return _LEFT_OUT.sub(
        "", re.sub(r"[一二三四五六七八九](?=丁目)", lambda one: one[0].translate(_DIGITS), folded)
    )


def town_of(location: str, known: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """The town and koaza of the ledger with which a location ends; None where none fits, or several do.

    >>> town_of("会津県飯盛市門田町大字飯寺字村西", [("門田町飯寺", "村西"), ("門田町飯寺", "")])
    ('門田町飯寺', '村西')
    """
    wanted = plain(location)
    found: dict[str, set[tuple[str, str]]] = {}
    for town, koaza in known:
        key = plain(town + koaza)
        if key and wanted.endswith(key):
            found.setdefault(key, set()).add((town, koaza))
    if not found:
        return None
    longest = found[max(found, key=len)]
    return next(iter(longest)) if len(longest) == 1 else None
