"""文書番号 and retention, at the turn of the fiscal year and of an era."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.packs import Retention
from madoguchi.engines.approvals.domain.numbers import (
    DocumentNumber,
    fiscal_year,
    kept_until,
    number_text,
    read_number,
    symbol_of,
)


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 3, 31), 2025),
        (date(2026, 4, 1), 2026),
        (date(2026, 12, 31), 2026),
        (date(2027, 1, 1), 2026),
    ],
    ids=str,
)
def test_a_fiscal_year_begins_in_april(day: date, year: int) -> None:
    assert fiscal_year(day) == year


@pytest.mark.parametrize(
    ("decided", "retention", "until"),
    [
        (date(2026, 3, 31), Retention.ONE, date(2027, 3, 31)),
        (date(2026, 4, 1), Retention.ONE, date(2028, 3, 31)),
        (date(2026, 11, 21), Retention.FIVE, date(2032, 3, 31)),
        (date(2026, 11, 21), Retention.THIRTY, date(2057, 3, 31)),
        (date(2026, 11, 21), Retention.PERMANENT, None),
    ],
    ids=str,
)
def test_the_period_begins_on_the_first_of_april_after_the_decision(
    decided: date, retention: Retention, until: date | None
) -> None:
    assert kept_until(decided, retention) == until


@pytest.mark.parametrize(
    ("year", "text"),
    [(2026, "8市民第12号"), (2019, "31市民第12号"), (2020, "2市民第12号")],
    ids=str,
)
def test_the_year_is_that_of_the_era_in_which_the_fiscal_year_began(year: int, text: str) -> None:
    assert number_text(year, "市民", 12) == text


@pytest.mark.parametrize("typed", ["8市民第12号", "８市民第１２号", "8 市民 第12号", "8市民12"])
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    assert read_number(typed) == DocumentNumber("市民", 12, 2026)


def test_without_a_year_it_is_looked_for_in_all() -> None:
    assert read_number("市民12") == DocumentNumber("市民", 12)


@pytest.mark.parametrize("typed", ["", "道路", "12", "号", "8第12号", "令和8年度道路占用許可について"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert read_number(typed) is None


@given(st.text(max_size=60))
def test_reading_never_fails(typed: str) -> None:
    read_number(typed)


@given(st.integers(2020, 2090), st.sampled_from(["市民", "総", "こども家庭"]), st.integers(1, 999_999))
def test_what_is_written_is_read_again(year: int, symbol: str, serial: int) -> None:
    assert read_number(number_text(year, symbol, serial)) == DocumentNumber(symbol, serial, year)


@pytest.mark.parametrize(
    ("name", "symbol"), [("市民課", "市民"), ("農業委員会", "農業委員会"), ("課", "課"), ("総務係", "総務")]
)
def test_a_desk_without_a_symbol_has_its_name(name: str, symbol: str) -> None:
    assert symbol_of(name) == symbol
