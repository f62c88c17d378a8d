"""Everyday words find what people mean, among the first three."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.navigator.api import Finder

PHRASINGS = [
    one
    for name in ("phrasings", "phrasings_as_typed", "phrasings_afterwards")
    for one in yaml.safe_load((Path(__file__).parent / f"{name}.yaml").read_text(encoding="utf-8"))
]
HERE = "072028"

pytestmark = pytest.mark.packs


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder.of(load_packs_or_refuse(Path(__file__).parents[2] / "packs").for_municipality(HERE))


def test_at_least_400_phrasings_are_tried_each_once() -> None:
    assert len({one["words"] for one in PHRASINGS}) == len(PHRASINGS) >= 400


def test_at_most_one_phrase_in_twenty_is_named_as_not_found_yet() -> None:
    assert sum("known_miss" in one for one in PHRASINGS) <= len(PHRASINGS) / 20


@pytest.mark.parametrize("one", PHRASINGS, ids=[one["words"] for one in PHRASINGS])
def test_a_phrase_finds_what_is_meant_among_the_first_three(one: dict[str, object], finder: Finder) -> None:
    words, finds = one["words"], one["finds"]
    assert isinstance(words, str)
    assert isinstance(finds, list)
    found = [hit.key for hit in finder.find(words)[:3]]
    # A phrase that is found by now must not stay named as a miss.
    assert bool(set(found) & set(finds)) is not one.get("known_miss", False), f"{words}: {found}"


@pytest.mark.parametrize(
    "words",
    ["父が亡くなった", "ちちがなくなりました", "ばーちゃんが死んじゃった", "my husband passed away"],
    ids=["kanji", "kana", "a long vowel", "English"],
)
def test_a_relative_and_dying_lead_to_the_pages_for_the_bereaved_first(words: str, finder: Finder) -> None:
    assert {hit.key for hit in finder.find(words)[:2]} == {"bereavement", "death_notification"}


@pytest.mark.parametrize(
    "words",
    ["親が転びやすくなった", "親が忘れっぽくなった", "足が悪くなった"],
    ids=["falls", "forgets", "legs"],
)
def test_who_worries_about_the_living_reads_nothing_of_death(words: str, finder: Finder) -> None:
    assert not {hit.key for hit in finder.find(words)} & {"bereavement", "death_notification"}


@pytest.mark.parametrize("words", ["夫が死んだ", "死亡届", "登録", "しぼうとどけ"], ids=range(4))
def test_a_page_for_dogs_is_not_found_where_nobody_speaks_of_a_dog(words: str, finder: Finder) -> None:
    assert not [hit.key for hit in finder.find(words) if hit.key.startswith("dog_")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("引っ越し", "引つ越し"),
        ("まいなんばーかーど", "マイナンバアカアド"),
        ("てんにゅうとどけ", "てんにゆうとどけ"),
        ("ﾃﾝﾆｭｳﾄﾄﾞｹ", "てんにゅうとどけ"),
    ],
    ids=["a large つ", "a long vowel written out", "a large ゆ", "half-width"],
)
def test_two_spellings_of_one_sound_find_the_same_first(one: str, other: str, finder: Finder) -> None:
    assert finder.find(one)[0].key == finder.find(other)[0].key


@pytest.mark.parametrize(
    "words", ["", "　", "ｘｑｚｖ", "😀😀", "%_'\"; DROP TABLE", "\x00\ufffe"], ids=range(6)
)
def test_what_means_nothing_here_finds_nothing_or_little_and_breaks_nothing(
    words: str, finder: Finder
) -> None:
    assert len(finder.find(words)) <= 20


@pytest.mark.parametrize("words", ["ほげほげ", "ずわずわずわ", "ふがふが"], ids=range(3))
def test_a_few_kana_in_a_row_that_happen_to_stand_somewhere_find_nothing(words: str, finder: Finder) -> None:
    assert finder.find(words) == ()


def test_a_very_long_text_is_answered(finder: Finder) -> None:
    assert finder.find("母が亡くなった" * 10_000)
