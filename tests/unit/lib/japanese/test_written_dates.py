"""Dates as they stand in papers and files: unknown, left out, past the end of an era, with a cause behind
them.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.japanese.dates import PartialDate, format_digits, format_wareki
from madoguchi.lib.japanese.written_dates import DateState, read_date

DAYS = st.dates(min_value=date(1873, 1, 1), max_value=date(2099, 12, 31))


@pytest.mark.parametrize(
    "written",
    ["令和６年３月２９日", "令和6年3月29日", "R6.3.29", "R060329", "r6/3/29", "5060329", "20240329",
    "2024-03-29", "令和六年三月二十九日",
     "令和6年3月29日（金）", "令和6年3月29日付", "㋿6年3月29日", "令6.3.29"],
)  # fmt: skip
def test_a_day_is_read_in_every_writing(written: str) -> None:
    read = read_date(written)
    assert (read.state, read.day, read.certain, read.original) == (
        DateState.KNOWN,
        date(2024, 3, 29),
        True,
        written,
    )


@pytest.mark.parametrize(
    "written",
    [
        "昭和６３年１２月不詳",
        "昭和63年12月日不詳",
        "昭和63年12月　日",
        "昭和63年12月○日",
        "昭和63年12月00日",
        "S63.12.00",
        "3631200",
        "19881200",
        "昭和63年12月",
    ],
)
def test_an_unknown_day_is_unknown_in_every_writing(written: str) -> None:
    read = read_date(written)
    assert (read.state, read.day, read.certain) == (DateState.PARTIAL, PartialDate(1988, 12), True)
    assert isinstance(read.day, PartialDate)
    assert read.day.original == written


@pytest.mark.parametrize(
    "written", ["昭和63年月日不詳", "昭和63年", "昭和63年　月　日", "3630000", "昭和63年不詳"]
)
def test_an_unknown_month_is_unknown_in_every_writing(written: str) -> None:
    assert read_date(written).day == PartialDate(1988)


@pytest.mark.parametrize(
    "written", ["年月日不詳", "不詳", "不明", "生年月日不詳", "0000000", "00000000", "昭和年月日不詳"]
)
def test_a_date_that_is_written_as_unknown_is_not_one_that_is_left_out(written: str) -> None:
    assert (read_date(written).state, read_date(written).day) == (DateState.UNKNOWN, None)


@pytest.mark.parametrize("written", ["", " 　", "日付なし", "なし", "-", "年　月　日", "記載なし"])
def test_a_date_that_is_left_out_is_no_problem(written: str) -> None:
    assert (read_date(written).state, read_date(written).certain) == (DateState.ABSENT, True)


@pytest.mark.parametrize(
    ("written", "day"),
    [("平成31年5月1日", date(2019, 5, 1)), ("平成33年3月31日", date(2021, 3, 31)),
     ("令和元年4月30日", date(2019, 4, 30)),
     ("昭和64年1月8日", date(1989, 1, 8)), ("平成31年5月", PartialDate(2019, 5))],
)  # fmt: skip
def test_a_year_past_the_end_of_its_era_is_read_and_that_is_said(
    written: str, day: date | PartialDate
) -> None:
    read = read_date(written)
    assert read.day == day
    assert not read.certain
    assert format_wareki(day) in read.assumed[0]


@pytest.mark.parametrize(
    ("written", "cause"),
    [
        ("令和６年３月２９日相続", "相続"),
        ("令和六年三月二十九日 売買", "売買"),
        ("令和6年3月29日受付第123号", "受付第123号"),
        ("令和6年3月29日（金）売買", "売買"),
    ],
)
def test_what_follows_a_date_is_its_cause(written: str, cause: str) -> None:
    assert (read_date(written).day, read_date(written).cause) == (date(2024, 3, 29), cause)


def test_a_cause_follows_an_unknown_date_too() -> None:
    assert (read_date("年月日不詳売買").state, read_date("年月日不詳売買").cause) == (
        DateState.UNKNOWN,
        "売買",
    )
    assert read_date("昭和63年12月不詳相続").cause == "相続"


@pytest.mark.parametrize(
    "written", ["昭和60年頃", "昭和60年3月上旬", "平成10年1月1日相続、平成12年2月2日相続"]
)
def test_what_is_not_exact_is_not_certain(written: str) -> None:
    assert read_date(written).day is not None
    assert not read_date(written).certain


def test_the_last_day_of_a_month_is_a_day() -> None:
    assert read_date("令和6年2月末日").day == date(2024, 2, 29)


@pytest.mark.parametrize(
    "written",
    [
        "令和6年2月30日",
        "令和6年13月1日",
        "令和6年2月30日売買",
        "明治5年12月3日",
        "明治4年13月1日",
        "abc",
        "66年",
        "昨日",
        "1" * 200,
    ],
)
def test_an_impossible_date_says_why(written: str) -> None:
    read = read_date(written)
    assert (read.state, read.day) == (DateState.PROBLEM, None)
    assert read.problem.endswith("。")


@given(DAYS)
def test_every_writing_of_a_day_is_that_day(day: date) -> None:
    assert read_date(format_wareki(day)).day == day
    assert read_date(day.isoformat()).day == day
    assert read_date(format_wareki(day) + "売買").day == day
    if day.year <= 2099:
        assert read_date(format_digits(day)).day == day


@given(
    st.text(max_size=40)
    | st.text(alphabet="令和平成昭年月日不詳元一二三十0123456789０１２.-/売買 ", max_size=20)
)
def test_no_text_breaks_the_reader(text: str) -> None:
    read = read_date(text)
    assert read.original == text
    assert (read.day is None) == (read.state not in (DateState.KNOWN, DateState.PARTIAL))
    assert bool(read.problem) == (read.state is DateState.PROBLEM)


@pytest.mark.parametrize(
    ("written", "said", "cause"),
    [
        ("明治5年12月2日", "旧暦の明治5年12月2日", ""),
        ("明治三年閏十月五日相続", "旧暦の明治3年閏10月5日", "相続"),
        ("慶応元年", "旧暦の慶応元年", ""),
        ("M3.5.5", "旧暦の明治3年5月5日", ""),
        ("明治4年月日不詳", "旧暦の明治4年", ""),
    ],
)
def test_a_date_of_the_calendar_before_meiji_6_is_kept_and_never_called_a_day_of_ours(
    written: str, said: str, cause: str
) -> None:
    read = read_date(written)
    assert (read.state, read.day, str(read.lunar), read.cause) == (DateState.LUNAR, None, said, cause)
    assert (read.original, read.certain) == (written, False)


@given(st.integers(1, 5), st.integers(1, 12), st.integers(1, 30))
def test_no_day_before_meiji_6_becomes_one_of_ours(year: int, month: int, day: int) -> None:
    assert read_date(f"明治{year}年{month}月{day}日").day is None
    assert read_date("明治6年1月1日").day == date(1873, 1, 1)
