"""Whether a name or an address that somebody typed is the one in the certificate.

Certificates know the characters of JIS X 0208 and 0212 only. Where the 住民票 has another one, the
certificate
has a substitute (代替文字: a similar ideograph, or kana) and says at which positions. There, any
characters are
taken; everywhere else variants of one ideograph are the same, and widths and spaces do not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from madoguchi.lib.japanese.dates import kanji_number
from madoguchi.lib.japanese.kanji import search_key

_SUBSTITUTED: Final = "␚"
"""Stands for a substitute while texts are folded; folding leaves it as it is."""

_SEPARATOR: Final = "/"
"""Between the numbers of an address. Folding drops dashes, and 1-23 is not 12-3."""

_PREFECTURE = re.compile(r"(?:東京都|北海道|京都府|大阪府|[^\W\d]{2,3}県)")
# Towns and villages lie in a county (郡), which people leave out; three cities have the word in their names.
_COUNTY = re.compile(
    rf"^({_PREFECTURE.pattern})?+(?!小郡市|蒲郡市|大和郡山市)"
    r"(?:高市|余市|[^\W\d市区町]{1,5}?)郡(?=[^\W\d]{1,8}?[町村])"
)
_POSTAL_CODE = re.compile(r"^〒?\d{3}-?\d{4}(?!\d)")
# 大字 and 字 are written or left out as people like; here it is enough that both texts lose them.
_SECTION_WORDS = re.compile(r"[大小]?字")
_KANJI_DISTRICT = re.compile(r"[〇一二三四五六七八九十]+(?=丁目)")
_NUMBER_WORD = re.compile(r"(?<=\d)(?:丁目|番地|番|号室?|-|‐|‑|‒|–|—|―|−|ー|の(?=\d))+")
# 18号 203 is not 18203.
_SPACE_BETWEEN_NUMBERS = re.compile(r"(?<=\d)\s+(?=\d)")
_SEPARATORS_AT_END = re.compile(rf"{_SEPARATOR}+(?=\D|$)")


class Likeness(StrEnum):
    """How a typed text compares with a certified one.

    `SUBSTITUTED` is the same but for the positions at which the certificate has substitutes: what stands
    there
    is for the register to say.
    """

    SAME = "same"
    SUBSTITUTED = "substituted"
    DIFFERENT = "different"


def compare_names(certified: str, typed: str, substitutes: str = "") -> Likeness:
    """How a typed 氏名 compares with that of a certificate and its substitutes (0 and 1 per character)."""
    return _compare(certified, typed, substitutes, search_key)


def same_name(certified: str, typed: str, substitutes: str = "") -> bool:
    """Whether the names may be one, substitutes taken into account.

    >>> same_name("髙橋　葵", "高橋葵"), same_name("広田　葵", "𢉶田 葵", "1000"), same_name("広田　葵",
    "上田葵")
    (True, True, False)
    """
    return compare_names(certified, typed, substitutes) is not Likeness.DIFFERENT


def compare_addresses(certified: str, typed: str, substitutes: str = "") -> Likeness:
    """How a typed 住所 compares with that of a certificate.

    一丁目2番3号 and 1-2-3 are the same, 大字, 字 and the county (郡) do not count, and the prefecture may be
    left out.
    """
    marks = _aligned(certified, substitutes)
    if county := _COUNTY.match(certified):
        start = county.end(1) if county[1] else 0
        certified, marks = (text[:start] + text[county.end() :] for text in (certified, marks))
    typed = _COUNTY.sub(r"\1", typed)
    found = _compare(certified, typed, marks, address_key)
    prefecture = _PREFECTURE.match(certified)
    if found is not Likeness.DIFFERENT or prefecture is None:
        return found
    return _compare(certified[prefecture.end() :], typed, marks[prefecture.end() :], address_key)


def same_address(certified: str, typed: str, substitutes: str = "") -> bool:
    """Whether the addresses may be one, substitutes taken into account."""
    return compare_addresses(certified, typed, substitutes) is not Likeness.DIFFERENT


def address_key(text: str) -> str:
    """An address as it is compared: numbers with one separator, no postal code, 大字, 字 and spaces."""
    line = _SPACE_BETWEEN_NUMBERS.sub(_SEPARATOR, unicodedata.normalize("NFKC", text))
    line = "".join(line.split())
    line = _POSTAL_CODE.sub("", line)
    line = _KANJI_DISTRICT.sub(lambda match: str(kanji_number(match.group())), line)
    line = _NUMBER_WORD.sub(_SEPARATOR, _SECTION_WORDS.sub("", line))
    return search_key(_SEPARATORS_AT_END.sub("", line))


def _compare(certified: str, typed: str, substitutes: str, key: Callable[[str], str]) -> Likeness:
    if not certified.strip() or not typed.strip():
        return Likeness.DIFFERENT
    typed_key = key(typed)
    if typed_key and typed_key == key(certified):
        return Likeness.SAME
    marks = _aligned(certified, substitutes)
    if "1" not in marks or _SUBSTITUTED in certified:
        return Likeness.DIFFERENT
    marked = "".join(
        _SUBSTITUTED if mark == "1" else character for character, mark in zip(certified, marks, strict=True)
    )
    pattern, literal = _pattern(key(marked))
    # Where nothing but substitutes is left, everything would match.
    if not literal or re.fullmatch(pattern, typed_key) is None:
        return Likeness.DIFFERENT
    return Likeness.SUBSTITUTED


def _aligned(certified: str, substitutes: str) -> str:
    """One mark per character, zeros where the certificate's marks can not be laid beside its text.

    Whether the space between the names has a mark of its own is not told by any source: both are read.
    """
    if len(substitutes) == len(certified):
        return substitutes
    if len(substitutes) != sum(not character.isspace() for character in certified):
        return "0" * len(certified)
    marks = iter(substitutes)
    return "".join("0" if character.isspace() else next(marks) for character in certified)


def _pattern(key: str) -> tuple[str, bool]:
    """A regular expression for a folded text with marks, and whether it holds anything but marks.

    A run of n marks stands for one to n characters: an ideograph may have been replaced by its kana.
    """
    pieces = re.split(f"({_SUBSTITUTED}+)", key)
    pattern = "".join(
        f".{{1,{len(piece)}}}" if piece.startswith(_SUBSTITUTED) else re.escape(piece) for piece in pieces
    )
    return pattern, any(piece and not piece.startswith(_SUBSTITUTED) for piece in pieces)
