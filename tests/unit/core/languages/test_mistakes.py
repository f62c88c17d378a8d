"""Mistakes in dates, told in the language that is spoken."""

from __future__ import annotations

from datetime import date

import pytest

from madoguchi.core.languages import (
    JAPANESE,
    Language,
    Message,
    Texts,
    say_mistake,
    speaking,
    without_readings,
)
from madoguchi.lib.japanese.dates import DateError, parse_date

ENDS = "{era}は{date}までです。{meant}ではありませんか。"
MEANT = "「{word}」ではなく、年月日で入力してください。{date}のことですか。"


def mistake(written: str) -> DateError:
    with pytest.raises(DateError) as refused:
        parse_date(written, today=date(2026, 3, 19))
    return refused.value


def told(written: str, language: Language, source: str, translation: str) -> str:
    with speaking(Texts(language, [Message(source, (translation,), 1)])):
        return say_mistake(mistake(written))


def test_japanese_writes_the_days_as_they_were_typed() -> None:
    with speaking(Texts(JAPANESE)):
        assert say_mistake(mistake("昭和70年3月1日")) == mistake("昭和70年3月1日").message
    assert mistake("昭和70年3月1日").message == (
        "昭和は昭和64年1月7日までです。平成7年3月1日ではありませんか。"
    )


def test_other_languages_write_the_days_in_their_way_and_as_the_paper_says() -> None:
    said = told("昭和70年3月1日", Language("en", "", "en", "en"), ENDS, "{era} ends on {date}. {meant}?")
    assert said == (
        "昭和 ends on Saturday, January 7, 1989 (昭和64年1月7日). Wednesday, March 1, 1995 (平成7年3月1日)?"
    )


def test_partly_known_days_are_written_too() -> None:
    said = told("昭和70年", Language("en", "", "en", "en"), ENDS, "{era} {date} {meant}")
    assert said.endswith(" 1995 (平成7年（月日不詳）)")


@pytest.mark.parametrize(
    ("written", "source"), [("昭和70年3月1日", ENDS), ("明日", MEANT)], ids=["an era", "a word for a day"]
)
def test_every_era_and_day_has_its_reading_where_the_language_has_readings(written: str, source: str) -> None:
    names = source.split("word")[-1]
    shown = "".join(f"{{{name}}}" for name in ("era", "date", "meant") if f"{{{name}}}" in names)
    easy = Language("ja-easy", "", "ja", "ja", readings=True)
    said = told(written, easy, source, shown)
    bare = without_readings(said)
    assert bare != said
    assert set("昭和平成令年月日") & set(_outside_of_marks(said)) == set()


def _outside_of_marks(text: str) -> str:
    pieces = text.split("\ufff9")
    return pieces[0] + "".join(piece.partition("\ufffb")[2] for piece in pieces[1:])
