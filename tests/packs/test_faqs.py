"""Questions that people ask again and again are found by what people type, and are short enough to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from madoguchi.core.packs import Packs, load_packs_or_refuse
from madoguchi.engines.navigator.api import Finder, Kind

HERE = "072028"
MOST_LETTERS = 90
"""Of a paragraph: what fits on a telephone without scrolling, in large letters."""

pytestmark = pytest.mark.packs


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs_or_refuse(Path(__file__).parents[2] / "packs")


@pytest.fixture(scope="module")
def finder(packs: Packs) -> Finder:
    return Finder.of(packs.for_municipality(HERE))


def test_every_question_is_found_by_what_people_type_who_mean_it(packs: Packs, finder: Finder) -> None:
    asked = [(words, faq.key) for faq in packs.faqs.values() for words in faq.found_by]
    assert len(asked) >= 2 * len(packs.faqs)
    missed = [
        (words, key)
        for words, key in asked
        if key not in {hit.key for hit in finder.find_questions(words) if hit.kind is Kind.QUESTION}
    ]
    assert missed == []


@pytest.mark.parametrize(
    "words",
    ["犬の登録", "保育園に入りたい", "年金を止める", "ふるさと納税"],
    ids=["dog", "nursery", "pension", "tax"],
)
def test_who_asks_something_else_is_not_answered_about_care(words: str, finder: Finder) -> None:
    assert finder.find_questions(words) == ()


def test_answers_are_short(packs: Packs) -> None:
    paragraphs = [paragraph for faq in packs.faqs.values() for paragraph in faq.answer]
    assert [one for one in paragraphs if len(one) > MOST_LETTERS] == []


def test_a_question_stands_with_every_event_and_procedure_that_it_is_about(packs: Packs) -> None:
    pack = packs.for_municipality(HERE)
    about_care = {faq.key for faq in pack.faqs_about("care_certification_application")}
    assert {"care_who_applies", "care_mandate", "care_hospital"} <= about_care
    assert "move_in_late" not in about_care
    assert pack.faqs_about("nothing_that_exists") == ()
