"""Words and readings of everyday sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.japanese.words import Word, reading_of, words_of


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


@given(st.text(max_size=300))
def test_any_text_has_words_and_a_reading(text: str) -> None:
    assert all(word.form for word in words_of(text))
    assert isinstance(reading_of(text), str)


def test_a_very_long_text_is_cut_and_not_refused() -> None:
    assert len(words_of("転入 " * 100_000)) < 2_000
