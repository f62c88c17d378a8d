"""Text keeps how a name is written and loses everything that nobody typed on purpose."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.japanese.text import (
    TextError,
    clean_line,
    clean_text,
    count_characters,
    digits_of,
    fold_for_search,
    is_kana,
    is_katakana,
    normalise_width,
    pictographs,
    to_hiragana,
    to_katakana,
)


@pytest.mark.parametrize("name", ["髙橋", "𠮷田", "葛󠄀城", "神谷", "﨑山", "邊見", "齋藤", "々木"])
def test_a_name_stays_as_it_was_typed(name: str) -> None:
    assert clean_line(name) == name


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("　会津　　十三蔵　", "会津 十三蔵"), ("ｱｲﾂﾞ ﾄﾐｿﾞｳ", "アイヅ トミゾウ"), ("Ａ－１０１", "A-101"),
        ("会津\u200b十三蔵", "会津十三蔵"), ("\u202e会津", "会津"), ("会津\x00十三蔵", "会津十三蔵"),
        ("か\u3099く", "がく"), ("会津\r\n十三蔵", "会津 十三蔵"), ("\ud800会津", "会津"), ("", ""),
    ],
)  # fmt: skip
def test_a_line_is_cleaned_of_what_nobody_meant(typed: str, meant: str) -> None:
    assert clean_line(typed) == meant


def test_three_hundred_characters_are_refused_with_the_limit_and_without_the_text() -> None:
    with pytest.raises(TextError, match="80文字までで入力してください（いまは300文字です）") as refusal:
        clean_line("葵" * 300, 80)
    assert "葵" not in str(refusal.value)


def test_private_use_characters_are_refused_with_what_to_do() -> None:
    with pytest.raises(TextError, match="外字"):
        clean_line("\ue000田")


def test_variation_selectors_are_not_counted_as_characters() -> None:
    assert count_characters("葛󠄀城") == 2


def test_several_lines_are_cleaned_one_by_one() -> None:
    assert clean_text(" 一行目 \r\n\r\n\r\n\r\n二行目\x07") == "一行目\n\n二行目"


def test_punctuation_of_prose_stays_in_full_width_and_kana_become_so() -> None:
    assert clean_text("窓口での相談：ｺﾄﾞﾓの保育所（来月から）。いつ？　１２日！") == (
        "窓口での相談：コドモの保育所（来月から）。いつ？ 12日！"
    )


def test_emoji_are_told_from_ideographs() -> None:
    assert pictographs("会津😀☎") == "😀☎"
    assert pictographs("𠮷々〆髙") == ""


def test_kana_is_recognised_in_any_width() -> None:
    assert is_kana("ｱｲﾂﾞ")
    assert is_kana("あいづ とみぞう")
    assert not is_kana("会津")
    assert not is_kana(" ")
    assert is_katakana("アイヅ・トミゾウ")
    assert not is_katakana("あいづ")


def test_kana_changes_kind() -> None:
    assert to_katakana("あいづ ｱｵｲ") == "アイヅ アオイ"
    assert to_hiragana("アイヅ 葵") == "あいづ 葵"


def test_digits_are_found_in_any_width() -> None:
    assert digits_of("〒９６５－８６０１") == "9658601"


@pytest.mark.parametrize("other", ["アイヅ", "あいづ", "ｱｲﾂﾞ", "アイズ", " あい づ "])
def test_spellings_of_one_reading_fold_to_one(other: str) -> None:
    assert fold_for_search(other) == fold_for_search("アイヅ")


@given(st.text(max_size=100))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    with contextlib.suppress(TextError):
        once = clean_line(text)
        assert clean_line(once) == once


@given(st.text(max_size=100))
def test_widths_and_folding_take_any_text(text: str) -> None:
    normalise_width(text)
    fold_for_search(text)
