"""Called before the reception of the day ends, or not: said plainly, and only where it is so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.journeys.waiting.a_hall import A_HALL, MORNING

from madoguchi.engines.reception.domain.closing import (
    PastClosing,
    closing_of,
    minutes_left,
    past_closing,
    say_closing,
    say_closing_of_several,
    say_closing_short,
    surest,
    ways_now,
)
from madoguchi.engines.reception.domain.estimating import Estimate

CLOSES = MORNING.replace(hour=17, minute=15)
FIVE = MORNING.replace(hour=16, minute=55)
waits = st.builds(
    lambda low, more, most: Estimate(low + more, low, low + more + most),
    st.integers(0, 400),
    st.integers(0, 100),
    st.integers(0, 100),
)


@pytest.mark.parametrize(
    ("wait", "kind"),
    [
        (Estimate(2, 0, 12), PastClosing.NO),
        (Estimate(10, 5, 20), PastClosing.NO),
        (Estimate(10, 5, 21), PastClosing.POSSIBLE),
        (Estimate(25, 19, 60), PastClosing.POSSIBLE),
        (Estimate(25, 20, 60), PastClosing.LIKELY),
        (Estimate(180, 130, 280), PastClosing.LIKELY),
        (None, PastClosing.NO),
    ],
)
def test_five_minutes_to_five_with_closing_at_a_quarter_past(
    wait: Estimate | None, kind: PastClosing
) -> None:
    assert past_closing(wait, minutes_left(CLOSES, FIVE)) is kind


@given(wait=waits, minutes=st.integers(1, 600))
def test_nobody_is_alarmed_whose_range_ends_before_closing(wait: Estimate, minutes: int) -> None:
    assert past_closing(wait, wait.as_told.high + minutes) is PastClosing.NO
    assert past_closing(wait, wait.low - minutes) is PastClosing.LIKELY
    assert past_closing(wait, -minutes) is PastClosing.LIKELY


def test_after_closing_everybody_who_waits_is_late_and_a_closed_day_has_no_end() -> None:
    assert past_closing(None, minutes_left(CLOSES, CLOSES)) is PastClosing.LIKELY
    assert past_closing(None, minutes_left(CLOSES, CLOSES + timedelta(hours=1))) is PastClosing.LIKELY
    assert past_closing(Estimate(180, 130, 280), minutes_left(None, FIVE)) is PastClosing.NO
    assert closing_of(A_HALL, MORNING.date()) == CLOSES, "noon is no end"
    assert closing_of(A_HALL, date(2026, 4, 8)) is None


def test_what_is_said_follows_what_the_municipality_says_and_promises_nothing_else() -> None:
    assert say_closing("likely", CLOSES, FIVE, served=False) == (
        "窓口は17:15に終わります。それまでにお呼びできない見込みです。"
        "そのときは、今日の手続きができないことがあります。"
    )
    assert "かもしれません" in say_closing("possible", CLOSES, FIVE, served=False)
    assert say_closing("likely", CLOSES, FIVE, served=True).endswith("番号があれば、そのあともお呼びします。")
    assert say_closing("likely", CLOSES, CLOSES, served=False) == (
        "窓口は17:15に終わりました。これからお呼びできるか、職員に番号を見せて聞いてください。"
    )
    assert say_closing("likely", CLOSES, CLOSES, served=True).endswith(
        "番号があれば、そのあともお呼びします。"
    )
    assert say_closing("", CLOSES, FIVE, served=False) == ""


def test_of_several_the_surest_counts_and_unknown_words_alarm_nobody() -> None:
    assert surest(["", "possible", "likely"]) is PastClosing.LIKELY
    assert surest(["", "perhaps next year"]) is PastClosing.NO
    assert "できない用件があります" in say_closing_of_several(["", "likely"], CLOSES, served=False)
    assert "かもしれない用件" in say_closing_of_several(["possible", ""], CLOSES, served=False)
    assert say_closing_of_several(["", ""], CLOSES, served=False) == ""
    assert say_closing_short("likely", CLOSES) == "17:15を過ぎる見込み"
    assert say_closing_short("", CLOSES) == ""


def test_booking_is_offered_only_where_there_is_booking() -> None:
    assert [key for key, _ in ways_now(may_book=True)] == ["booking", "quiet", "ask"]
    assert [key for key, _ in ways_now(may_book=False)] == ["quiet", "ask"]
