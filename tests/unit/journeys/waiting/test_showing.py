"""What the display shows, and what of it one may know at home."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.unit.journeys.waiting.a_hall import A_HALL, IN_ENGLISH, MORNING, a_state

from madoguchi.core.packs import Hall
from madoguchi.journeys.waiting.domain.showing import CALLS_SHOWN, announcements, display_view, waiting_view


def a_call(number: str = "A012", **more: Any) -> dict[str, Any]:
    return {
        "number": number,
        "counter": "general",
        "desk": "1番",
        "at": "2026-04-07T01:00:00+00:00",
        "times": 1,
        "language": "ja",
    } | more


def test_a_call_has_its_counter_with_colour_and_a_key_that_changes_when_it_is_called_again() -> None:
    shown = display_view(a_state(called=[a_call(), a_call(times=2)]), A_HALL, MORNING)["calls"]
    assert [shown[0][name] for name in ("number", "counter", "colour", "desk", "at")] == [
        "A012",
        "総合窓口",
        "red",
        "1番",
        "10:00",
    ]
    assert shown[0]["key"] != shown[1]["key"]


def in_english(language: str) -> Hall | None:
    return IN_ENGLISH if language == "en" else None


def test_below_the_japanese_stands_the_language_of_the_ticket_or_the_second_of_the_hall() -> None:
    hall = replace(A_HALL, languages=("ja", "ja-easy", "en", "vi"))
    state = a_state(
        called=[a_call(), a_call("F001", counter="tax", desk="7番"), a_call("A3", language="vi")],
        purposes=[{"key": "moving", "waiting": 4, "minutes": 25, "low": 20, "high": 35}],
    )
    shown = display_view(state, hall, MORNING, in_language=in_english)
    assert [(one["second"], one["counter_in"], one["desk_in"]) for one in shown["calls"]] == [
        ("en-US", "General counter", "No. 1"),
        ("en-US", "", "7番"),
        ("vi-VN", "", ""),
    ]
    assert [(one["label"], one["label_in"]) for one in shown["purposes"]] == [
        ("引越し", "Moving"),
        ("税金", ""),
    ]
    assert shown["idle_in"] == "Please take a number and wait."
    assert (shown["second"], shown["calls"][0]["counter"]) == ("en-US", "総合窓口")
    spoken = display_view(a_state(called=[a_call(language="en")]), hall, MORNING, in_language=in_english)
    assert spoken["calls"][0]["speech"][1]["text"].endswith("counter 1, General counter.")


def test_a_hall_that_speaks_japanese_alone_shows_japanese_alone() -> None:
    shown = display_view(a_state(called=[a_call()]), A_HALL, MORNING, in_language=in_english)
    assert (shown["second"], shown["calls"][0]["counter_in"]) == ("", "")


def test_calls_of_yesterday_and_more_than_fit_are_not_shown() -> None:
    many = [a_call(f"A{number:03}") for number in range(50)]
    assert len(display_view(a_state(called=many), A_HALL, MORNING)["calls"]) == CALLS_SHOWN
    assert display_view(a_state(called=many, day="2026-04-06"), A_HALL, MORNING)["calls"] == []


def test_every_counter_stands_there_also_before_anything_is_known() -> None:
    shown = display_view(None, A_HALL, MORNING)
    assert [(one["label"], one["waiting"]) for one in shown["counters"]] == [("総合窓口", 0), ("税", 0)]
    assert [one["label"] for one in shown["purposes"]] == ["引越し", "税金"]


def test_at_home_one_reads_how_many_wait_and_no_number_of_a_ticket() -> None:
    state = a_state(
        called=[a_call("A077")],
        counters=[{"key": "general", "waiting": 4}, {"key": "tax", "waiting": 1}],
        purposes=[{"key": "moving", "waiting": 4, "minutes": 25, "low": 20, "high": 35}],
        tickets={"0" * 32: {"number": "A077"}},
    )
    shown = waiting_view(state, A_HALL, MORNING)
    assert "A077" not in str(shown)
    assert (shown["is_open"], shown["waiting"], shown["at"]) == (True, 5, "10:00")
    assert [(one["label"], one["wait"]) for one in shown["purposes"]] == [
        ("引越し", "20分から40分くらい"),
        ("税金", ""),
    ]


def test_beside_the_minutes_of_a_line_stands_everybody_who_is_in_that_line() -> None:
    state = a_state(
        counters=[{"key": "general", "waiting": 10}, {"key": "tax", "waiting": 0}],
        purposes=[{"key": "moving", "waiting": 1, "minutes": 90, "low": 60, "high": 120}],
    )
    for shown in (waiting_view(state, A_HALL, MORNING), display_view(state, A_HALL, MORNING)):
        assert [(one["key"], one["waiting"]) for one in shown["purposes"]] == [("moving", 10), ("tax", 0)]


def test_a_wait_past_closing_is_told_at_home_and_announced_in_the_hall() -> None:
    state = a_state(purposes=[{"key": "moving", "waiting": 4, "minutes": 500, "past_closing": "likely"}])
    at_home = waiting_view(state, A_HALL, MORNING)
    assert [one["past_closing"] for one in at_home["purposes"]] == ["likely", ""]
    assert at_home["closes"] == "2026-04-07T17:15:00+09:00"
    said = display_view(state, A_HALL, MORNING)["announcements"]
    assert said[-1].startswith("窓口は17:15に終わります。いまから番号を取ると、それまでにお呼びできない用件")
    evening = MORNING.replace(hour=18)
    assert len(display_view(state, A_HALL, evening)["announcements"]) == 1
    assert {one["past_closing"] for one in waiting_view(state, A_HALL, evening)["purposes"]} == {""}


def test_out_of_hours_nobody_is_told_how_long_it_would_take() -> None:
    state = a_state(purposes=[{"key": "moving", "waiting": 4, "minutes": 25, "low": 20, "high": 35}])
    shown = waiting_view(state, A_HALL, MORNING.replace(hour=18))
    assert not shown["is_open"]
    assert {(one["minutes"], one["wait"]) for one in shown["purposes"]} == {(None, "")}


def test_of_a_day_of_which_nothing_is_known_nothing_is_told() -> None:
    for payload in (None, a_state(day="2026-04-06")):
        shown = waiting_view(payload, A_HALL, MORNING)
        assert (shown["purposes"], shown["waiting"], shown["at"]) == ([], None, "")


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (MORNING.replace(hour=8), "受付は8:30から始まります"),
        (MORNING, "受付は12:00までです"),
        (MORNING.replace(hour=11, minute=45), "まもなく受付を終わります（12:00まで）"),
        (MORNING.replace(hour=12, minute=30), "受付は13:00から始まります"),
        (MORNING.replace(hour=17, minute=0), "まもなく受付を終わります（17:15まで）"),
        (MORNING.replace(hour=17, minute=15), "本日の受付は終わりました"),
        (MORNING + timedelta(days=1), "本日はお休みです（庁舎の点検）"),
        (MORNING + timedelta(days=2), "本日はお休みです"),
    ],
)
def test_the_display_says_until_when_the_hall_is_open(moment: datetime, told: str) -> None:
    found = announcements(A_HALL, moment)
    assert len(found) == 1
    assert found[0].startswith(told)
