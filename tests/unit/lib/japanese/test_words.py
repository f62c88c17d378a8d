"""Words and readings of everyday sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.japanese.words import Word, heard, reading_of, spelt, words_of


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("赤ちゃんが生まれた", ["赤ちゃん", "生まれる"]),
        ("子どもが産まれました！", ["子供", "生まれる"]),
        ("引っ越してきました", ["引っ越す"]),
        ("ＭＯＶＩＮＧ in", ["moving", "in"]),
        ("", []),
        ("？！、。", []),
    ],
    ids=["a sentence", "another spelling", "a verb", "full-width Latin", "nothing", "signs only"],
)
def test_words_are_dictionary_forms_without_grammar(text: str, forms: list[str]) -> None:
    assert [word.form for word in words_of(text)] == forms


def test_a_variant_kanji_is_the_word_that_everybody_knows() -> None:
    assert words_of("婚姻屆") == (Word("婚姻", "コンイン"), Word("届け", "トドケ"))


def test_a_reading_is_the_same_however_it_is_typed() -> None:
    assert {reading_of(text) for text in ("転入届", "てんにゅうとどけ", "ﾃﾝﾆｭｳﾄﾄﾞｹ")} == {"テンニュウトドケ"}


def test_latin_letters_have_no_reading() -> None:
    assert reading_of("I moved here") == ""


@pytest.mark.parametrize(
    ("text", "form"),
    [("引つ越した", "引っ越す"), ("車を買つた", "買う"), ("犬を持つ方", "持つ")],
    ids=["between ideographs", "before an ending", "a verb that ends so"],
)
def test_a_large_tsu_is_a_small_one_where_only_that_can_stand(text: str, form: str) -> None:
    assert form in {word.form for word in words_of(text)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ばーちゃん", "バアチヤン"),
        ("ﾏｲﾅﾝﾊﾞｰ", "まいなんばー"),
        ("ひっこし", "ひつこ し"),
        ("母のはは", "母のハハ"),
    ],
    ids=["a long vowel", "half-width", "small kana and a space", "ideographs stay"],
)
def test_two_ways_to_type_one_text_are_spelt_alike(one: str, other: str) -> None:
    assert spelt(one) == spelt(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ほけんしょう", "ほけんしょ"),
        ("じゅうみんひょう", "じゆみんひよ"),
        ("こせきとうほん", "こせぎとほん"),
    ],
    ids=["a long vowel that is short", "small kana", "a voiced sound"],
)
def test_a_loose_spelling_is_heard_as_the_right_one(one: str, other: str) -> None:
    assert heard(one) == heard(other)


def test_different_words_are_spelt_and_heard_apart() -> None:
    assert spelt("しんだ") != spelt("しんた")
    assert heard("てんにゅう") != heard("てんしゅつ")


@given(st.text(max_size=100))
def test_any_text_is_spelt_and_heard_and_that_once_more_changes_nothing(text: str) -> None:
    assert spelt(spelt(text)) == spelt(text)
    assert heard(heard(text)) == heard(text)


@given(st.text(max_size=300))
def test_any_text_has_words_and_a_reading(text: str) -> None:
    assert all(word.form for word in words_of(text))
    assert isinstance(reading_of(text), str)


def test_a_very_long_text_is_cut_and_not_refused() -> None:
    assert len(words_of("転入 " * 100_000)) < 2_000
