"""Words of a text, for finding things by them: 「引っ越してきました」 and 「ひっこし」 are one word.

Source: SudachiPy with SudachiDict core (dictionary forms and readings).
"""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from sudachipy import Dictionary, SplitMode, Tokenizer

from madoguchi.lib.japanese.kanji import reduce
from madoguchi.lib.japanese.text import fold_for_search, is_kana, to_katakana, without_variation_selectors

LONGEST_TEXT = 2_000
"""Characters; what stands behind is not looked at."""

_GRAMMAR = frozenset({"助詞", "助動詞", "補助記号", "空白", "接続詞", "感動詞", "フィラー"})
_SIGNS = frozenset({"補助記号", "空白", "記号"})
_LATIN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
# 引つ越し, 買つた: a large つ where only a small one can stand. Verbs like 持つ方 keep theirs.
_LARGE_TSU = re.compile("(?<=[引取突乗真切追])つ(?=[\u4e00-\u9fff])|(?<=[\u3041-\u9fff])つ(?=[たて])")
_ROWS = (
    "アカサタナハマヤラワガザダバパ",
    "イキシチニヒミリギジビピ",
    "ウクスツヌフムユルグズブプ",
    "エケセテネヘメレゲゼデベペ",
    "オコソトノホモヨロヲゴゾドボポ",
)
_DRAWN_OUT = {kana: "アイウエオ"[row] for row, kanas in enumerate(_ROWS) for kana in kanas}
_LONG = re.compile(f"([{''.join(_DRAWN_OUT)}])ー+")
_UNHEARD = re.compile(f"(?<=[{_ROWS[2]}{_ROWS[4]}])ウ+|(?<=[{_ROWS[3]}])イ+")
_VOICED = re.compile("[\u3099\u309a]")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its dictionary form (Latin in lower case) and its reading in katakana."""

    form: str
    reading: str


@lru_cache(maxsize=1)
def dictionary() -> Dictionary:
    """The dictionary of the language, read once (70 MB)."""
    return Dictionary(dict="core")


_local = threading.local()


def tokenizer() -> Tokenizer:
    """The tokenizer of this thread: one cannot be shared between threads."""
    if not hasattr(_local, "tokenizer"):
        _local.tokenizer = dictionary().tokenizer(mode=SplitMode.C)
    made: Tokenizer = _local.tokenizer
    return made


def words_of(text: str) -> tuple[Word, ...]:
    """The words that carry meaning, in their order; particles, endings and signs are left out."""
    folded = _folded(text)
    found: list[Word] = []
    for morpheme in tokenizer().tokenize(folded, SplitMode.A):
        surface = morpheme.surface()
        if _LATIN.fullmatch(surface):
            found.append(Word(surface, ""))
            continue
        kind = morpheme.part_of_speech()
        if kind[0] in _GRAMMAR or kind[1] == "非自立可能":
            continue
        found.append(Word(str(morpheme.normalized_form()), _reading(surface, str(morpheme.reading_form()))))
    return tuple(found)


def reading_of(text: str) -> str:
    """The whole text as it is read, in katakana, without anything that has no reading."""
    folded = _folded(text)
    if is_kana(folded):
        return to_katakana(folded)
    return "".join(
        _reading(morpheme.surface(), str(morpheme.reading_form()))
        for morpheme in tokenizer().tokenize(folded, SplitMode.A)
        if not _LATIN.search(morpheme.surface()) and morpheme.part_of_speech()[0] not in _SIGNS
    )


def spelt(text: str) -> str:
    """The text as it is typed, one way for each sound: 「ばーちゃん」 and 「バアチヤン」 are the same.

    Widths, kinds and sizes of kana, spaces and signs are ignored; a long vowel is written out. Ideographs
    stay.
    """
    folded = fold_for_search(text)
    return _LONG.sub(lambda found: found[1] + _DRAWN_OUT[found[1]], folded).replace("ー", "")


def heard(text: str) -> str:
    """The text as somebody hears it who is not sure how to spell: 「ほけんしょう」 and 「ほげんしよ」.

    Both are the same here. Beyond `spelt`, long vowels are short and the marks of voiced sounds are ignored.
    """
    plain = unicodedata.normalize("NFC", _VOICED.sub("", unicodedata.normalize("NFD", spelt(text))))
    return _UNHEARD.sub("", plain)


def _reading(surface: str, reading: str) -> str:
    read = to_katakana(surface) if is_kana(surface) else reading
    return read if is_kana(read) else ""


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", without_variation_selectors(text[:LONGEST_TEXT]))
    return _LARGE_TSU.sub("っ", reduce(plain).lower())
