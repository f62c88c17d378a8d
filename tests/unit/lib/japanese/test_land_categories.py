"""地目: the 23 of the register, and what ledgers write for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.japanese.land_categories import LAND_CATEGORIES, read_land_category


def test_there_are_23_and_each_is_read_as_itself() -> None:
    assert len(LAND_CATEGORIES) == len(set(LAND_CATEGORIES)) == 23
    for name in LAND_CATEGORIES:
        assert read_land_category(name).name == name
        assert read_land_category("　".join(name)).certain


@pytest.mark.parametrize(
    ("written", "name"),
    [("宅 地", "宅地"), ("雑種", "雑種地"), ("溜池", "ため池"), ("畠", "畑"), ("公衆道路", "公衆用道路"),
    ("登記地目：田", "田"), ("宅地介在畑", "畑"),
     ("一般山林", "山林"), ("郡村宅地", "宅地")],
)  # fmt: skip
def test_other_writings_are_certain_where_they_mean_just_that(written: str, name: str) -> None:
    assert (read_land_category(written).name, read_land_category(written).certain) == (name, True)


@pytest.mark.parametrize("written", ["山", "公道", "水路", "墓", "駐車場"])
def test_what_is_only_supposed_is_said(written: str) -> None:
    read = read_land_category(written)
    assert read.name in LAND_CATEGORIES
    assert not read.certain


@pytest.mark.parametrize("written", ["", "海", "農地", "池", "不明"])
def test_what_may_be_several_or_nothing_is_none(written: str) -> None:
    read = read_land_category(written)
    assert (read.name, read.certain, read.unknown) == ("", False, written)


def test_the_registers_category_and_the_actual_one_are_kept_apart() -> None:
    for written in ("畑（現況宅地）", "畑（宅地）", "畑→宅地", "畑（現況：宅地）"):
        read = read_land_category(written)
        assert (read.name, read.actual, read.certain) == ("畑", "宅地", True)
    assert read_land_category("宅地介在田").situation == "宅地介在"


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    read = read_land_category(text)
    assert read.original == text
    assert read.name == "" or read.name in LAND_CATEGORIES
