"""The one search box: what a clerk types is understood."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.japanese.dates import PartialDate
from madoguchi.lib.japanese.queries import read_query


@pytest.mark.parametrize("typed", ["あいづ", "アイヅ", "ｱｲﾂﾞ", "あいず", " アイヅ　"])
def test_a_reading_is_understood_in_any_kana(typed: str) -> None:
    assert read_query(typed).names == ("アイズ",)


@pytest.mark.parametrize("typed", ["渡邉", "渡邊", "渡辺"])
def test_variants_of_a_name_are_one_search(typed: str) -> None:
    assert read_query(typed).names == ("渡辺",)


@pytest.mark.parametrize(
    "typed", ["19660403", "3410403", "1966-04-03", "S41.4.3", "昭和41年4月3日", "３４１０４０３"]
)
def test_a_birth_date_is_understood_in_any_writing(typed: str) -> None:
    query = read_query(typed)
    assert query.birth == date(1966, 4, 3)
    assert query.names == ()
    assert query.understood_as == "生年月日 昭和41年4月3日"


def test_a_year_alone_searches_the_whole_year() -> None:
    query = read_query("昭和18年")
    assert query.birth == PartialDate(1943)
    assert query.birth_span == (date(1943, 1, 1), date(1943, 12, 31))


def test_a_number_is_understood_with_and_without_leading_zeros() -> None:
    assert read_query("0000012345").number == "0000012345"
    assert read_query("12345").number == "12345"


def test_a_name_and_a_birth_date_must_both_fit() -> None:
    query = read_query("あいづ 3410403")
    assert (query.names, query.birth) == (("アイズ",), date(1966, 4, 3))
    assert query.understood_as == "氏名・フリガナ「あいづ」、生年月日 昭和41年4月3日"


def test_family_and_given_name_may_be_written_in_different_ways() -> None:
    assert read_query("渡邉 ゆい").names == ("渡辺", "ユイ")
    assert read_query("会津 十 三蔵").names == ("会津", "十三蔵")


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", "どれかを入力"), ("　", "どれかを入力"), ("---", "どれかを入力"), ("20260230", "28日まで"),
        ("5010430", "平成31年4月30日ではありませんか"), ("2月30日", "29日まで"), ("1" * 16, "15桁まで"),
        ("葵" * 300, "100文字まで"), ("\ue000田", "外字"),
    ],
)  # fmt: skip
def test_what_cannot_be_searched_is_answered_with_what_to_do(typed: str, problem: str) -> None:
    assert problem in read_query(typed).problem


@given(st.text(max_size=120))
def test_nothing_typed_breaks_the_search(typed: str) -> None:
    query = read_query(typed)
    assert query.problem or query.names or query.birth or query.number
