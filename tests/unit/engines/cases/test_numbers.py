"""受付番号: found again when read out on the telephone, and never taken for a birth date."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.cases.domain.numbers import NumberError, format_number, read_number, reception_number

numbers = st.builds(reception_number, st.integers(2020, 2120), st.integers(1, 99_999_999))


def test_a_number_is_shown_in_three_groups() -> None:
    assert format_number(reception_number(2026, 123)) == "26-0000123-0"


def test_the_check_digit_is_that_of_the_standard() -> None:
    assert reception_number(1979, 92_739_871) == "79927398713"


def test_a_number_of_another_office_is_shown_as_it_is() -> None:
    assert format_number("A-17") == "A-17"


@given(numbers)
def test_what_is_shown_is_read_again(number: str) -> None:
    assert read_number(format_number(number)) == number
    assert len(number) >= 10


@given(numbers, st.data())
def test_one_wrong_digit_is_told(number: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(number) - 1))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != number[place]]))
    with pytest.raises(NumberError):
        read_number(number[:place] + wrong + number[place + 1 :])


@pytest.mark.parametrize("typed", ["", "26", "19660403", "3410403", "26-000012-3"])
def test_what_is_too_short_is_no_number(typed: str) -> None:
    with pytest.raises(NumberError):
        read_number(typed)
