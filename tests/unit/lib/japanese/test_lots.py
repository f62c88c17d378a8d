"""Lot numbers: all writings of one lot have one key, and no two lots have the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.japanese.lots import lot_key, read_lot, read_lots
from madoguchi.lib.japanese.numbers import wide_digits


@pytest.mark.parametrize(
    "written",
    ["５８２番地１", "582-1", "582番1", "582番地1", "582番地の1", "582の1", "５８２－１", "582ー1", "582−1",
    "582‐1", "582ノ1", "五八二番の一",
     "五百八十二番地一", "0582-0001", " 582 - 1 ", "582番1号", "第582番1", "582番之1", "字村西582番1",
     "582番1外2筆", "582番1の一部"],
)  # fmt: skip
def test_all_writings_of_a_lot_have_one_key(written: str) -> None:
    assert lot_key(written) == "582-1"
    assert read_lot(written).original == written


@pytest.mark.parametrize(
    "other",
    [
        "582",
        "582-2",
        "5821",
        "58-21",
        "582-1-1",
        "乙582-1",
        "582番1地先",
        "582番イ",
        "582番1から3",
        "582-1 山田ビル",
        "無番地",
    ],
)
def test_another_lot_has_another_key(other: str) -> None:
    assert lot_key(other) != "582-1"


@pytest.mark.parametrize(
    ("written", "numbers", "sign", "place"),
    [("乙582番地", (582,), "乙", ""), ("甲第12号", (12,), "甲", ""), ("イ582", (582,), "イ", ""),
    ("582番イ号", (582, "イ"), "", ""),
     ("582番の甲", (582, "甲"), "", ""), ("582番甲1", (582, "甲", 1), "", ""), ("一丁目5番2", (5, 2), "",
     "一丁目"),
     ("三番町12番", (12,), "", "三番町"), ("一本木12", (12,), "", "一本木"), ("字センター12", (12,), "",
     "字センター"),
     ("5丁目12番3", (12, 3), "", "5丁目"), ("第1地割23番4", (23, 4),
     "", "第1地割"), ("北一条西三丁目5番", (5,), "", "北一条西三丁目"),
     ("門田町大字飯寺字村西582番地3", (582, 3), "", "門田町大字飯寺字村西")],
)  # fmt: skip
def test_signs_and_places_are_told_from_numbers(
    written: str, numbers: tuple[int | str, ...], sign: str, place: str
) -> None:
    lot = read_lot(written)
    assert (lot.numbers, lot.sign, lot.place, lot.rest) == (numbers, sign, place, "")


def test_what_had_to_be_assumed_is_not_certain() -> None:
    assert read_lot("582-1").certain
    assert not read_lot("582-1-0").certain
    assert not read_lot("字村西乙582").certain
    assert not read_lot("582番1 山田ビル").certain


@pytest.mark.parametrize("written", ["", "無番地", "番外地", "abc", "0", "-", "一本木"])
def test_what_is_no_lot_has_no_numbers_and_compares_only_with_itself(written: str) -> None:
    lot = read_lot(written)
    assert lot.numbers == ()
    assert lot.key == lot_key(written) == f"?{written}"


def test_several_lots_are_read_one_by_one() -> None:
    assert [lot.key for lot in read_lots("５８２番１・５８３番２、584")] == ["582-1", "583-2", "584"]
    assert [lot.key for lot in read_lots("582番1及び同番2")] == ["582-1", "582-2"]
    branches = read_lots("582番1、2")
    assert [lot.key for lot in branches] == ["582-1", "582-2"]
    assert [lot.certain for lot in branches] == [True, False]
    assert read_lots("582番1外２筆")[0].others == 2
    assert read_lots("") == ()


@given(st.lists(st.integers(1, 9999), min_size=1, max_size=3))
def test_a_lot_written_in_any_way_has_the_key_of_its_numbers(numbers: list[int]) -> None:
    key = "-".join(map(str, numbers))
    first, *branches = map(str, numbers)
    tail = "の".join(branches)
    for written in (key, wide_digits(key), f"{first}番{tail}", f"{first}番地{tail}", read_lot(key).normal):
        assert lot_key(written) == key


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader_and_a_key_is_its_own_key(text: str) -> None:
    lot = read_lot(text)
    assert lot.original == text
    assert lot_key(text) == lot.key
    if lot.certain and not lot.suffix:
        assert lot_key(lot.key) == lot.key
    read_lots(text)
