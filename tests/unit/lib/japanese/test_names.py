"""Splitting names and proposing how they are read."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.lib.japanese.names import SplitName, clean_name, propose_kana, split_name
from madoguchi.lib.japanese.text import TextError


@pytest.mark.parametrize(
    ("name", "family"),
    [("会津十三蔵", "会津"), ("髙橋恵美子", "髙橋"), ("𠮷田葵", "𠮷田"), ("林紬", "林"), ("星トメ", "星"),
     ("五十嵐一郎", "五十嵐"), ("長谷川陽翔", "長谷川"), ("小林", "小林"), ("渡邉結衣", "渡邉")],
)  # fmt: skip
def test_a_name_without_a_space_is_split_after_its_family_name(name: str, family: str) -> None:
    assert split_name(name) == SplitName(family, name[len(family) :], certain=False)


def test_a_variation_selector_belongs_to_the_character_before_it() -> None:
    assert split_name("葛\U000e0100城律") == SplitName("葛\U000e0100城", "律", certain=False)
    assert split_name("渡邉\U000e0100太郎") == SplitName("渡邉\U000e0100", "太郎", certain=False)


def test_a_space_decides() -> None:
    assert split_name("小　林") == SplitName("小", "林", certain=True)


@pytest.mark.parametrize(
    ("name", "kana"),
    [("会津 恵美子", "アイヅ エミコ"), ("髙橋 葵", "タカハシ アオイ"), ("渡邉 紬", "ワタナベ ツムギ"),
     ("𠮷田 一郎", "ヨシダ イチロウ"),
     ("さとう はな", "サトウ ハナ"), ("星 トメ", "ホシ トメ"), ("齋藤 結衣", "サイトウ ユイ")],
)  # fmt: skip
def test_the_reading_is_proposed_even_for_variants(name: str, kana: str) -> None:
    assert propose_kana(name) == kana


def test_nothing_is_proposed_for_what_nobody_can_read() -> None:
    assert propose_kana("鈴木 𩸽𩸽") is None
    assert propose_kana("") is None


def test_emoji_in_a_name_are_refused_in_plain_words() -> None:
    with pytest.raises(TextError, match="絵文字"):
        clean_name("会津😀")


def test_names_are_read_in_many_threads_at_once() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(propose_kana, ["会津 恵美子"] * 200)) == {"アイヅ エミコ"}


@settings(max_examples=50)
@given(st.text(max_size=30))
def test_no_text_breaks_the_splitter(text: str) -> None:
    with contextlib.suppress(TextError):
        split = split_name(text)
        assert str(split).replace(" ", "") == clean_name(text).replace(" ", "")
        propose_kana(text)
