"""The order in which call-backs are made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from madoguchi.journeys.appointments.domain.call_backs import CallState, Try, place_in_calls, tries_of

NOON = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def tried(*minutes: int, holder: str = "") -> CallState:
    return CallState(
        holder, tries=tuple(Try(NOON + timedelta(minutes=one), "staff:1", "窓口") for one in minutes)
    )


def test_the_own_call_comes_first_then_the_untried_then_the_one_tried_longest_ago_then_those_of_others() -> (
    None
):
    calls = {
        "other": CallState("staff:2"),
        "tried just now": tried(0, 50),
        "late": CallState(),
        "tried before": tried(10),
        "soon": CallState(),
        "own": tried(5, holder="staff:1"),
    }
    ends = {"soon": NOON + timedelta(hours=1)}
    order = sorted(
        calls, key=lambda one: place_in_calls(calls[one], "staff:1", ends.get(one, NOON + timedelta(hours=5)))
    )
    assert order == ["own", "soon", "late", "tried before", "tried just now", "other"]


def test_tries_are_kept_as_they_were() -> None:
    made = tried(1, 2).tries
    assert tries_of([one.to_payload() for one in made]) == made
    assert tried(1, 2).last == made[-1]
    assert CallState().last is None
