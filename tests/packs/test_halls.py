"""The halls of the region: everybody has one, and people of every language can read why they come."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from madoguchi.core.packs import Packs, load_packs_or_refuse, texts_of_halls

ROOT = Path(__file__).parents[2]
SPRITE = ROOT / "src/madoguchi/surfaces/shared_web/static/shared_web/icons.svg"
LANGUAGES = ("ja-easy", "en", "zh-hans", "ko", "vi", "fil")


@pytest.fixture(scope="module")
def packs() -> Packs:
    return load_packs_or_refuse(ROOT / "packs")


def test_every_municipality_has_a_hall_that_is_open_on_a_working_day(packs: Packs) -> None:
    assert set(packs.halls) == set(packs.municipalities)
    for halls in packs.halls.values():
        for hall in halls.values():
            assert hall.hours.spans_on(date(2026, 4, 7)), hall.municipality_code
            assert not hall.hours.spans_on(date(2026, 4, 29)), "昭和の日"
            assert {"counters", "purposes", "hours"} <= hall.example


def test_the_city_has_many_counters_and_the_smallest_village_one_desk(packs: Packs) -> None:
    desks = {code: len(list(halls["main"].desks)) for code, halls in packs.halls.items()}
    assert max(desks.values()) == desks["072028"] >= 8
    assert (min(desks.values()), desks["074462"]) == (1, 1)
    assert len(packs.halls["074462"]["main"].purposes) == 3


def test_every_purpose_has_its_drawing(packs: Packs) -> None:
    drawn = set(re.findall(r'id="purpose-([a-z_]+)"', SPRITE.read_text(encoding="utf-8")))
    wanted = {
        purpose.icon
        for halls in packs.halls.values()
        for hall in halls.values()
        for purpose in hall.purposes.values()
    }
    assert wanted <= drawn


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_purpose_and_hall_is_named_in_every_language(packs: Packs, language: str) -> None:
    for code in packs.halls:
        assert packs.texts(language).missing(texts_of_halls(packs.for_municipality(code))) == (), code
        there = packs.for_municipality(code).in_language(language)
        assert there.halls["main"].purposes.keys() == packs.halls[code]["main"].purposes.keys()
        # What hangs over the counters is Japanese for everybody.
        for counter, here in zip(
            there.halls["main"].counters.values(), packs.halls[code]["main"].counters.values(), strict=True
        ):
            assert (counter.sign, [one.sign for one in counter.desks]) == (
                here.label,
                [one.label for one in here.desks],
            )
            assert counter.label != here.label or language == "ja-easy" or here.label in ("税",), (
                counter.label
            )
