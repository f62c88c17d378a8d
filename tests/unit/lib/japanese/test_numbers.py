"""Numbers, shares and areas in the writings of registers and ledgers."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.japanese.numbers import (
    plain_digits,
    read_area,
    read_floor_areas,
    read_number,
    read_share,
    share_in_words,
    wide_digits,
)


@pytest.mark.parametrize(
    ("written", "number"),
    [("25", 25), ("２５", 25), ("二五", 25), ("二十五", 25), ("弐拾五", 25), ("廿五", 25),
     ("１，２３４", 1234),
     ("千二百三十四", 1234),
     ("1万2千", 12000), ("一億二千万", 120_000_000), ("〇", 0), (" 7 ", 7)],
)  # fmt: skip
def test_a_number_is_read_in_every_writing(written: str, number: int) -> None:
    assert read_number(written) == number


@pytest.mark.parametrize("written", ["", "abc", "-3", "1.5", "十百", "万", "１２ ３", "٣", "9" * 50, "約10"])
def test_what_is_no_number_is_none(written: str) -> None:
    assert read_number(written) is None


@given(st.integers(0, 10**9))
def test_widths_and_commas_do_not_change_a_number(number: int) -> None:
    assert read_number(wide_digits(str(number))) == read_number(f"{number:,}") == number


@pytest.mark.parametrize(
    "written",
    [
        "持分２分の１",
        "2分の1",
        "1/2",
        "１／２",
        "二分の一",
        "持分 弐分の壱",
        "½",
        "（1/2）",
        "所有権持分2分の1",
    ],
)
def test_half_is_read_in_every_writing(written: str) -> None:
    assert read_share(written) == Fraction(1, 2)


@pytest.mark.parametrize(
    "written", ["", "持分全部", "0分の1", "2分の0", "半分", "2026/3/25", "1/2/3", "分の"]
)
def test_what_is_no_share_is_none(written: str) -> None:
    assert read_share(written) is None


def test_a_share_above_one_is_given_as_it_is_written() -> None:
    assert read_share("持分２分の３") == Fraction(3, 2)


@given(st.fractions(min_value=Fraction(1, 10**6), max_value=1, max_denominator=10**6))
def test_a_share_written_and_read_is_the_same(share: Fraction) -> None:
    assert read_share(share_in_words(share)) == share


@pytest.mark.parametrize(
    "written",
    [
        "123.45",
        "１２３．４５",
        "１２３：４５",
        "123㎡45",
        "123.45㎡",
        "123平方メートル45",
        "123・45",
        "一二三・四五",
        "123.45m2",
    ],
)
def test_an_area_is_read_in_every_writing(written: str) -> None:
    area = read_area(written)
    assert area is not None
    assert (area.square_metres, area.certain, area.original) == (Decimal("123.45"), True, written)
    assert area.as_register == "１２３：４５"


def test_an_area_with_one_digit_behind_its_colon_is_not_certain() -> None:
    area = read_area("１２３：４")
    assert area is not None
    assert not area.certain


def test_an_area_with_a_space_for_its_point_is_read_and_that_is_said() -> None:
    area = read_area("１２３　４５")
    assert area is not None
    assert area.square_metres == Decimal("123.45")
    assert not area.certain


@pytest.mark.parametrize(
    ("written", "square_metres"),
    [("30坪", "99.17"), ("１反２畝３歩", "1200.00"), ("2畝12歩", "238.01"), ("12坪34", "40.79"), ("5合2勺",
    "1.71"), ("1町歩", "9917.35")],
)  # fmt: skip
def test_old_measures_are_converted_and_cut_off_and_that_is_said(written: str, square_metres: str) -> None:
    area = read_area(written)
    assert area is not None
    assert area.square_metres == Decimal(square_metres)
    assert not area.certain


@pytest.mark.parametrize("written", ["", "広い", "123 4 5", "12.3.4", "-5", "㎡", "1" * 60])
def test_what_is_no_area_is_none(written: str) -> None:
    assert read_area(written) is None


@given(st.decimals(0, 10**7, places=2))
def test_an_area_written_as_the_register_does_is_read_again(square_metres: Decimal) -> None:
    area = read_area(f"{square_metres:.2f}")
    assert area is not None
    again = read_area(area.as_register)
    assert again is not None
    assert again.square_metres == area.square_metres == square_metres


@pytest.mark.parametrize(
    "written",
    ["１階 ５０．１２ ２階 ３０．００", "１階　５０：１２　２階　３０：００", "1F 50.12㎡ 2F 30㎡",
    "1階:50.12/2階:30.00", "一階五〇・一二 二階三〇・〇〇",
     "１階部分５０．１２、２階部分３０．００", "1階 50.12 2階 30.00 延べ 80.12"],
)  # fmt: skip
def test_floors_and_their_areas_are_read_in_every_writing(written: str) -> None:
    read = read_floor_areas(written)
    assert read is not None
    assert [(one.floor, one.square_metres) for one in read.floors] == [
        (1, Decimal("50.12")),
        (2, Decimal("30.00")),
    ]
    assert read.certain
    assert read.normal == "１階　５０．１２　２階　３０．００"


def test_cellars_and_what_stands_on_the_roof_have_their_names() -> None:
    read = read_floor_areas("地下１階 20.00 １階 50.00 塔屋 3.00")
    assert read is not None
    assert [(one.floor, one.name) for one in read.floors] == [(-1, "地下１階"), (1, "１階"), (0, "塔屋")]
    assert read.total == Decimal("73.00")


@pytest.mark.parametrize(
    "written",
    ["50.12、30.00", "1階 50.12 玄関 3.00", "1階 50 2階 30 延べ 100", "延べ 80.12", "1階 50 1階 30"],
)
def test_floors_that_had_to_be_guessed_are_not_certain(written: str) -> None:
    read = read_floor_areas(written)
    assert read is not None
    assert not read.certain


def test_without_an_area_there_are_no_floors() -> None:
    assert read_floor_areas("") is None
    assert read_floor_areas("不明") is None


@given(st.text(max_size=60))
def test_no_text_breaks_a_reader(text: str) -> None:
    for reader in (plain_digits, read_number, read_share, read_area, read_floor_areas):
        reader(text)
