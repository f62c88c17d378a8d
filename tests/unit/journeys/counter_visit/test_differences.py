"""Differences between an answer and the register, to the character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.journeys.counter_visit.domain.differences import Sameness, Segment, compare


def marked(segments: tuple[Segment, ...]) -> str:
    return "".join(f"[{segment.text}]" if segment.differs else segment.text for segment in segments)


@pytest.mark.parametrize(
    ("left", "right", "left_marked", "right_marked", "sameness"),
    [
        ("会津 十三蔵", "会津 十三蔵", "会津 十三蔵", "会津 十三蔵", Sameness.SAME),
        ("高橋", "髙橋", "[高]橋", "[髙]橋", Sameness.SPELLING),
        ("会津　葵", "会津葵", "会津[　]葵", "会津葵", Sameness.SPELLING),
        ("582番地1", "５８２番地１", "[582]番地[1]", "[５８２]番地[１]", Sameness.SPELLING),
        ("会津 葵", "会津 茜", "会津 [葵]", "会津 [茜]", Sameness.DIFFERENT),
        ("", "会津", "", "[会津]", Sameness.DIFFERENT),
    ],
)
def test_what_differs_is_marked_and_spelling_is_told_from_substance(
    left: str, right: str, left_marked: str, right_marked: str, sameness: Sameness
) -> None:
    difference = compare(left, right)
    assert marked(difference.left) == left_marked
    assert marked(difference.right) == right_marked
    assert difference.sameness is sameness


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_character_is_lost_or_made_up(left: str, right: str) -> None:
    difference = compare(left, right)
    assert "".join(segment.text for segment in difference.left) == left
    assert "".join(segment.text for segment in difference.right) == right
    unmarked = [
        "".join(segment.text for segment in side if not segment.differs)
        for side in (difference.left, difference.right)
    ]
    assert unmarked[0] == unmarked[1]


@given(st.text(max_size=60))
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert compare(text, text).sameness is Sameness.SAME
