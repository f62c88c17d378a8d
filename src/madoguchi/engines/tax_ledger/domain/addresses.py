"""Where land lies and where people live, in a form in which two writings of one place are equal.

The head of an address (what stands before the first number) is read with the tables of Japan; it is one of a
few thousand in any ledger, so each is read once. The numbers behind it are read by their form.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from madoguchi.lib.japanese.addresses import Certainty, Inferred, Parser
from madoguchi.lib.japanese.addresses.folding import fold, in_kanji, loose_key, place_key
from madoguchi.lib.japanese.dates import kanji_number

_DIGITS = "[〇一二三四五六七八九十百千]+"
_SIGNS = "甲乙丙丁戊己庚辛壬癸"
_KANJI_NUMBER = re.compile(
    rf"{_DIGITS}(?=丁目|番(?![{_SIGNS}])|号|-\d|[ノ之の]\d)|(?:(?<=番地)|(?<=地ノ)|(?<=番ノ)){_DIGITS}$"
)
_BEHIND_NUMBER = re.compile(
    rf"(?:丁目|番地割|地割|番地|番|号|線)?(?:[-ーノ ]|(?<=\d)ノ)?(?P<next>{_DIGITS}|\d+)"
    r"(?!\d*(?:階|F|号室|号棟|棟|室))"
)
_KANJI_DIGITS = "〇一二三四五六七八九十百千"
_UNITS = re.compile("[十百千]")
_NAMED_NUMBER = re.compile(rf"\d+(?=条|線|号線|番[{_SIGNS}]\d)")
"""Numbers that are part of a name: 条, 線, and 字 like 市中三番甲."""
_FIRST_NUMBER = re.compile(r"\d+")
_ENDS_IN_DAI = re.compile("(?<=[^町村市区])大字(?=.)")
_KEPT_HEADS = 200_000
_KEPT_ADDRESSES = 500_000


class Nearness(IntEnum):
    """How near two addresses are."""

    OPEN = -1
    """One of them is not written, or says nothing."""
    OTHER = 0
    TOWN = 1
    """The same town, another number."""
    NEAR = 2
    """The same number of the same town but for a branch, a room or a slip in the town."""
    SAME = 3


class Head(NamedTuple):
    """What stands before the number: municipality (six digits, empty where not said) and words behind it."""

    code: str
    words: str
    codes: tuple[str, ...]
    """All municipalities that may be meant."""
    name: str
    """Prefecture and municipality, for people."""
    others: tuple[str, ...]
    """Other readings of the words: with the name of the former municipality or the ward in front."""
    written: bool
    """Whether a municipality is written (and not only concluded from the town)."""
    whole: str = ""
    """All of it, where no prefecture is written: what looks like a municipality may be a town, 山都町."""


class Place(NamedTuple):
    """An address: municipality, words (town, 小字 …) as a key, numbers."""

    code: str
    words: str
    numbers: tuple[int, ...]
    whole: str = ""
    """As in `Head`."""


class AddressReader:
    """Reads addresses and compares them; keeps what it has read."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser
        self.head = lru_cache(maxsize=_KEPT_HEADS)(self._head)
        self.place = lru_cache(maxsize=_KEPT_ADDRESSES)(self._place)

    def _head(self, text: str) -> Head:
        """Read what stands before the first number."""
        address = self.parser.parse(text)
        ends = dict(address.spans)
        end = ends.get("municipality", ends.get("prefecture", ends.get("postal_code", 0)))
        words = place_key(text[end:]).strip("-")
        others = []
        if Inferred.FORMER in address.inferred and address.town:
            begin = ends.get("town", end)
            others.append(words)
            words = place_key(address.town) + place_key(text[begin:])
            former = ends.get("prefecture", 0)
            others.append(re.sub("^.{1,5}?郡", "", place_key(text[former:])))
        ward = re.search("市(.{1,4}区)$", address.municipality)
        if ward is not None:
            others.append(place_key(ward[1]) + words)
        codes = tuple(dict.fromkeys(one.code for one in address.candidates))
        if address.certainty is not Certainty.AMBIGUOUS and address.code:
            codes = (address.code,)
        written = "municipality" in ends and Inferred.MUNICIPALITY not in address.inferred
        code = codes[0] if len(codes) == 1 and written else ""
        name = f"{address.prefecture}{address.municipality}"
        whole = place_key(text[ends.get("postal_code", 0) :]) if "prefecture" not in ends else ""
        # 大字勝大字天神 is 字天神 of 勝大, if anything is called so.
        if _ENDS_IN_DAI.search(text[end:]):
            others.append(place_key(_ENDS_IN_DAI.sub("大 ", text[end:])))
        return Head(code, words, codes, name, tuple(others), written, whole if written else "")

    def numbers(self, text: str) -> tuple[int, ...]:
        """The numbers of an address alone, quickly."""
        key = with_digits(fold(text).key.strip())
        begin = _without_postal_code(key)[1]
        first = _FIRST_NUMBER.search(key, begin)
        return () if first is None else _numbers(key, first)

    def _place(self, text: str) -> Place:
        """Read an address into municipality, words and numbers."""
        key = fold(text).key.strip()
        key = with_digits(key, self._end_of_town(key) if _KANJI_NUMBER.search(key) else 0)
        first = _FIRST_NUMBER.search(key)
        if first is None:
            head = self.head(key)
            return Place(head.code, head.words, (), head.whole)
        begin = first.start()
        if begin == 0 or key.startswith("〒"):
            head_text, begin = _without_postal_code(key)
            first = _FIRST_NUMBER.search(key, begin)
            if first is None:
                head = self.head(head_text)
                return Place(head.code, head.words, (), head.whole)
            head_text = key[begin : first.start()]
        else:
            head_text = key[:begin]
        head = self.head(head_text.removesuffix("第"))
        return Place(head.code, head.words, _numbers(key, first), head.whole)

    def _end_of_town(self, key: str) -> int:
        """Where a town ends whose name ends in a number (惣六), in a key with numbers in kanji; else 0."""
        town = place_key(self.parser.parse(key).town)
        if len(town) < 2 or town[-1] not in _KANJI_DIGITS:
            return 0
        return key.find(town[-2:]) + 2 if town[-2:] in key else 0

    def compare(self, left: str, right: str) -> Nearness:
        """How near two written addresses are.

        >>> reader = AddressReader(Parser())
        >>> reader.compare("伊達市保原町大字上保原字村西５８２番地１", "保原町上保原582-1").name
        'SAME'
        """
        if not left or not right:
            return Nearness.OPEN
        if left == right:
            return Nearness.SAME
        return compare_places(self.place(left), self.place(right))


def _numbers(key: str, first: re.Match[str]) -> tuple[int, ...]:
    """The first number and those that are joined to it."""
    numbers = [int(first.group()[:9])]
    at = first.end()
    while (following := _BEHIND_NUMBER.match(key, at)) is not None:
        written = following["next"]
        if not written.isdecimal() and following.start("next") == at:
            break
        numbers.append(int(written[:9]) if written.isdecimal() else kanji_number(written))
        at = following.end()
    return tuple(numbers)


def compare_places(one: Place, other: Place) -> Nearness:
    """How near two places are."""
    if one.code and other.code and one.code != other.code:
        # Without what it is called, the whole of the one must be a town of the other.
        again = [
            compare_places(Place("", place.whole, place.numbers), Place("", beside.words, beside.numbers))
            for place, beside in ((one, other), (other, one))
            if place.whole and (place.whole.startswith(beside.words) or beside.words.startswith(place.whole))
        ]
        return max(again, default=Nearness.OTHER)
    words = _same_words(one, other)
    if not words:
        return Nearness.OTHER
    if one.numbers == other.numbers:
        if not one.numbers:
            return Nearness.SAME if words == _EQUAL else Nearness.TOWN
        return Nearness.SAME if words != _SLIP else Nearness.NEAR
    if words == _SLIP:
        # 第六 and 千五百 together read as 六千五百: a person looks.
        return Nearness.TOWN
    shorter, longer = sorted((one.numbers, other.numbers), key=len)
    if shorter and longer[: len(shorter)] == shorter:
        return Nearness.NEAR
    return Nearness.TOWN


_EQUAL, _PART, _SLIP = 3, 2, 1


def _same_words(one: Place, other: Place) -> int:
    if one.words == other.words:
        return _EQUAL
    if not one.words or not other.words:
        return 0
    left, right = loose_key(one.words), loose_key(other.words)
    if left == right:
        return _EQUAL
    shorter, longer = sorted((left, right), key=len)
    if len(shorter) >= 2:
        # 小字 left out; or the municipality, where one of the two does not say it in a known way.
        if longer.startswith(shorter):
            return _PART
        if not (one.code and other.code) and longer.endswith(shorter):
            return _PART
    if len(shorter) >= 4 and Levenshtein.distance(left, right, score_cutoff=1) <= 1:
        return _SLIP
    return 0


def with_digits(key: str, start: int = 0) -> str:
    """A folded address, from `start` on with 番, 号 and 丁目 counted in digits; 条 and 線 are names."""
    before, key = key[:start], key[start:]
    if "条" in key or "線" in key or "番" in key:
        key = _NAMED_NUMBER.sub(_as_kanji, key)
    if "番" in key or "丁目" in key or "号" in key:
        key = _KANJI_NUMBER.sub(_as_digits, key)
    return before + key


def _as_kanji(found: re.Match[str]) -> str:
    return in_kanji(int(found.group()[:4]))


def _as_digits(found: re.Match[str]) -> str:
    written = found.group()
    number = kanji_number(written)
    if _UNITS.search(written) is None or in_kanji(number) == written:
        return str(number)
    # 惣六二千三番地: what makes no number together belongs to the name before it.
    for begin in range(1, len(written)):
        number = kanji_number(written[begin:])
        if in_kanji(number) == written[begin:]:
            return f"{written[:begin]}{number}"
    return str(kanji_number(written))


_POSTAL_CODE = re.compile(r"〒?\s*\d{3}-?\d{4}\s*")


def _without_postal_code(key: str) -> tuple[str, int]:
    found = _POSTAL_CODE.match(key)
    begin = 0 if found is None else found.end()
    return key[begin:], begin
