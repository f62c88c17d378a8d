"""Differences of two texts, marked to the character, for a clerk who compares an answer with the register.

A difference in spelling (髙 for 高, a full-width digit, a space) is told apart from a difference in
substance: the first is for the clerk's eye, the second for a question to the resident.
"""

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from madoguchi.lib.japanese.kanji import search_key


class Sameness(StrEnum):
    """How far two texts agree."""

    SAME = "same"
    SPELLING = "spelling"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of characters; `differs` when the other text does not have it at this place."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts in segments, and how far they agree."""

    left: tuple[Segment, ...]
    right: tuple[Segment, ...]
    sameness: Sameness


def compare(left: str, right: str) -> Difference:
    """Mark what differs between two texts, character by character.

    Spaces between family and given name do not count as a difference of substance, because registers write
    none, a half-width or a full-width one.
    """
    if left == right:
        whole = (Segment(left, differs=False),) if left else ()
        return Difference(whole, whole, Sameness.SAME)
    left_segments: list[Segment] = []
    right_segments: list[Segment] = []
    for tag, left_from, left_to, right_from, right_to in SequenceMatcher(
        None, left, right, autojunk=False
    ).get_opcodes():
        differs = tag != "equal"
        if left_to > left_from:
            left_segments.append(Segment(left[left_from:left_to], differs))
        if right_to > right_from:
            right_segments.append(Segment(right[right_from:right_to], differs))
    same_folded = search_key(left) == search_key(right)
    return Difference(
        tuple(left_segments), tuple(right_segments), Sameness.SPELLING if same_folded else Sameness.DIFFERENT
    )
