"""From when a certification holds; what travels between municipality and board."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.journeys.certification_board.domain.clock import effective_from
from madoguchi.journeys.certification_board.domain.contents import (
    AppliedFor,
    ContentUnreadableError,
    Decided,
    applied_for,
    decided,
    first_stage_result,
)

APPLIED = date(2026, 3, 25)


@pytest.mark.parametrize(
    ("kind", "until", "begins"),
    [
        ("new", None, APPLIED),
        ("change", date(2026, 6, 30), APPLIED),
        ("renewal", date(2026, 4, 30), date(2026, 5, 1)),
        ("renewal", APPLIED - timedelta(days=1), APPLIED),
        ("renewal", None, APPLIED),
    ],
    ids=["new", "change", "renewal", "lapsed", "unknown"],
)
def test_from_when_it_holds(kind: str, until: date | None, begins: date) -> None:
    assert effective_from(kind, APPLIED, until) == begins


days = st.dates(date(1950, 1, 1), date(2150, 12, 31))
applications = st.builds(
    AppliedFor,
    st.sampled_from(["new", "renewal"]),
    days,
    st.text(max_size=5),
    st.text(max_size=5),
    st.none() | days,
)


@given(st.builds(Decided, st.text(max_size=5), st.none() | st.integers(1, 48), days, applications))
def test_what_travels_is_read_as_it_was_written(one: Decided) -> None:
    assert decided(one.as_json()) == one


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        "x",
        {},
        {"kind": "new"},
        {"kind": 1, "applied_on": "2026-03-25"},
        {"applied_on": "2026-13-01"},
    ],
    ids=list("abcdefg"),
)
def test_what_cannot_be_read_is_refused(told: object) -> None:
    with pytest.raises(ContentUnreadableError):
        applied_for(told)
    with pytest.raises(ContentUnreadableError):
        decided({"result": "x", "months": True, "decided_on": "2026-04-15", "application": told})
    assert first_stage_result(None) == ""
