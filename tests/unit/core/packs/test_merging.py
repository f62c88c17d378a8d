from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.core.packs.merging import change_days, merge, merge_procedure, resolve

values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
mappings = st.dictionaries(st.sampled_from("abcd"), values, max_size=4)


def test_a_mapping_is_merged_and_everything_else_replaced() -> None:
    common = {"deadline": {"within": "14 days", "after": "move.date"}, "bring": [1, 2], "minutes": 10}
    overlay = {"deadline": {"within": "30 days"}, "bring": [3]}
    assert merge(common, overlay) == {
        "deadline": {"within": "30 days", "after": "move.date"},
        "bring": [3],
        "minutes": 10,
    }
    assert common["bring"] == [1, 2]


def test_null_takes_a_value_away() -> None:
    assert merge({"fee": {"amount": 300}, "minutes": 10}, {"fee": None}) == {"minutes": 10}


def test_examples_of_both_stay_marked() -> None:
    assert merge_procedure({"example": ["minutes"]}, {"example": ["fee"]})["example"] == ["minutes", "fee"]


@given(mappings)
def test_an_empty_overlay_changes_nothing(common: dict[str, Any]) -> None:
    assert merge(common, {}) == common


@given(mappings, mappings)
def test_merging_the_same_overlay_twice_is_merging_it_once(
    common: dict[str, Any], overlay: dict[str, Any]
) -> None:
    once = merge(common, overlay)
    assert merge(once, overlay) == once


FEE = {"amount": [{"from": "2020-04-01", "value": 300}, {"from": "2026-04-01", "value": 350}]}


def test_the_value_of_the_day_holds() -> None:
    assert resolve({"fee": FEE}, date(2026, 3, 31)).value == {"fee": {"amount": 300}}
    assert resolve({"fee": FEE}, date(2026, 4, 1)).value == {"fee": {"amount": 350}}
    assert resolve({"fee": FEE}, date(2019, 4, 1)).value == {"fee": {}}


def test_a_resolved_value_knows_where_it_stood() -> None:
    resolved = resolve({"deadline": [{"from": "2020-01-01", "value": {"after": "x"}}]}, date(2026, 1, 1))
    assert resolved.original(("deadline", "after")) == ("deadline", 0, "value", "after")
    assert resolved.original(("other",)) == ("other",)


def test_the_days_of_change_are_those_of_dated_values_and_of_being_in_force() -> None:
    raw = {"fee": FEE, "in_force": {"from": "2012-07-09", "until": "2030-03-31"}}
    assert change_days(raw) == {date(2012, 7, 9), date(2020, 4, 1), date(2026, 4, 1), date(2030, 4, 1)}
