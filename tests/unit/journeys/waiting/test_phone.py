"""What the holder of a ticket reads, whatever became of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.journeys.waiting.a_hall import A_HALL, IN_ENGLISH, a_state, a_ticket

from madoguchi.journeys.waiting.domain.phone import PhoneView, gone_view, phone_data, phone_view

DIGEST = "0" * 32


def seen(old_since: str = "", **ticket: Any) -> PhoneView:
    found = phone_view(a_state(tickets={DIGEST: a_ticket(**ticket)}), DIGEST, A_HALL, old_since=old_since)
    assert found is not None
    return found


def test_whoever_waits_reads_how_many_are_before_and_how_long_it_takes() -> None:
    view = seen()
    assert (view.heading, view.time) == ("あなたの前に5人", "15分から30分くらい")
    assert (view.place, view.colour, view.notice, view.is_near) == ("総合窓口", "red", "", False)
    assert view.title == "A012 あなたの前に5人"


@pytest.mark.parametrize("near", [{"ahead": 2, "minutes": 15}, {"ahead": 9, "minutes": 5}, {"ahead": 0}])
def test_shortly_before_one_is_asked_to_come_near(near: dict[str, Any]) -> None:
    view = seen(**near, low=5, high=20)
    assert view.is_near
    assert "もうすぐ" in view.notice
    longer = seen(**near, low=0, high=50)
    assert longer.is_near
    assert longer.time == "長くて50分くらい"
    assert "もうすぐ" not in longer.notice
    assert "窓口の近くで" in longer.notice


@pytest.mark.parametrize("far", [{"ahead": 2, "minutes": 34}, {"ahead": 3, "minutes": 6}])
def test_whoever_still_waits_long_is_not_called_near(far: dict[str, Any]) -> None:
    view = seen(**far)
    assert (view.is_near, view.notice) == (False, "")


def test_the_next_one_is_told_so_and_unknown_minutes_are_not_invented() -> None:
    assert seen(ahead=0, minutes=0).heading == "次は、あなたの番です"
    assert seen(minutes=0, low=0, high=4).time == "まもなく"
    unknown = seen(minutes=None, low=None, high=None)
    assert unknown.time == "時間は、まだわかりません"
    assert seen(ahead=None, minutes=None).heading == "順番を待っています"


def test_whoever_is_not_called_by_closing_reads_so_and_whoever_is_called_does_not() -> None:
    late = seen(past_closing="likely", minutes=180, low=130, high=280)
    assert late.closing.startswith("窓口は17:15に終わります。それまでにお呼びできない見込みです。")
    assert phone_data(late)["is_late"]
    assert "17:15" in phone_data(late)["lines"]["closing"]
    assert seen().closing == ""
    assert not phone_data(seen())["is_late"]
    assert seen(status="called", past_closing="likely", ahead=None, minutes=None).closing == ""
    older = phone_view(a_state(tickets={DIGEST: a_ticket()}) | {"closes": None}, DIGEST, A_HALL)
    assert older is not None
    assert older.closing == ""


def test_whoever_is_called_reads_where_to_go() -> None:
    view = seen(status="called", desk="1番", ahead=None, minutes=None, times=2)
    assert (view.heading, view.place, view.desk, view.colour) == (
        "お呼びしています",
        "総合窓口",
        "1番",
        "red",
    )
    assert phone_data(view)["call"] == 2
    assert phone_data(view)["notice"] == "お呼びしています　総合窓口　1番"


def test_whoever_reads_another_language_sees_the_sign_as_well() -> None:
    ticket = a_ticket(status="called", desk="1番")
    view = phone_view(a_state(tickets={DIGEST: ticket}), DIGEST, IN_ENGLISH)
    assert view is not None
    assert (view.place, view.desk, view.sign) == ("General counter", "No. 1", "総合窓口　1番")
    assert seen(status="called", desk="1番").sign == "", "in Japanese it would say the same twice"


@pytest.mark.parametrize("status", ["waiting", "held", "absent"])
def test_whoever_is_not_called_is_told_the_counter_and_no_desk(status: str) -> None:
    view = seen(status=status, desk="1番")
    assert (view.place, view.desk) == ("総合窓口", "")


@pytest.mark.parametrize(
    ("status", "word", "is_over"),
    [
        ("serving", "手続き", False),
        ("held", "お待ち", False),
        ("absent", "来られません", False),
        ("finished", "終わり", True),
        ("left", "取り消し", True),
    ],
)
def test_every_state_is_explained(status: str, word: str, is_over: bool) -> None:
    view = seen(status=status, desk="1番", ahead=None, minutes=None)
    assert word in view.heading
    assert view.is_over == is_over
    assert phone_data(view)["call"] == 0


def test_old_numbers_say_since_when_but_not_to_whoever_is_done() -> None:
    assert "14:03" in seen(old_since="14:03").old
    assert seen(old_since="14:03", status="finished").old == ""


def test_a_ticket_that_is_not_there_is_none_and_is_explained() -> None:
    assert phone_view(a_state(), DIGEST, A_HALL) is None
    assert phone_view(None, DIGEST, A_HALL) is None
    assert gone_view().is_over
    assert "その日だけ" in gone_view().notice


def test_a_counter_that_the_packs_no_longer_have_breaks_nothing() -> None:
    view = seen(counter="gone", status="called", desk="")
    assert (view.place, view.colour, view.desk) == ("", "", "")


@given(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from(
                ["waiting", "called", "serving", "held", "absent", "finished", "left", "unheard-of"]
            ),
            "ahead": st.none() | st.integers(0, 500),
            "minutes": st.none() | st.integers(0, 600),
            "low": st.none() | st.integers(0, 600),
            "high": st.none() | st.integers(0, 600),
        }
    )
)
def test_any_ticket_has_a_heading_and_lines_without_markup(ticket: dict[str, Any]) -> None:
    view = seen(**ticket, number="<b>")
    assert view.heading
    assert "<" not in "".join(phone_data(view)["lines"].values())
