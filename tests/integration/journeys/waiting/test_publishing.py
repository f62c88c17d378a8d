"""States on their way over the link, and since when they are known to hold."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.integration.engines.reception.hall import (
    CODE,
    HALL,
    TUESDAY,
    again,
    at,
    call,
    of,
    open_desk,
    take,
)

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.courier.api import LinkError
from madoguchi.engines.reception import api as reception
from madoguchi.engines.reception.models import HallHome
from madoguchi.journeys.waiting import api as waiting
from madoguchi.journeys.waiting import publishing

pytestmark = pytest.mark.django_db


AT_HOME = Context(CODE, Actor.resident("ticket"))


class Link:
    """Stands for the connection; `asked` is what came, `fails` how often it breaks."""

    asked: list[tuple[str, str, dict[str, Any]]]
    opened = 0
    fails = 0

    def ask(self, code: str, what: str, given: bytes) -> dict[str, Any]:
        if Link.fails:
            Link.fails -= 1
            raise LinkError("broken")
        Link.asked.append((code, what, json.loads(given)))
        return waiting.take_states(code, given)

    def __exit__(self, *_: object) -> None:
        pass


@pytest.fixture(autouse=True)
def a_link(monkeypatch: pytest.MonkeyPatch) -> None:
    Link.asked, Link.opened, Link.fails = [], 0, 0

    def opened(**_: object) -> Link:
        Link.opened += 1
        return Link()

    monkeypatch.setattr(publishing, "open_link", opened)


def a_state(age: float = 0.0) -> waiting.NewState:
    return waiting.NewState(reception.hall_state(CODE, HALL, TUESDAY).to_payload(), age)


def heard() -> datetime:
    kept = reception.published_hall(CODE, HALL)
    assert kept is not None
    return kept.heard_at


def test_states_go_over_one_connection_and_the_usual_day_once_in_a_while() -> None:
    take()
    line = waiting.Line()
    with clock.fixed(TUESDAY):
        line.put({(CODE, HALL): a_state()})
        line.put({(CODE, HALL): a_state()})
    assert Link.opened == 1
    assert [("typical" in asked["halls"][0]) for _, _, asked in Link.asked] == [True, False]
    assert heard() == TUESDAY
    found = reception.published_hall(CODE, HALL)
    assert found is not None
    assert found.typical is not None


def test_after_a_break_the_next_call_connects_anew() -> None:
    line = waiting.Line()
    Link.fails = 1
    with pytest.raises(LinkError):
        line.put({(CODE, HALL): a_state()})
    line.put({(CODE, HALL): a_state()})
    assert Link.opened == 2


def test_a_state_that_is_old_in_the_office_is_old_at_home() -> None:
    with clock.fixed(TUESDAY):
        waiting.Line().put({(CODE, HALL): a_state(age=600.0)})
    assert heard() == TUESDAY - timedelta(minutes=10)


def test_the_state_of_a_box_is_of_when_it_spoke_last() -> None:
    with tenancy.municipality(CODE):
        home = HallHome.objects.create(hall=HALL, box="1", since=TUESDAY, heard_at=TUESDAY)
    for minutes, is_old in ((2, False), (20, True)):
        with clock.fixed(TUESDAY + timedelta(minutes=minutes)):
            seen = waiting.seen(CODE, HALL, public=False)
            assert seen is not None
            assert bool(seen.old_since(clock.now())) == is_old
    with tenancy.municipality(CODE):
        home.delete()
    with clock.fixed(TUESDAY + timedelta(minutes=20)):
        seen = waiting.seen(CODE, HALL, public=False)
        assert seen is not None
        assert not seen.old_since(clock.now())


def test_a_hall_that_this_end_does_not_know_is_passed_over() -> None:
    state = a_state().payload | {"hall": "elsewhere"}
    assert waiting.take_states(CODE, json.dumps({"halls": [{"state": state}]}).encode())["kept"] == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"halls": 1}',
        b'{"halls": [{}]}',
        b'{"halls": [{"state": {"hall": "main"}}]}',
        b'{"halls": [{"state": {"hall": "main"}, "age": "x"}]}',
        b'{"halls": [{"state": {"hall": "main"}, "age": 1e300}]}',
        b"\xff",
    ],
)
def test_what_is_no_state_is_refused(body: bytes) -> None:
    with pytest.raises(waiting.StatesBrokenError):
        waiting.take_states(CODE, body)


@pytest.mark.parametrize(
    "changed",
    [
        {"version": 10**30},
        {"version": -5},
        {"version": True},
        {"note": "\x00"},
        {"note": "\ud800"},
        {"tickets": {"a": 1}},
        {"minutes": float("inf")},
        {"day": "2999-01-01"},
        {"at": "9999-12-31T23:59:59+09:00"},
    ],
)
def test_a_state_that_cannot_be_kept_is_refused_in_words(changed: dict[str, Any]) -> None:
    payload = {**a_state().payload, **changed}
    with pytest.raises(waiting.StatesBrokenError, match="形が違います"):
        waiting.take_states(CODE, json.dumps({"halls": [{"state": payload}]}).encode())


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"settled": ["\\u0000"]}', b"null"])
def test_a_question_for_answers_that_makes_no_sense_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(waiting.RatingsBrokenError):
        waiting.give_ratings(CODE, body)


def test_whoever_gives_a_ticket_back_at_home_is_struck_off_with_the_next_state() -> None:
    stays, mine = take(), take()
    line = waiting.Line()
    with clock.fixed(TUESDAY):
        line.put({(CODE, HALL): a_state()})
        run(waiting.WishToLeave(), AT_HOME, waiting.Wish(HALL, mine.follow))
        run(waiting.WishToLeave(), AT_HOME, waiting.Wish(HALL, mine.follow))
        line.put({(CODE, HALL): a_state()})
        line.put({(CODE, HALL): a_state()})
    assert (again(mine).status, again(stays).status) == ("left", "waiting")
    found = reception.published_hall(CODE, HALL)
    assert found is not None
    assert found.leaving == {}, "what the office has done needs no wish any more"
    with pytest.raises(waiting.TicketNotFoundError):
        run(waiting.WishToLeave(), AT_HOME, waiting.Wish(HALL, mine.follow))


def test_what_a_clerk_did_meanwhile_goes_before() -> None:
    open_desk()
    mine = take("other")
    with clock.fixed(TUESDAY):
        waiting.Line().put({(CODE, HALL): a_state()})
        run(waiting.WishToLeave(), AT_HOME, waiting.Wish(HALL, mine.follow))
    called = call("1", 1)
    run(reception.BeginService(), at(1), of(called))
    run(reception.FinishTicket(), at(2), of(again(called)))
    reception.let_go(CODE, HALL, {mine.follow: mine.version})
    assert again(mine).status == "finished"


def test_whoever_was_called_meanwhile_stays_and_whoever_then_did_not_come_has_left() -> None:
    open_desk()
    mine = take("other")
    wish = {mine.follow: mine.version}
    called = call("1", 1)
    assert reception.let_go(CODE, HALL, wish) == 0
    assert again(mine).status == "called"
    run(reception.MarkAbsent(), at(2), of(called))
    with clock.fixed(TUESDAY + timedelta(minutes=3)):
        assert reception.let_go(CODE, HALL, wish) == 1
        assert reception.let_go(CODE, HALL, wish) == 0
    assert again(mine).status == "left"


def test_whoever_was_seen_in_the_hall_after_the_wish_is_not_struck_off() -> None:
    open_desk()
    mine = take("other")
    called = call("1", 1)
    run(reception.BeginService(), at(1), of(called))
    run(reception.HoldTicket(), at(2), of(again(called)))
    with clock.fixed(TUESDAY + timedelta(minutes=3)):
        assert reception.let_go(CODE, HALL, {mine.follow: mine.version}) == 0
        assert again(mine).status == "held"
        assert reception.let_go(CODE, HALL, {mine.follow: again(mine).version}) == 1


@pytest.mark.parametrize(
    ("hall", "wishes"),
    [(HALL, None), (HALL, []), (HALL, {"a" * 16: 1, "": 1, "x": 1}), ("elsewhere", {"mine": 1})],
    ids=["nothing", "a list", "unknown tickets", "another hall"],
)
def test_nobody_else_is_struck_off(hall: str, wishes: Any) -> None:
    mine = take()
    if isinstance(wishes, dict):
        wishes = {mine.follow if one == "mine" else one: version for one, version in wishes.items()}
    assert reception.let_go(CODE, hall, wishes) == 0
    assert again(mine).status == "waiting"


@pytest.mark.parametrize(
    "told", [7, None, "a" * 16, [None], {HALL: 7}, {HALL: {"\x00" * 16: 1}}, {HALL: {"mine": "1"}}]
)
def test_an_answer_of_the_public_end_that_makes_no_sense_breaks_nothing(
    told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = take()
    if isinstance(told, dict) and "mine" in str(told):
        told = {HALL: {mine.follow: "1"}}
    monkeypatch.setattr(Link, "ask", lambda *_: {"leaving": told})
    waiting.Line().put({(CODE, HALL): a_state()})
    assert again(mine).status == "waiting"


@pytest.mark.parametrize("follow", ["a" * 16, "", "ABC"])
def test_an_unknown_ticket_cannot_be_given_back(follow: str) -> None:
    with clock.fixed(TUESDAY):
        waiting.Line().put({(CODE, HALL): a_state()})
    with pytest.raises(waiting.TicketNotFoundError):
        run(waiting.WishToLeave(), AT_HOME, waiting.Wish(HALL, follow))
