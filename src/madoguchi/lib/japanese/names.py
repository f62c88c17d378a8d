"""Names of people: splitting family and given name, and proposing how a name is read.

A proposal is only that: nobody but its owner knows how a name is read, so forms show it for correction.
Sources: SudachiDict core (readings), BasicNameDivider of namedivider-python (statistics of splits).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from madoguchi.lib.japanese.kanji import reduce
from madoguchi.lib.japanese.text import (
    TextError,
    clean_line,
    is_kana,
    is_katakana,
    pictographs,
    to_katakana,
    without_variation_selectors,
)
from madoguchi.lib.japanese.words import dictionary, tokenizer

if TYPE_CHECKING:
    from namedivider import BasicNameDivider

MAX_NAME_LENGTH = 80
"""氏名 longer than this cannot be printed on a certificate; 住民記録システム標準仕様書 allows 100."""

_FAMILY = ("名詞", "固有名詞", "人名", "姓")
_LIKELY_LENGTHS = {2: 2, 1: 1, 3: 1}
_GIVEN = ("名詞", "固有名詞", "人名", "名")


@dataclass(frozen=True, slots=True)
class SplitName:
    """A name in two; `given` is empty where it could not be split. `certain` when its writer split it."""

    family: str
    given: str
    certain: bool

    def __str__(self) -> str:
        return f"{self.family} {self.given}".strip()


def clean_name(text: str, max_length: int = MAX_NAME_LENGTH) -> str:
    """A name as typed, with normal widths and single spaces; refuses 外字, emoji and overlong names.

    Raises TextError with a message in Japanese that never repeats the name.
    """
    name = clean_line(text, max_length)
    if pictographs(name):
        raise TextError("氏名に絵文字や記号は使えません。文字だけで入力してください。")
    return name


@lru_cache(maxsize=1)
def _divider() -> BasicNameDivider:
    # Imported where it is used: pandas comes with it, and commands need not wait for that.
    from namedivider import BasicNameDivider

    return BasicNameDivider()


@lru_cache(maxsize=65_536)
def _entry_reading(written: str, part_of_speech: tuple[str, ...]) -> str | None:
    """The reading of a whole dictionary entry, for example 会津 as family name gives アイヅ."""
    for entry in dictionary().lookup(written):
        if tuple(entry.part_of_speech()[:4]) == part_of_speech and is_katakana(entry.reading_form()):
            return str(entry.reading_form())
    return None


def split_name(name: str) -> SplitName:
    """Family and given name. A space decides; else the dictionary of family names; else statistics.

    >>> split_name("会津十三蔵")
    SplitName(family='会津', given='十三蔵', certain=False)
    """
    parts = clean_line(name).split(" ")
    if len(parts) > 1:
        return SplitName(parts[0], " ".join(parts[1:]), certain=True)
    written = parts[0]
    if len(written) < 2 or not _has_ideograph(written):
        return SplitName(written, "", certain=False)
    bare = without_variation_selectors(written)
    family = _family_by_dictionary(bare)
    if family is None:
        try:
            family = str(_divider().divide_name(bare).family)
        except Exception:  # the divider raises bare errors for scripts that it does not know
            return SplitName(written, "", certain=False)
    # A variation selector belongs to the character before it.
    end = 0
    while len(without_variation_selectors(written[:end])) < len(family):
        end += 1
    while without_variation_selectors(written[end : end + 1]) != written[end : end + 1]:
        end += 1
    return SplitName(written[:end], written[end:], certain=False)


def _has_ideograph(text: str) -> bool:
    return any(ord(character) >= 0x3400 or character == "々" for character in text)


def _family_by_dictionary(written: str) -> str | None:
    reduced = reduce(written)
    if len(reduced) != len(written):
        return None
    if len(written) <= 3 and _entry_reading(reduced, _FAMILY) is not None:
        return written
    best: tuple[int, str] | None = None
    for length in range(1, min(len(written), 6)):
        head, rest = reduced[:length], reduced[length:]
        if _entry_reading(head, _FAMILY) is None:
            continue
        given_is_known = is_kana(rest) or _entry_reading(rest, _GIVEN) is not None
        # Most names are two and two characters; a known given name says more than the lengths,
        # and of two equal splits the longer family name is right (長谷川, not 長谷).
        score = 5 * given_is_known + _LIKELY_LENGTHS.get(length, 0) + _LIKELY_LENGTHS.get(len(rest), 0)
        if best is None or score >= best[0]:
            best = (score, written[:length])
    return best[1] if best else None


def propose_kana(name: str) -> str | None:
    """A proposal of how the name is read, in katakana with a space, or None where a part is unreadable.

    Variants are read by their reduced form: 髙橋 is タカハシ although no dictionary has it.
    """
    split = split_name(name)
    if not split.family:
        return None
    family = _reading(split.family, _FAMILY)
    given = _reading(split.given, _GIVEN) if split.given else ""
    if family is None or given is None:
        return None
    return f"{family} {given}".strip()


def _reading(written: str, part_of_speech: tuple[str, ...]) -> str | None:
    if is_kana(written):
        return to_katakana(written)
    for spelling in dict.fromkeys((written, reduce(written))):
        entry = _entry_reading(spelling, part_of_speech)
        if entry is not None:
            return entry
    for spelling in dict.fromkeys((written, reduce(written))):
        reading = "".join(morpheme.reading_form() for morpheme in tokenizer().tokenize(spelling))
        if is_katakana(reading):
            return reading
    return None
