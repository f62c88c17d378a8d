"""Several letters in one message: all of them again, or an error."""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.letter_bundles import (
    LARGEST_BUNDLE,
    LARGEST_LETTER,
    MOST_BYTES,
    MOST_LETTERS,
    BundledLetter,
    BundleError,
    bundles_of,
    read_bundle,
    write_bundle,
)


def letter(number: int, content: bytes) -> BundledLetter:
    return BundledLetter(UUID(int=number), hashlib.sha256(content).hexdigest(), content)


@given(st.lists(st.binary(max_size=300), max_size=MOST_LETTERS))
def test_what_was_written_is_read_again(contents: list[bytes]) -> None:
    letters = [letter(number, content) for number, content in enumerate(contents)]
    assert read_bundle(write_bundle(letters)) == letters


@given(st.binary(min_size=1, max_size=300), st.data())
def test_what_is_torn_is_never_taken_for_whole(content: bytes, data: st.DataObject) -> None:
    whole = write_bundle([letter(1, content), letter(2, content)])
    end = data.draw(st.integers(1, len(whole) - 1).filter(lambda one: one != len(whole) // 2))
    with pytest.raises(BundleError):
        read_bundle(whole[:end])


@given(st.binary(max_size=200))
def test_anything_else_is_an_error_or_a_bundle_and_no_other_failure(raw: bytes) -> None:
    with contextlib.suppress(BundleError):
        assert write_bundle(read_bundle(raw)) == raw


def test_more_than_may_travel_together_is_neither_written_nor_read() -> None:
    with pytest.raises(BundleError):
        write_bundle([letter(number, b"") for number in range(MOST_LETTERS + 1)])
    with pytest.raises(BundleError):
        write_bundle([letter(1, bytes(LARGEST_LETTER + 1))])
    with pytest.raises(BundleError):
        write_bundle([letter(number, bytes(LARGEST_LETTER)) for number in range(5)])
    with pytest.raises(BundleError):
        read_bundle(bytes(MOST_BYTES + 1))
    with pytest.raises(BundleError):
        read_bundle(write_bundle([letter(number, b"") for number in range(MOST_LETTERS)]) + bytes(52))


@dataclass(frozen=True)
class Listed:
    number: int
    size: int


@given(st.lists(st.integers(0, 2 * LARGEST_LETTER), max_size=3 * MOST_LETTERS))
def test_letters_stay_in_their_order_and_every_group_may_travel(sizes: list[int]) -> None:
    letters = [Listed(number, size) for number, size in enumerate(sizes)]
    groups = list(bundles_of(letters))
    assert [one for group in groups for one in group] == letters
    for group in groups:
        assert 0 < len(group) <= MOST_LETTERS
        if len(group) > 1:
            assert all(0 < one.size <= LARGEST_LETTER for one in group)
            assert sum(one.size for one in group) <= LARGEST_BUNDLE
