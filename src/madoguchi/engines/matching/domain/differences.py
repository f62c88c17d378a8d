"""Two texts beside each other, marked to the character, for a person who says whether both are the same.

Another form of the same character (髙 and 高, １ and 1, ｱ and ア, a space more) is told apart from a real
difference: the first is for the eye, the second for the decision.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from madoguchi.lib.japanese.kanji import reduce_character
from madoguchi.lib.japanese.text import normalise_width, to_katakana

LONGEST_ALIGNED = 400
"""Characters of one text that are still laid beside each other; who reads more compares it as a whole."""

_MARKS_OF_HALF_WIDTH_KANA = "ﾞﾟ"
_DASHES = frozenset("-‐‑‒–—―−﹣－")
_BLANK = ""


class Mark(StrEnum):
    """What is said of a run of characters."""

    SAME = "same"
    VARIANT = "variant"
    DIFFERENT = "different"

    @property
    def label(self) -> str:
        """The word of the legend."""
        return {"same": "同じ", "variant": "字体の違いだけ", "different": "違い"}[self.value]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters and how it stands to the other text."""

    text: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class Change:
    """What stands on either side of one difference; one of both may be empty."""

    left: str
    right: str
    mark: Mark

    @property
    def spoken(self) -> str:
        """One difference in words, for who cannot see colours."""
        if self.mark is Mark.VARIANT:
            if not self.left.strip() and not self.right.strip():
                return "空白の違いだけ"
            return f"字体の違いだけ：「{self.left}」と「{self.right}」"
        if not self.left:
            return f"違い：「{self.right}」は左にない"
        if not self.right:
            return f"違い：「{self.left}」は右にない"
        return f"違い：「{self.left}」と「{self.right}」"


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts in pieces, and what differs between them."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    changes: tuple[Change, ...]

    @property
    def mark(self) -> Mark:
        """The worst that is said of any part."""
        marks = {one.mark for one in self.changes}
        return next((one for one in (Mark.DIFFERENT, Mark.VARIANT) if one in marks), Mark.SAME)

    @property
    def spoken(self) -> str:
        """All differences in words; empty where there are none."""
        return "、".join(one.spoken for one in self.changes)


def difference(left: str, right: str) -> Difference:
    """Lay two texts beside each other. The pieces of each side, joined, are the text itself.

    >>> [(one.text, one.mark.value) for one in difference("髙橋 花", "高橋 花子").right]
    [('高', 'variant'), ('橋 花', 'same'), ('子', 'different')]
    >>> difference("髙橋 花", "高橋 花子").spoken
    '字体の違いだけ：「髙」と「高」、違い：「子」は左にない'
    """
    if max(len(left), len(right)) > LONGEST_ALIGNED and left != right:
        mark = Mark.DIFFERENT
        return Difference(_whole(left, mark), _whole(right, mark), (Change(left, right, mark),))
    ours, theirs = _clusters(left), _clusters(right)
    changes = list(_changes(ours, theirs))
    return Difference(
        _joined((change.left, change.mark) for change in changes),
        _joined((change.right, change.mark) for change in changes),
        tuple(_merged(change for change in changes if change.mark is not Mark.SAME)),
    )


def _changes(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[Change]:
    """Both texts from beginning to end, as runs."""
    matcher = SequenceMatcher(
        None, [_key(one) for one in ours], [_key(one) for one in theirs], autojunk=False
    )
    for verb, begin, end, other_begin, other_end in matcher.get_opcodes():
        mine, other = ours[begin:end], theirs[other_begin:other_end]
        if verb == "equal":
            for one, its in zip(mine, other, strict=True):
                yield Change(one, its, Mark.SAME if one == its else Mark.VARIANT)
        elif all(_key(one) == _BLANK for one in (*mine, *other)):
            yield Change("".join(mine), "".join(other), Mark.VARIANT)
        else:
            yield Change("".join(mine), "".join(other), Mark.DIFFERENT)


def _merged(changes: Iterator[Change] | Sequence[Change]) -> Iterator[Change]:
    """Each change once, however often the texts have it: 髙 and 高 three times is said once."""
    yield from dict.fromkeys(changes)


def _joined(runs: Iterator[tuple[str, Mark]]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for text, mark in runs:
        if pieces and pieces[-1].mark is mark:
            pieces[-1] = Piece(pieces[-1].text + text, mark)
        elif text:
            pieces.append(Piece(text, mark))
    return tuple(pieces)


def _whole(text: str, mark: Mark) -> tuple[Piece, ...]:
    return (Piece(text, mark),) if text else ()


def _clusters(text: str) -> list[str]:
    """Characters as people see them: with their variation selectors and voiced marks."""
    found: list[str] = []
    for character in text:
        if found and (unicodedata.combining(character) or _is_attached(character)):
            found[-1] += character
        else:
            found.append(character)
    return found


def _is_attached(character: str) -> bool:
    code = ord(character)
    return character in _MARKS_OF_HALF_WIDTH_KANA or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF


@lru_cache(maxsize=16_384)
def _key(cluster: str) -> str:
    """What a character is compared by: width, kana kind, case and variants of kanji are gone."""
    plain = normalise_width(cluster)
    if not plain.strip():
        return _BLANK
    if plain[:1] in _DASHES:
        return "-"
    plain = to_katakana(plain).casefold()
    return "".join(reduce_character(one) for one in plain if not _is_attached(one)) or plain
