"""A call as voices say it."""

from __future__ import annotations

import pytest

from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.journeys.waiting.domain import speech
from madoguchi.journeys.waiting.domain.speech import spoken_call


def test_japanese_comes_first_with_letter_number_counter_and_desk() -> None:
    assert spoken_call("A012", "総合窓口", "1番") == [
        {"language": "ja-JP", "text": "エー12番の方、総合窓口の1番へお越しください。"}
    ]
    assert spoken_call("104", "", "")[0]["text"] == "104番の方、お越しください。"
    assert spoken_call("K008", "", "3番")[0]["text"] == "ケー8番の方、3番へお越しください。"


@pytest.mark.parametrize("language", ["en", "zh-hans", "ko", "vi", "fil"])
def test_the_language_of_the_ticket_follows(language: str) -> None:
    with_desk, without = spoken_call("B007", "税", "12番", language), spoken_call("B007", "税", "", language)
    assert len(with_desk) == len(without) == 2
    assert "B 7" in with_desk[1]["text"]
    assert "12" in with_desk[1]["text"]
    assert "{" not in with_desk[1]["text"] + without[1]["text"]


@pytest.mark.parametrize("language", ["en", "zh-hans", "ko", "vi", "fil"])
def test_the_counter_is_named_in_that_language_where_it_has_a_name(language: str) -> None:
    named, unnamed = (spoken_call("B007", "税", "12番", language, name)[1]["text"] for name in ("Zeikin", ""))
    assert "Zeikin" in named
    assert named.replace("Zeikin", "") != unnamed or language == "zh-hans"
    assert "税" not in named + unnamed, "no foreign voice reads it"


def test_a_desk_beside_another_of_the_same_number_keeps_both_numbers() -> None:
    assert (
        "counter 1-2, General counter."
        in spoken_call("A1", "総合窓口", "1番の2", "en", "General counter")[1]["text"]
    )


@pytest.mark.parametrize("language", ["ja", "ja-easy", "xx", ""])
def test_other_languages_hear_the_japanese(language: str) -> None:
    assert len(spoken_call("A001", "税", "1番", language)) == 1


@pytest.mark.parametrize("number", ["", "窓口", "A", "AB12", "<b>", "A-1"])
def test_any_number_is_read_as_it_stands(number: str) -> None:
    assert spoken_call(number, "", "")[0]["text"] == f"{number}番の方、お越しください。"


@pytest.mark.packs
def test_every_language_of_a_hall_can_be_spoken() -> None:
    from django.conf import settings

    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    halls = [hall for of_one in packs.halls.values() for hall in of_one.values()]
    asked = {language for hall in halls for language in hall.languages}
    assert asked - {"ja", "ja-easy"} <= set(speech._OTHERS)
