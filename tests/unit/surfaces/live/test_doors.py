"""Whom a call concerns most hears it first."""

from __future__ import annotations

from datetime import UTC, datetime

from madoguchi.journeys.waiting import api as waiting
from madoguchi.surfaces.live.doors import HALL, PHONE, WHOLE, nearest_first
from madoguchi.surfaces.live.hub import State

HERE = ("990019", "main")
NOW = datetime(2026, 4, 7, 1, 0, tzinfo=UTC)


def test_the_hall_then_who_is_called_then_by_place_in_the_line() -> None:
    tickets = {"far": {"ahead": 90}, "next": {"ahead": 0}, "called": {"ahead": None}}
    views = [(PHONE, HERE, ticket, "ja") for ticket in ("far", "next", "called", "unknown")]
    state = State(waiting.Seen({"tickets": tickets}, NOW), NOW.timestamp())
    found = nearest_first(state, [*views, (HALL, HERE), (WHOLE, HERE)])
    told = [view[0] if view[0] != PHONE else view[2] for view in found]
    assert told == [HALL, WHOLE, "called", "unknown", "next", "far"]


def test_where_nothing_is_known_nobody_is_left_out() -> None:
    views = [(PHONE, HERE, "a", "ja"), (HALL, HERE)]
    assert sorted(nearest_first(None, views)) == sorted(views)
