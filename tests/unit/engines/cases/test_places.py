"""Places in a worklist, as they stand in addresses: what a page told is read again, all else is nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.engines.cases.domain.places import Place, read_place

keys = st.integers(1, 2**63 - 1)
moments = st.timedeltas(timedelta(0), timedelta(days=90_000)).map(datetime.fromtimestamp(0, UTC).__add__)


@given(st.dates(), keys)
def test_a_day_is_read_again(day: date, key: int) -> None:
    assert read_place(Place(day, key).as_text(), moments=False) == Place(day, key)


@given(moments, keys)
def test_a_moment_is_read_again(moment: datetime, key: int) -> None:
    assert read_place(Place(moment, key).as_text(), moments=True) == Place(moment, key)


@pytest.mark.parametrize(
    "text",
    ["", ".", "2026-03-25", "2026-13-45.1", "x.1", "2026-03-25.-1", "2026-03-25.９", f"2026-03-25.{2**63}"],
)
def test_what_no_page_told_is_nothing(text: str) -> None:
    assert read_place(text, moments=False) is None


@given(st.text(max_size=60), st.booleans())
def test_any_text_is_a_place_or_nothing(text: str, moments: bool) -> None:
    assert isinstance(read_place(text, moments=moments), Place | None)
