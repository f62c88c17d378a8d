"""Numbers with their units as each language writes them."""

from __future__ import annotations

import pytest

from madoguchi.core.languages import Language, Texts, say_amount, speaking


@pytest.mark.parametrize(
    ("language", "unit", "said"),
    [
        ("ja", "頭", "2頭"),
        ("zh-hans", "只", "2只"),
        ("ko", "마리", "2마리"),
        ("en", "dog(s)", "2 dog(s)"),
        ("vi", "con", "2 con"),
        ("fil", "aso", "2 aso"),
        ("en", "", "2"),
    ],
    ids=["ja", "zh-hans", "ko", "en", "vi", "fil", "without a unit"],
)
def test_a_number_and_its_unit_stand_apart_where_the_language_writes_a_space(
    language: str, unit: str, said: str
) -> None:
    with speaking(Texts(Language(language, language, language, language.partition("-")[0]))):
        assert say_amount(2, unit) == said
