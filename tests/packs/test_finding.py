"""Everyday words find what people mean, among the first three."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from madoguchi.core.packs import load_packs
from madoguchi.engines.navigator.api import Finder

PHRASINGS = yaml.safe_load((Path(__file__).parent / "phrasings.yaml").read_text(encoding="utf-8"))
HERE = "072028"

pytestmark = pytest.mark.packs


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder(load_packs(Path(__file__).parents[2] / "packs").for_municipality(HERE))


def test_at_least_150_phrasings_are_tried_each_once() -> None:
    assert len({one["words"] for one in PHRASINGS}) == len(PHRASINGS) >= 150


@pytest.mark.parametrize("one", PHRASINGS, ids=[one["words"] for one in PHRASINGS])
def test_a_phrase_finds_what_is_meant_among_the_first_three(one: dict[str, object], finder: Finder) -> None:
    words, finds = one["words"], one["finds"]
    assert isinstance(words, str)
    assert isinstance(finds, list)
    found = [hit.key for hit in finder.find(words)[:3]]
    assert set(found) & set(finds), f"{words}: {found}"


@pytest.mark.parametrize(
    "words", ["", "　", "ｘｑｚｖ", "😀😀", "%_'\"; DROP TABLE", "\x00\ufffe"], ids=range(6)
)
def test_what_means_nothing_here_finds_nothing_or_little_and_breaks_nothing(
    words: str, finder: Finder
) -> None:
    assert len(finder.find(words)) <= 20


def test_a_very_long_text_is_answered(finder: Finder) -> None:
    assert finder.find("母が亡くなった" * 10_000)
