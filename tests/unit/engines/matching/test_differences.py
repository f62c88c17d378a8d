"""Two texts marked to the character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.matching.domain.differences import LONGEST_ALIGNED, Mark, difference

SAME, VARIANT, DIFFERENT = Mark.SAME, Mark.VARIANT, Mark.DIFFERENT
AWKWARD = st.text(
    alphabet=st.sampled_from("髙高橋邉辺会津 　ｶﾞガかが１1-ー−\U000e0100葛<>&\x00😀"), max_size=30
)


def marked(left: str, right: str) -> tuple[list[tuple[str, Mark]], list[tuple[str, Mark]]]:
    found = difference(left, right)
    return [(one.text, one.mark) for one in found.left], [(one.text, one.mark) for one in found.right]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("髙橋", "高橋"),
        ("渡邉", "渡辺"),
        ("𠮷田", "吉田"),
        ("葛\U000e0100城", "葛城"),
        ("ｱｲﾂﾞ", "アイヅ"),
        ("かわらぶき", "カワラブキ"),
        ("１２番地", "12番地"),
        ("会津 花", "会津花"),
        ("1−2", "1-2"),
    ],
)
def test_another_form_of_the_same_character_is_no_real_difference(left: str, right: str) -> None:
    assert difference(left, right).mark is VARIANT
    assert difference(right, left).mark is VARIANT


def test_a_real_difference_beside_a_variant_is_told_apart() -> None:
    assert marked("髙橋 花", "高橋 花子") == (
        [("髙", VARIANT), ("橋 花", SAME)],
        [("高", VARIANT), ("橋 花", SAME), ("子", DIFFERENT)],
    )
    assert difference("髙橋 花", "高橋 花子").mark is DIFFERENT


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        ("会津 正", "会津 正", ""),
        ("582番地1", "583番地1", "違い：「2」と「3」"),
        ("大字飯寺字村西", "飯寺字村西", "違い：「大字」は右にない"),
        ("飯寺", "大字飯寺", "違い：「大字」は左にない"),
        ("渡邉", "渡辺", "字体の違いだけ：「邉」と「辺」"),
        ("会津　花", "会津花", "空白の違いだけ"),
        ("", "会津", "違い：「会津」は左にない"),
    ],
)
def test_differences_are_told_in_words(left: str, right: str, words: str) -> None:
    assert difference(left, right).spoken == words


def test_the_same_change_is_said_once_however_often_it_stands_there() -> None:
    assert difference("髙髙髙", "高高高").spoken == "字体の違いだけ：「髙」と「高」"


def test_texts_too_long_to_be_laid_beside_each_other_are_compared_as_wholes() -> None:
    long = "長" * (LONGEST_ALIGNED + 1)
    assert difference(long, long).mark is SAME
    assert marked(long, "短") == ([(long, DIFFERENT)], [("短", DIFFERENT)])


@given(AWKWARD, AWKWARD)
def test_nothing_of_either_text_is_lost_or_added(left: str, right: str) -> None:
    found = difference(left, right)
    assert "".join(one.text for one in found.left) == left
    assert "".join(one.text for one in found.right) == right
    assert all(one.text for one in (*found.left, *found.right))


@given(st.text(max_size=60))
def test_a_text_never_differs_from_itself(text: str) -> None:
    found = difference(text, text)
    assert (found.mark, found.changes) == (SAME, ())


@given(AWKWARD, AWKWARD)
def test_what_is_marked_is_told_and_what_is_told_is_marked(left: str, right: str) -> None:
    found = difference(left, right)
    marks = {one.mark for one in (*found.left, *found.right)} - {SAME}
    assert marks == {one.mark for one in found.changes}
    assert bool(found.spoken) == bool(marks)
