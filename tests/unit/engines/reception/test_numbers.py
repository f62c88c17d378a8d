"""Numbers of tickets as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.reception.domain.numbers import number_meant


@pytest.mark.parametrize("text", ["A012", "a12", "Ａ０１２", "A 12", "A-012番", " a0012 "])
def test_a_number_is_meant_in_any_width_and_case(text: str) -> None:
    assert number_meant(text) == ("A", "012")


def test_the_letter_may_be_left_out_and_busy_days_go_past_a_thousand() -> None:
    assert number_meant("12") == ("", "012")
    assert number_meant("B1234") == ("B", "1234")


@pytest.mark.parametrize("text", ["", "A", "AA12", "12A", "A012; DROP", "1234567890", "\0", "十二"])
def test_what_is_no_number_means_none(text: str) -> None:
    assert number_meant(text) == ("", "")


@given(letter=st.sampled_from("ABKZ"), number=st.integers(1, 99_999))
def test_what_stands_on_a_ticket_means_itself(letter: str, number: int) -> None:
    assert number_meant(f"{letter}{number:03}") == (letter, f"{number:03}")
