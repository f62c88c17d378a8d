"""Dates, sums of money and lists of words in the language that is spoken now.

Japanese is written as everywhere in the platform. やさしい日本語 is the same with readings, which no
translator has to write. Other languages follow CLDR.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton, get_day_names, get_month_names
from babel.lists import format_list
from babel.numbers import format_currency

from madoguchi.core.languages.readings import READINGS_OF_DAYS, with_readings
from madoguchi.core.languages.speaking import say, spoken
from madoguchi.core.languages.texts import Language
from madoguchi.lib.japanese.dates import (
    WEEKDAYS,
    AnyDate,
    Era,
    PartialDate,
    era_of,
    format_both,
    format_wareki,
)

_ERA_READINGS = {
    "meiji": "めいじ",
    "taisho": "たいしょう",
    "showa": "しょうわ",
    "heisei": "へいせい",
    "reiwa": "れいわ",
}
_WEEKDAY_READINGS = dict(zip(WEEKDAYS, ("げつ", "か", "すい", "もく", "きん", "ど", "にち"), strict=True))
_DAYS = {1: "ついたち", **READINGS_OF_DAYS}


def say_date(day: AnyDate) -> str:
    """The whole date: 2026年（令和8年）3月25日（水）; Wednesday, March 25, 2026."""
    language = spoken().language
    return format_both(day) if spoken().is_source else _whole(day, language)


def say_day(day: date) -> str:
    """The day without its weekday: 2026年3月25日; March 25, 2026."""
    if spoken().is_source:
        return f"{day.year}年{day.month}月{day.day}日"
    return _day(day, spoken().language)


def say_short_date(day: date) -> str:
    """The date without its year: 3月25日（水）; Wed, Mar 25."""
    language = spoken().language
    if spoken().is_source:
        return f"{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}）"
    return _short(day, language)


def in_japanese_era(day: AnyDate) -> str:
    """The date as papers of the counter write it, where the language spoken writes dates otherwise."""
    texts = spoken()
    return "" if texts.is_source or texts.language.readings else format_wareki(day)


def say_date_for_counter(day: AnyDate) -> str:
    """The whole date, with the Japanese one in brackets where the language writes dates otherwise."""
    era = in_japanese_era(day)
    return say_date(day) + in_brackets(era) if era else say_date(day)


def say_date_on_paper(day: AnyDate) -> str:
    """The date as papers write it: 令和8年3月25日; March 25, 2026 (令和8年3月25日), with its weekday."""
    return format_wareki(day) if spoken().is_source else say_date_for_counter(day)


def say_era(era: Era) -> str:
    """The name of an era, with its reading where the language has readings: 昭和 in every language."""
    return with_readings(_era_with_reading(era)) if spoken().language.readings else era.name


def say_money(yen: int) -> str:
    """A sum: 1,000円; ¥1,000; for nothing 無料."""
    if yen == 0:
        return say("無料")
    if spoken().is_source:
        return f"{yen:,}円"
    return _money(yen, spoken().language)


def say_amount(number: int, unit: str) -> str:
    """A number with its unit, which is said already: 2頭, 2마리; 2 dogs."""
    space = "" if spoken().language.locale[:2] in _COUNTING_WITHOUT_SPACE else " "
    return f"{number}{space}{unit}" if unit else str(number)


def say_list(words: Iterable[str]) -> str:
    """Several things as one: 世帯主の方、お子さま; the head of the household and the child."""
    texts = spoken()
    if texts.is_source or texts.language.readings:
        return "、".join(words)
    return str(format_list(list(words), locale=texts.language.locale))


def say_sentences(sentences: Iterable[str]) -> str:
    """Sentences one after the other, with a space between them where the language writes one."""
    return ("" if spoken().language.locale[:2] in _WITHOUT_SPACES else " ").join(sentences)


def in_brackets(text: str) -> str:
    """A remark to what stands before it, with the space that the language puts between them.

    （1通につき） in Japanese and Chinese; "(per copy)" without a space in Korean, with one elsewhere.
    """
    opening, closing = _BRACKETS.get(spoken().language.locale[:2], (" (", ")"))
    return opening + text + closing  # not an f-string: markup stays markup


_WITHOUT_SPACES = ("ja", "zh")
_BRACKETS = {"ja": ("（", "）"), "zh": ("（", "）"), "ko": ("(", ")")}
_COUNTING_WITHOUT_SPACE = ("ja", "zh", "ko")


@lru_cache(maxsize=4096)
def _whole(day: AnyDate, language: Language) -> str:
    if language.readings:
        return with_readings(_whole_with_readings(day))
    if isinstance(day, PartialDate):
        return str(format_skeleton("yMMMM" if day.month else "y", day.earliest, locale=language.locale))
    return str(format_date(day, "full", locale=language.locale))


@lru_cache(maxsize=4096)
def _day(day: date, language: Language) -> str:
    if language.readings:
        return with_readings(f"{day.year}年《ねん》{_month_and_day(day)}")
    return str(format_date(day, "long", locale=language.locale))


@lru_cache(maxsize=4096)
def _short(day: date, language: Language) -> str:
    if language.readings:
        return with_readings(f"{_month_and_day(day)}{_weekday(day)}")
    return str(format_date(day, _short_pattern(language.locale), locale=language.locale))


@lru_cache(maxsize=64)
def _short_pattern(locale: str) -> str:
    """CLDR's pattern for weekday, month and day.

    The weekday is written out where its short form is also the short form of a month: "Mar" is Martes
    (Tuesday) and Marso (March) in Filipino.
    """
    pattern = str(Locale.parse(locale).datetime_skeletons["MMMEd"])
    weekdays = get_day_names("abbreviated", locale=locale).values()
    months = get_month_names("abbreviated", locale=locale).values()
    return pattern if set(weekdays).isdisjoint(months) else re.sub("E+", "EEEE", pattern)


@lru_cache(maxsize=1024)
def _money(yen: int, language: Language) -> str:
    if language.readings:
        return with_readings(f"{yen:,}円《えん》")
    return str(format_currency(yen, "JPY", locale=language.locale))


def _era_with_reading(era: Era) -> str:
    return f"{era.name}《{_ERA_READINGS[era.key]}》"


def _whole_with_readings(day: AnyDate) -> str:
    era = era_of(day.latest if isinstance(day, PartialDate) else day)
    number = era.year_of(day.year)
    first = "元《がん》" if number == 1 else str(number)
    year = f"{day.year}年《ねん》（{_era_with_reading(era)}{first}年《ねん》）"
    if not isinstance(day, PartialDate):
        return f"{year}{_month_and_day(day)}{_weekday(day)}"
    month = f"{day.month}月《がつ》" if day.month else ""
    unknown = "日《ひ》" if day.month else "月日《つきひ》"
    return f"{year}{month}（{unknown}は わかりません）"


def _month_and_day(day: date) -> str:
    reading = _DAYS.get(day.day)
    written = f"｜{day.day}日《{reading}》" if reading else f"{day.day}日《にち》"
    return f"{day.month}月《がつ》{written}"


def _weekday(day: date) -> str:
    weekday = WEEKDAYS[day.weekday()]
    return f"（{weekday}《{_WEEKDAY_READINGS[weekday]}》）"
