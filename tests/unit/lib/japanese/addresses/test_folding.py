"""Spellings of names in which numbers are counted."""

from __future__ import annotations

import pytest

from madoguchi.lib.japanese.addresses.folding import number_spellings


@pytest.mark.parametrize("name", ["1番地" * 90, "1" * 5_000 + "番", "一" * 39 + "番", "十百" * 30 + "丁"])
def test_a_name_that_is_none_has_no_other_spellings(name: str) -> None:
    assert number_spellings(name) == [name]


def test_numbers_of_a_name_are_spelled_each_for_itself() -> None:
    assert {"北2条西10丁目", "北二条西十丁目", "北二条西10丁目"} <= set(number_spellings("北2条西10丁目"))
