"""Dates as people write them, and what they are told when a date cannot be."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.japanese.dates import (
    DateError,
    PartialDate,
    age_on,
    age_range_on,
    age_reached_by_law,
    bounds,
    format_both,
    format_digits,
    format_wareki,
    parse_date,
)

# 令和99年 is the last that seven digits can say.
DAYS = st.dates(min_value=date(1873, 1, 1), max_value=date(2117, 12, 31))


@pytest.mark.parametrize(
    "written",
    [
        "令和8年3月25日", "令和８年３月２５日", "令和八年三月二十五日", "㋿8年3月25日", "R8.3.25", "r8/3/25",
        "Ｒ８－３－２５",
        "令8年3月25日", "2026年3月25日", "2026-03-25", "2026/3/25", "２０２６．３．２５",
        "二〇二六年三月二十五日",
        "20260325", "5080325", "５０８０３２５", " 令和 8 年 3 月 25 日 ", "2026年（令和8年）3月25日（水）",
        "2026年3月25日（令和8年）（水）",
        "令和8年3月25日(水)", "令和8年3月25日 水曜日", "令和8年3月25日生まれ",
    ],
)  # fmt: skip
def test_one_day_is_read_however_it_is_written(written: str) -> None:
    assert parse_date(written) == date(2026, 3, 25)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("令和元年4月30日", "令和は2019年5月1日からです。平成31年4月30日ではありませんか"),
        ("昭和64年1月8日", "昭和は昭和64年1月7日までです。平成元年1月8日ではありませんか"),
        ("平成32年4月1日", "平成は平成31年4月30日までです。令和2年4月1日ではありませんか"),
        ("5010430", "平成31年4月30日ではありませんか"),
        ("2026年2月30日", "2026年2月は28日までです"),
        ("2月30日", "2月は29日までです"),
        ("2月28日", "年がありません"),
        ("令和8年13月1日", "13月はありません"),
        ("令和0年1月1日", "令和元年"),
        ("元年5月1日", "元号がありません"),
        ("41.4.3", "元号か西暦かがわかりません"),
        ("410403", "6桁の数字では元号がわかりません"),
        ("9010101", "はじめの1桁が元号です"),
        ("不詳", "年がわからない日付は登録できません"),
        ("明治5年1月1日", "明治5年までは暦が違う"),
        ("3026年1月1日", "年が正しくありません"),
        ("19430012", "日も「不詳」に"),
        ("", "入力されていません"),
        ("　", "入力されていません"),
        ("<script>alert(1)</script>", "読めませんでした"),
        ("'; DROP TABLE residents; --", "読めませんでした"),
        ("2026年3月25日" * 100, "読めませんでした"),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_what_to_write_instead(written: str, message: str) -> None:
    with pytest.raises(DateError, match=message):
        parse_date(written)


def test_tomorrow_is_answered_with_the_day_that_was_probably_meant() -> None:
    with pytest.raises(DateError, match="令和8年3月20日のことですか"):
        parse_date("明日", today=date(2026, 3, 19))
    with pytest.raises(DateError, match="年月日で入力してください"):
        parse_date("明日")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("昭和18年", PartialDate(1943)), ("昭和18年5月", PartialDate(1943, 5)),
        ("S18.5", PartialDate(1943, 5)),
        ("昭和18年月日不詳", PartialDate(1943)), ("昭和18年5月日不詳", PartialDate(1943, 5)),
        ("昭和十八年五月不詳", PartialDate(1943, 5)), ("昭和18年5月（日不詳）", PartialDate(1943, 5)),
        ("1943-05-00", PartialDate(1943, 5)), ("1943-00-00", PartialDate(1943)),
        ("3180000", PartialDate(1943)),
        ("1943年5月", PartialDate(1943, 5)),
    ],
)  # fmt: skip
def test_a_date_known_in_part_stays_known_in_part(written: str, expected: PartialDate) -> None:
    read = parse_date(written)
    assert read == expected
    assert isinstance(read, PartialDate)
    assert read.original == written


def test_a_partial_date_spans_all_the_days_that_it_can_be() -> None:
    assert (PartialDate(1943).earliest, PartialDate(1943).latest) == (date(1943, 1, 1), date(1943, 12, 31))
    assert PartialDate(1944, 2).latest == date(1944, 2, 29)
    with pytest.raises(ValueError, match="month"):
        PartialDate(1943, 13)


def test_partial_dates_are_equal_whatever_was_written() -> None:
    assert PartialDate(1943, 5, "昭和18年5月") == PartialDate(1943, 5, "1943-05-00")
    assert hash(PartialDate(1943, 5, "a")) == hash(PartialDate(1943, 5))


@given(DAYS)
def test_whatever_is_written_is_read_back(day: date) -> None:
    for text in (format_wareki(day), format_both(day), format_digits(day), day.isoformat(), f"{day:%Y%m%d}"):
        assert parse_date(text) == day


@given(st.integers(1873, 2199), st.none() | st.integers(1, 12))
def test_partial_dates_are_read_back(year: int, month: int | None) -> None:
    partial = PartialDate(year, month)
    assert parse_date(partial.isoformat()) == partial
    assert parse_date(format_both(partial)) == partial


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(DateError):
        parse_date(text)


def test_both_names_of_a_day_on_which_the_era_changed_are_accepted() -> None:
    assert parse_date("大正15年12月25日") == parse_date("昭和元年12月25日") == date(1926, 12, 25)
    assert format_wareki(date(1926, 12, 25)) == "昭和元年12月25日"


def test_dates_are_written_for_people() -> None:
    assert format_wareki(date(2026, 3, 25)) == "令和8年3月25日"
    assert format_both(date(2026, 3, 25)) == "2026年（令和8年）3月25日（水）"
    assert format_wareki(PartialDate(1943, 5)) == "昭和18年5月（日不詳）"
    assert format_both(PartialDate(1943)) == "1943年（昭和18年）（月日不詳）"


def test_an_age_is_one_more_from_the_birthday_itself_on() -> None:
    assert age_on(date(1951, 3, 19), date(2026, 3, 18)) == 74
    assert age_on(date(1951, 3, 19), date(2026, 3, 19)) == 75


def test_who_was_born_on_29_february_is_older_from_1_march_and_by_law_at_the_end_of_28_february() -> None:
    born = date(2008, 2, 29)
    assert age_on(born, date(2026, 2, 28)) == 17
    assert age_on(born, date(2026, 3, 1)) == 18
    assert age_reached_by_law(born, 18) == date(2026, 2, 28)
    assert age_reached_by_law(born, 20) == date(2028, 2, 28)


def test_an_age_is_reached_by_law_on_the_day_before_the_birthday() -> None:
    assert age_reached_by_law(date(1961, 1, 1), 65) == date(2025, 12, 31)
    assert age_reached_by_law(date(2019, 4, 1), 6) == date(2025, 3, 31)


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 120))
def test_the_day_after_reaching_an_age_is_the_first_day_with_it(born: date, age: int) -> None:
    reached = age_reached_by_law(born, age)
    # Born on 29 February: by law of age on 28 February; the birthday of a common year is 1 March.
    assert age_on(born, reached + timedelta(days=1 if (born.month, born.day) != (2, 29) else 2)) == age
    assert age_on(born, reached) == age - 1


def test_an_age_from_a_partly_known_birth_date_is_a_range() -> None:
    assert age_range_on(PartialDate(1950), date(2026, 3, 19)) == (75, 76)
    assert age_range_on(date(1950, 2, 12), date(2026, 3, 19)) == (76, 76)


def test_the_bounds_of_dates_known_in_part_hold_them_all() -> None:
    assert bounds([PartialDate(1943), date(1950, 1, 2)]) == (date(1943, 1, 1), date(1950, 1, 2))
    assert bounds([]) is None
