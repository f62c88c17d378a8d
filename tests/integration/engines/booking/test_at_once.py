"""Many people press at the same moment, each on a connection of their own."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from threading import Event
from uuid import uuid4

import pytest
from tests.integration.engines.booking.samples import (
    CLERK,
    HERE,
    cancel,
    change,
    context,
    free,
    reserve,
    together,
    use,
)

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import run
from madoguchi.engines.booking import api
from madoguchi.engines.booking.models import Occupation, Reservation, Waiting
from madoguchi_testing.booking import MONDAY, NOW, at, desks, limits, line, session, sessions

PLACES, PRESSES, WORKERS = 20, 100, 8
"""A small vaccination morning: the large one is measured by the bench."""


@pytest.fixture(autouse=True)
def _calendars(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    use(
        monkeypatch,
        desks(line("general", 1), line("insurance", 1), buffer=5),
        sessions(session("09:00", "09:30", PLACES), session("10:00", "10:30", 5), limits=limits(most_open=1)),
    )


def views(said: list[object]) -> list[api.ReservationView]:
    return [one for one in said if isinstance(one, api.ReservationView)]


def test_two_people_press_for_the_last_desk_and_one_gets_it() -> None:
    said = together(lambda: reserve(at("09:00")), lambda: reserve(at("09:15")))
    assert len(views(said)) == 1
    (lost,) = (one for one in said if isinstance(one, api.TakenError))
    assert lost.alternatives


def test_two_plans_that_cross_do_not_lock_each_other_out() -> None:
    there, back = api.Need("general", 30), api.Need("insurance", 30)
    for _ in range(5):
        said = together(
            lambda: reserve(at("09:00"), [there, back], token_digest="aa"),
            lambda: reserve(at("09:00"), [back, there], token_digest="bb"),
            lambda: reserve(at("09:30"), [there, back], token_digest="cc"),
        )
        made = views(said)
        assert made
        steps = [(step.line, step.begins, step.ends) for view in made for step in view.steps]
        for number, (name, begins, ends) in enumerate(steps):
            others = steps[number + 1 :]
            assert not any(one == name and a < ends and begins < b for one, a, b in others)
        for view in made:
            cancel(view)


def test_one_person_who_presses_ten_times_at_once_has_one_place() -> None:
    presses = [lambda: reserve(at("09:00"), (), calendar="vaccination", person_mark="me") for _ in range(10)]
    said = together(*presses)
    assert len(views(said)) == 1
    assert len([one for one in said if isinstance(one, api.TooManyError)]) == 9


def test_two_people_change_into_each_others_place_and_both_get_an_answer() -> None:
    first = reserve(at("09:00"), token_digest="aa")
    second = reserve(at("10:00"), token_digest="bb")
    said = together(lambda: change(first, at("10:00")), lambda: change(second, at("09:00")))
    assert all(isinstance(one, api.ReservationView | api.TakenError) for one in said)
    with tenancy.municipality(HERE):
        times = sorted(Occupation.objects.filter(active=True).values_list("begins", flat=True))
        assert len(set(times)) == 2
        assert {row.occupations.count() for row in Reservation.objects.all()} == {1}


def test_a_link_opened_twice_changes_once() -> None:
    view = reserve(at("09:00"), token_digest="aa")
    said = together(lambda: change(view, at("10:00")), lambda: cancel(view))
    assert len(views(said)) == 1
    assert len([one for one in said if isinstance(one, api.ChangedMeanwhileError)]) == 1


def test_as_many_get_a_place_as_there_are_and_all_others_hear_of_the_next() -> None:
    def press(number: int) -> api.ReservationView:
        return reserve(at("09:00"), (), calendar="vaccination", person_mark=f"person {number}")

    said = together(*(partial(press, number) for number in range(PRESSES)), workers=WORKERS)
    assert len(views(said)) == PLACES
    assert {view.steps[0].desk for view in views(said)} == set(range(1, PLACES + 1))
    lost = [one for one in said if isinstance(one, api.TakenError)]
    assert len(lost) == PRESSES - PLACES
    assert {next(start.at for start in one.alternatives) for one in lost} == {at("10:00")}
    with clock.fixed(NOW):
        (day,) = api.free_days(HERE, "vaccination", (), MONDAY, 1)
    assert (day.free_starts, day.left) == (1, 5)
    assert free((), "vaccination") == ["10:00"]


def waiting_while_somebody_books() -> api.WaitingView:
    """Somebody begins to wait for a place while another one is booking it and is not done."""
    booked, looked = Event(), Event()

    def book_slowly() -> None:
        with tenancy.municipality(HERE):
            reserve(at("09:00"))
            booked.set()
            looked.wait(30)

    def wait_for_a_place() -> api.WaitingView:
        booked.wait(30)
        wish = api.NewWaiting("counters", MONDAY, MONDAY, (api.Need("general", 30),))
        try:
            return run(api.JoinWaitingList(), context(), wish)
        finally:
            looked.set()

    _, waiting = together(book_slowly, wait_for_a_place)
    assert isinstance(waiting, api.WaitingView)
    return waiting


def test_an_offer_does_not_pass_the_quota_of_a_day_beside_somebody_who_is_just_booking(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one_a_day = limits(most_a_day={"web": 1})
    use(monkeypatch, desks(line("general", 2, ("09:00", "09:30")), hold=60, limits=one_a_day))
    waiting = waiting_while_somebody_books()
    assert waiting.status is api.WaitingStatus.WAITING
    assert len(api.reservations_between(HERE, MONDAY, MONDAY)) == 1


def test_an_offer_waits_for_nobody_who_is_just_booking(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, desks(line("general", 1, ("09:00", "09:30")), hold=60))
    waiting = waiting_while_somebody_books()
    assert waiting.status is api.WaitingStatus.WAITING
    assert waiting.offer is None


def test_an_offer_that_is_taken_and_left_at_the_same_moment_does_one_of_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use(monkeypatch, desks(line("general", 1, ("09:00", "09:30")), hold=60))
    wish = api.NewWaiting("counters", MONDAY, MONDAY, (api.Need("general", 30),), token_digest="ab")
    with clock.fixed(NOW):
        waiting = run(api.JoinWaitingList(), context(), wish)
    assert waiting.offer is not None
    which = api.Which(waiting.offer.uuid, waiting.offer.version, token_digest="ab")
    locked, waited = Event(), Event()

    def take() -> api.ReservationView:
        with tenancy.municipality(HERE):
            Reservation.objects.select_for_update().get(uuid=which.uuid)
            locked.set()
            waited.wait(30)
            return run(api.TakeOffer(), context(), which)

    def leave() -> api.WaitingView:
        locked.wait(30)
        with tenancy.municipality(HERE):
            Waiting.objects.select_for_update().get(uuid=waiting.uuid)
            waited.set()
            return run(api.LeaveWaitingList(), context(), api.WhichWaiting(waiting.uuid, token_digest="ab"))

    taken, left = together(take, leave)
    assert isinstance(taken, api.ReservationView)
    assert taken.status is api.Status.BOOKED
    assert isinstance(left, api.ChangedMeanwhileError)


def test_who_joins_anew_while_a_clerk_puts_them_back_stands_on_the_list_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use(monkeypatch, desks(line("general", 1, ("09:00", "09:30")), hold=60))
    reserve(at("09:00"))
    wish = api.NewWaiting("counters", MONDAY, MONDAY, (api.Need("general", 30),), person_mark="me")
    with clock.fixed(NOW):
        first = run(api.JoinWaitingList(), context(), replace(wish, token_digest="ab"))
        run(api.LeaveWaitingList(), context(), api.WhichWaiting(first.uuid, token_digest="ab"))
    joined, looked = Event(), Event()

    def join_slowly() -> api.WaitingView:
        with tenancy.municipality(HERE):
            view = run(api.JoinWaitingList(), context(), replace(wish, uuid=uuid4(), token_digest="cd"))
            joined.set()
            # Whoever is put back waits for this to end; only one who does not would be seen here.
            looked.wait(0.5)
            return view

    def put_back() -> api.WaitingView:
        joined.wait(30)
        try:
            return run(api.ReturnToWaitingList(), context(CLERK), api.WhichWaiting(first.uuid))
        finally:
            looked.set()

    anew, back = together(join_slowly, put_back)
    assert isinstance(anew, api.WaitingView)
    assert isinstance(back, api.WaitsAlreadyError)
    assert [one.token_digest for one in api.waiting_in(HERE, "counters")] == ["cd"]
