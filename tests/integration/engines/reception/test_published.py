"""The public zone keeps the newest state of a hall; how a day usually goes is told from tickets."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tests.integration.engines.reception.hall import CODE, HALL, TUESDAY, at, call, of, open_desk, take

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.reception import api
from madoguchi.engines.reception.models import TicketEvent

pytestmark = pytest.mark.django_db


TODAY = TUESDAY.date()


COUNTER = {"key": "a", "label": "A", "colour": None, "waiting": 0, "open_desks": 0, "minutes": None}
TICKET = {
    "number": "A001",
    "status": "waiting",
    "ahead": 0,
    "minutes": None,
    "counter": "general",
    "desk": "",
}


def a_state(version: int = 1, minutes: float = 0, day: date = TODAY) -> dict[str, Any]:
    return {
        "hall": HALL,
        "day": day.isoformat(),
        "at": (TUESDAY + timedelta(minutes=minutes)).isoformat(),
        "closes": None,
        "version": version,
        "counters": [],
        "purposes": [],
        "called": [],
        "tickets": {},
    }


def keep(state: dict[str, Any], now: datetime = TUESDAY, typical: dict[str, Any] | None = None) -> bool:
    return api.keep_published(CODE, state, typical, now)


def kept() -> api.PublishedHall:
    found = api.published_hall(CODE, HALL)
    assert found is not None
    return found


def test_a_state_travels_and_is_found_again() -> None:
    take()
    state = api.hall_state(CODE, HALL, TUESDAY).to_payload()
    assert api.published_hall(CODE, HALL) is None
    assert keep(state)
    assert kept().payload == state
    assert kept().heard_at == TUESDAY


def test_an_older_state_never_takes_the_place_of_a_newer_one() -> None:
    assert keep(a_state(version=5, minutes=10))
    for late in (a_state(4, 11), a_state(5, 9), a_state(9, 12, TUESDAY.date() - timedelta(days=1))):
        assert not keep(late)
    assert kept().version == 5
    assert keep(a_state(5, 10), TUESDAY + timedelta(seconds=15)), "the same again: it still holds"
    assert kept().heard_at == TUESDAY + timedelta(seconds=15)
    assert keep(a_state(1, 0, TUESDAY.date() + timedelta(days=1))), "a new day counts anew"


def test_after_a_long_silence_any_state_is_taken() -> None:
    assert keep(a_state(version=50))
    assert not keep(a_state(version=3), TUESDAY + timedelta(seconds=60))
    assert keep(a_state(version=3), TUESDAY + timedelta(minutes=3)), "the office went back to a copy"


def test_the_usual_day_stays_when_a_state_comes_without_it() -> None:
    keep(a_state(1), typical={"days": {}})
    keep(a_state(2))
    assert kept().typical == {"days": {}}


@pytest.mark.parametrize(
    "wrong",
    [
        {"hall": None},
        {"hall": ""},
        {"hall": "x" * 61},
        {"day": "tomorrow"},
        {"at": "2026-04-07T09:00:00"},
        {"version": "1"},
        {"tickets": []},
        {"called": {}},
        {"counters": ["x" * 2_100_000]},
        {"day": "9998-12-31"},
        {"at": "1850-04-07T09:00:00+09:00"},
        {"counters": [COUNTER | {"waiting": "3"}]},
        {"counters": [COUNTER | {"waiting": True}]},
        {"counters": [COUNTER | {"minutes": 10**9}]},
        {"counters": [COUNTER | {"label": "x" * 101}]},
        {"counters": [COUNTER | {"label": "a\nb"}]},
        {"counters": [COUNTER] * 201},
        {"purposes": [{"key": "moving"}]},
        {"called": [{"number": "A001", "counter": "1", "desk": "1", "at": "noon", "times": 1}]},
        {"tickets": {"short": {}}},
        {"tickets": {"a" * 32: {"status": "waiting"}}},
        {"tickets": {"a" * 32: TICKET | {"status": "gone"}}},
        {"tickets": {"a" * 32: TICKET | {"ahead": -1}}},
        {"tickets": {"a" * 32: TICKET | {"version": "1"}}},
        {"tickets": {f"{number:032x}": TICKET for number in range(5_001)}},
    ],
    ids=range(25),
)
def test_what_is_no_state_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(api.PublishedRefusedError):
        keep(a_state() | wrong)
    with pytest.raises(api.PublishedRefusedError):
        api.keep_published(CODE, {})


@pytest.mark.parametrize(
    "typical",
    [
        {},
        {"days": []},
        {"days": {"8": {"days": 2, "slots": []}}},
        {"days": {"2": {"days": 2, "slots": [{"minute": 1440, "people": 1, "wait": 1}]}}},
        {"days": {"2": {"days": 2, "slots": [{"minute": 0, "people": "1", "wait": 1}]}}},
        {"days": {"2": {"days": 2, "slots": [{"minute": 0, "people": 1, "wait": 1}] * 49}}},
    ],
    ids=["nothing", "a list", "an eighth day", "after midnight", "people in words", "too many half hours"],
)
def test_a_usual_day_of_another_shape_is_refused(typical: dict[str, Any]) -> None:
    with pytest.raises(api.PublishedRefusedError):
        keep(a_state(), typical=typical)


def test_what_is_wrong_is_said_and_what_is_unknown_is_left_out() -> None:
    with pytest.raises(api.PublishedRefusedError, match=r"counters\.0\.waiting"):
        keep(a_state() | {"counters": [COUNTER | {"waiting": "3"}]})
    assert keep(a_state() | {"note": "x" * 3_000_000})
    assert kept().payload == a_state()


def test_a_page_of_one_ticket_reads_that_ticket_alone() -> None:
    secrets = ["abcdefgh", "ijklmnop", "qrstuvwx"]
    tickets = {
        api.follow_digest(secret): TICKET | {"number": f"A00{number}", "version": 1}
        for number, secret in enumerate(secrets)
    }
    keep(a_state() | {"tickets": tickets, "closes": TUESDAY.isoformat()})
    for secret in secrets[:2]:
        run(api.WishToLeave(), Context(CODE, Actor.resident("ticket")), api.Wish(HALL, secret))
    whole, mine, none = (api.published_hall(CODE, HALL, follow=follow) for follow in (None, secrets[0], ""))
    assert whole
    assert mine
    assert none
    assert [sorted(one.payload["tickets"]) for one in (whole, none)] == [sorted(tickets), []]
    digest = api.follow_digest(secrets[0])
    assert mine.payload == whole.payload | {"tickets": {digest: whole.payload["tickets"][digest]}}
    assert set(api.wishes_of(whole)) == set(secrets[:2])
    assert set(api.wishes_of(mine)) == {secrets[0]}
    assert mine.heard_at == whole.heard_at
    assert api.published_hall(CODE, "nothing", follow=secrets[0]) is None


def test_neighbours_see_nothing_of_it() -> None:
    keep(a_state())
    assert api.published_hall("072087", HALL) is None


def test_called_numbers_stay_until_they_leave_the_desk_and_ended_ones_are_told_for_a_while() -> None:
    open_desk("1")
    open_desk("2")
    first, second = take("other", language="en"), take("other")
    called = call("1", 1)
    run(api.BeginService(), at(2), of(called))
    call("2", 3)
    state = api.hall_state(CODE, HALL, TUESDAY + timedelta(minutes=4))
    assert [(one.number, one.language) for one in state.called] == [
        (second.number, "ja"),
        (first.number, "en"),
    ]
    run(api.FinishTicket(), at(10), of(called))
    mine = api.follow_digest(first.follow)
    assert api.hall_state(CODE, HALL, TUESDAY + timedelta(minutes=30)).tickets[mine].status == "finished"
    assert mine not in api.hall_state(CODE, HALL, TUESDAY + timedelta(minutes=75)).tickets


def test_a_usual_tuesday_is_the_mean_of_tuesdays() -> None:
    open_desk()
    waits = {0: [(0, 4), (10, 20)], 7: [(0, 8)], 14: []}
    for days, visits in waits.items():
        for came, waited in visits:
            moment = TUESDAY + timedelta(days=days, minutes=came)
            with clock.fixed(moment):
                ticket = take(minutes=days * 1440 + came)
            with tenancy.municipality(CODE):
                called = moment + timedelta(minutes=waited)
                TicketEvent.objects.create(
                    ticket=ticket, version=2, kind="called", at=called, counter="general"
                )
    found = api.typical_days(CODE, HALL, TUESDAY.date() + timedelta(days=15))
    assert found["days"] == {"2": {"days": 2, "slots": [{"minute": 540, "people": 1.5, "wait": 11}]}}
    assert api.typical_days(CODE, HALL, TUESDAY.date() + timedelta(days=7))["days"] == {}, "one is not enough"
