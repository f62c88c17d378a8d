"""Variants of one ideograph are found as one; different names stay different."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.japanese.kanji import reduce, reduction, search_key


@pytest.mark.parametrize(
    "variants",
    ["高髙", "崎﨑嵜", "辺邊邉", "斎齋齊斉", "吉𠮷", "浜濱濵", "沢澤", "真眞", "徳德", "槇槙", "桑桒",
     "島嶋嶌", "富冨", "柳栁桺", "橋槗𣘺", "土圡", "昇曻", "静靜", "塚塚", "神神", "広廣",
     "国國", "桜櫻", "竜龍", "曽曾"],
)  # fmt: skip
def test_all_variants_reduce_to_one(variants: str) -> None:
    assert len({reduce(variant) for variant in variants}) == 1


@pytest.mark.parametrize(
    "different", ["渡渉", "葵紬", "太大", "土士", "未末", "穂恩", "真塁", "曽宏", "遠藤", "佐左"]
)
def test_different_characters_stay_different(different: str) -> None:
    assert len({reduce(character) for character in different}) == len(different)


def test_a_variation_selector_does_not_hide_a_name() -> None:
    assert reduce("葛󠄀城") == "葛城"


def test_the_search_key_ignores_spaces_widths_and_variants() -> None:
    assert search_key("渡邊　髙志") == search_key("渡辺高志")
    assert search_key("ﾜﾀﾅﾍﾞ") == search_key("わたなべ")


def test_a_reduction_keeps_the_original_and_says_where_it_is_not_one_to_one() -> None:
    plain = reduction("渡邉 髙志")
    assert (plain.original, plain.reduced, plain.unsure, plain.unreadable) == (
        "渡邉 髙志",
        "渡辺 高志",
        "",
        "",
    )
    doubtful = reduction("乒田〓\ue000")
    assert (doubtful.unsure, doubtful.unreadable) == ("乒", "〓\ue000")


@given(st.text(max_size=60))
def test_reducing_twice_is_reducing_once(text: str) -> None:
    assert reduce(reduce(text)) == reduce(text)
    assert search_key(search_key(text)) == search_key(text)
