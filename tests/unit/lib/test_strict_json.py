"""What another machine says is read, or refused before it reaches the database."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.lib.strict_json import read_json


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"{",
        b"[" * 100_000,
        b"1" * 6_000,
        b'"\\u0000"',
        b'{"a\\u0000": 1}',
        b'["\\ud800"]',
        b"[NaN]",
        b'{"a": -Infinity}',
        b"1e999",
    ],
)
def test_what_cannot_be_stored_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):
        read_json(body)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | TEXT,
        lambda one: st.lists(one) | st.dictionaries(TEXT, one),
        max_leaves=8,
    )
)
def test_everything_else_comes_as_it_was_said(told: object) -> None:
    assert read_json(json.dumps(told).encode()) == told


def test_a_backslash_that_somebody_typed_is_no_character_of_its_own() -> None:
    typed = r"C:\u0000 \\u0000 \ud800"
    assert read_json(json.dumps([typed]).encode()) == [typed]
