"""Numbers with their units, remarks in brackets and short dates as each language writes them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from markupsafe import Markup

from madoguchi.core.languages import Language, Texts, in_brackets, say_amount, say_short_date, speaking


def texts(language: str) -> Texts:
    return Texts(Language(language, language, language, language.partition("-")[0]))


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
    with speaking(texts(language)):
        assert say_amount(2, unit) == said


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("ja", "300円（1通）"), ("zh-hans", "300円（1通）"), ("ko", "300円(1通)"),
        ("en", "300円 (1通)"), ("vi", "300円 (1通)"), ("fil", "300円 (1通)"),
    ],
    ids=["ja", "zh-hans", "ko", "en", "vi", "fil"],
)  # fmt: skip
def test_a_remark_has_the_brackets_of_the_language(language: str, written: str) -> None:
    with speaking(texts(language)):
        assert "300円" + in_brackets("1通") == written


@pytest.mark.parametrize("inside", ["<i>1</i>", "<b>"], ids=["markup", "half of it"])
def test_markup_in_brackets_stays_markup(inside: str) -> None:
    with speaking(texts("en")):
        assert in_brackets(Markup(inside)).__html__() == f" ({inside})"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("language", "said"),
    [("fil", "Martes, Mar 24"), ("en", "Tue, Mar 24"), ("ko", "3월 24일 (화)"), ("zh-hans", "3月24日周二")],
    ids=["fil", "en", "ko", "zh-hans"],
)
def test_a_weekday_is_written_out_where_its_short_form_could_be_a_month(language: str, said: str) -> None:
    with speaking(texts(language)):
        assert say_short_date(date(2026, 3, 24)) == said


@pytest.mark.parametrize("language", ["en", "fil", "ko", "vi", "zh-hans"])
def test_no_two_days_of_a_year_are_written_alike(language: str) -> None:
    with speaking(texts(language)):
        days = {say_short_date(date(2026, 1, 1) + timedelta(days=after)) for after in range(365)}
    assert len(days) == 365
