"""Keys by which names are compared, quickly: equal over widths, spaces, kinds of kana, old and new kanji.

A key says that two names may be written for one; it is never shown and never stored in place of the name.
"""

from __future__ import annotations

import re
import unicodedata

from madoguchi.lib.japanese.kanji import search_key
from madoguchi.lib.japanese.text import normalise_width, without_variation_selectors


class _Table(dict[int, str]):
    """What `str.translate` puts for each character; worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = found = search_key(chr(code))
        return found


_TABLE = _Table()
_DASHES = "‐‑‒–—―−﹣－─━-"
# Marks that belong to the character before them, and dashes that may be a long vowel: seen to first.
_TO_BE_JOINED = re.compile(f"[\uff9e\uff9f\u3099\u309a\u309b\u309c]|(?<=[ァ-ヺｦ-ﾝぁ-ゖﾞﾟ])[{_DASHES}]")
_LONG_VOWEL = re.compile(f"(?<=[ァ-ヺぁ-ゖ])[{_DASHES}]")
_SPACED_MARK = str.maketrans("\u309b\u309c", "\u3099\u309a")
_REPEATED = re.compile("(.)([々〻ゝヽゞヾ仝])")
_VOICED_REPEAT = "ゞヾ"


def name_key(name: str) -> str:
    """The key of a person's name: without spaces, signs and widths, in katakana, widely known kanji.

    佐々木 and 佐佐木 have one key, サ−ト and サート too. Titles, brackets and shares are not taken away: see
    `owners.read_owner` for a line that may have them.

    >>> name_key("渡邉　髙志") == name_key("渡辺高志"), name_key("ﾜﾀﾅﾍﾞ ﾀｶｼ") == name_key("わたなべたかし")
    (True, True)
    """
    if _TO_BE_JOINED.search(name) is not None:
        name = unicodedata.normalize("NFC", normalise_width(name.translate(_SPACED_MARK)))
        name = _LONG_VOWEL.sub("ー", name)
    key = name.translate(_TABLE)
    return key if _REPEATED.search(key) is None else _spelled_out(key)


def _spelled_out(key: str) -> str:
    while True:
        longer = _REPEATED.sub(lambda found: found[1] + _again(found[1], found[2]), key)
        if longer == key:
            return key
        key = longer


def _again(character: str, sign: str) -> str:
    if sign not in _VOICED_REPEAT:
        return character
    voiced = unicodedata.normalize("NFC", character + "\u3099")
    return voiced if len(voiced) == 1 else character


_WORDS = re.compile(r"[\s・,.，．、]+")


def unordered_name_key(name: str) -> str:
    """The same key for a name and for its words in another order: SMITH JOHN and John Smith.

    Only for finding candidates: it is equal for different people more often than `name_key`.

    >>> unordered_name_key("SMITH, JOHN") == unordered_name_key("John Smith")
    True
    """
    return " ".join(sorted(filter(None, map(name_key, _WORDS.split(without_variation_selectors(name))))))
