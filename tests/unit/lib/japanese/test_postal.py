"""Postal codes and towns, from the data of Japan Post."""

from __future__ import annotations

import pytest

from madoguchi.lib.japanese.addresses import is_known_town, split_town, town_key
from madoguchi.lib.japanese.postal import (
    PostalCodeError,
    lookup,
    municipalities_of,
    normalise,
    towns_of,
    with_check_digit,
)


@pytest.mark.parametrize("written", ["9650846", "965-0846", "〒９６５－０８４６", " 965 0846 "])
def test_a_postal_code_is_read_in_any_writing(written: str) -> None:
    (address,) = lookup(written)
    assert (address.municipality_code, address.town) == ("072028", "門田町飯寺")
    assert address.text == "福島県会津若松市門田町飯寺"


@pytest.mark.parametrize("written", ["", "965", "96508467", "abc", "9" * 5000, "<b>9650846</b>" * 3])
def test_what_is_not_a_postal_code_is_refused(written: str) -> None:
    with pytest.raises(PostalCodeError, match="7桁"):
        normalise(written)


def test_a_postal_code_that_does_not_exist_has_no_address() -> None:
    assert lookup("0000000") == []
    assert municipalities_of("0000000") == set()


def test_a_large_office_has_its_own_code() -> None:
    (office,) = lookup("9658601")
    assert office.office == "会津若松市役所"
    assert municipalities_of("9658601") == {"072028"}


@pytest.mark.parametrize(
    "code",
    ["072028", "072087", "074021", "074055", "074071", "074080", "074217", "074225", "074233", "074446",
     "074454", "074462", "074471"],
)  # fmt: skip
def test_the_check_digit_gives_the_published_codes(code: str) -> None:
    assert with_check_digit(code[:5]) == code
    assert towns_of(code)


def test_towns_of_an_unknown_municipality_are_none() -> None:
    assert towns_of("999999") == []


def test_a_town_is_known_with_and_without_its_section_words() -> None:
    split = split_town("門田町大字飯寺字村西123-4", "072028")
    assert split.town is not None
    assert split.town.name == "門田町飯寺"
    assert split.rest == "字村西123-4"
    assert town_key("門田町大字飯寺") == town_key("門田町飯寺")


def test_the_longest_town_wins() -> None:
    split = split_town("東栄町3-46", "072028")
    assert split.town is not None
    assert (split.town.name, split.rest) == ("東栄町", "3-46")


def test_a_town_of_the_neighbour_is_not_known_here() -> None:
    assert not is_known_town("ありもしない町1-2", "072028")
