"""What residents can read in their language stays whole when packs change."""

from __future__ import annotations

from pathlib import Path

import pytest

from madoguchi.core.languages import SOURCE
from madoguchi.core.packs import Packs, load_packs_or_refuse, texts_of_event, texts_of_municipality
from madoguchi.engines.navigator.api import procedures_in_each
from madoguchi.surfaces.cli.pack_tools.translation_pages import pages_of, states_of_event
from madoguchi.surfaces.resident_web.interface import interface_texts

PACKS = Path(__file__).parents[2] / "packs"
LANGUAGES = ("ja-easy", "en", "zh-hans", "ko", "vi", "fil")
EVENTS = (
    "moving_in",
    "moving_within",
    "moving_out",
    "household_change",
    "childbirth",
    "coming_from_abroad",
    "going_abroad",
    "care",
    "care_worries",
)

pytestmark = pytest.mark.packs


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs_or_refuse(PACKS)


def test_seven_languages_are_offered(packs: Packs) -> None:
    assert {language.code for language in packs.languages} == {SOURCE, *LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_interface_is_whole(packs: Packs, language: str) -> None:
    assert packs.texts(language).missing(interface_texts()) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_events_themes_floors_and_opening_hours_are_named(packs: Packs, language: str) -> None:
    for code in packs.municipalities:
        texts = texts_of_municipality(packs.for_municipality(code))
        assert len(texts) > 2 * len(packs.events)
        assert packs.texts(language).missing(texts) == (), code


@pytest.mark.parametrize("event_key", EVENTS)
def test_moving_childbirth_and_care_are_whole_in_every_municipality_and_language(
    packs: Packs, event_key: str
) -> None:
    here = {code: packs.for_municipality(code) for code in packs.municipalities}
    said = {
        text
        for code, procedures in procedures_in_each(here, event_key).items()
        for text in texts_of_event(here[code], here[code].events[event_key], procedures)
    }
    assert {code: packs.texts(code).missing(sorted(said)) for code in LANGUAGES} == dict.fromkeys(
        LANGUAGES, ()
    )


def test_what_an_event_says_on_pages_of_other_events_is_asked_for_too(packs: Packs) -> None:
    states = states_of_event(packs, pages_of(packs), "childbirth")
    files = {state.page.file_name for state in states}
    assert {"events/childbirth.po", "events/divorce.po"} <= files
    claim = "児童扶養手当の認定請求"
    assert claim in {text for state in states for text in state.page.texts}
