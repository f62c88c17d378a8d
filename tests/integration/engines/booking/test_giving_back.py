"""What is given back while somebody waits: kept from everybody until the job has offered it, whoever dies."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.integration.engines.booking.samples import (
    CLERK,
    GENERAL,
    HERE,
    cancel,
    cancel_and_offer,
    change,
    context,
    free,
    given_back_is_offered,
    reserve,
    together,
    use,
)

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import run
from madoguchi.core.audit.api import entries
from madoguchi.core.jobs import run_jobs_until_idle
from madoguchi.engines.booking import api, giving_back, tasks
from madoguchi.engines.booking.actions import offering
from madoguchi.engines.booking.models import Occupation
from madoguchi_testing.booking import MONDAY, NOW, at, desks, limits, line, sessions

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def calendars(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, desks(line("general", 1, ("09:00", "10:00")), hold=120, limits=limits(most_open=1)))


@pytest.fixture
def one_desk(db: None, calendars: None) -> None:
    """One desk for an hour on each day, in a transaction that is undone."""


@pytest.fixture
def committed(committed_db: None, calendars: None) -> None:
    """The same for jobs on connections of their own."""


def wait(digest: str, **more: object) -> api.WaitingView:
    wish = {"from_day": MONDAY, "until_day": MONDAY, "needs": GENERAL, "token_digest": digest}
    with clock.fixed(NOW):
        return run(api.JoinWaitingList(), context(), api.NewWaiting("counters", **(wish | more)))  # type: ignore[arg-type]


def state(digest: str) -> api.WaitingStatus:
    found = api.waiting_by_token_digest(HERE, digest)
    assert found is not None
    return found.status


def promised() -> int:
    return ProcrastinateJob.objects.filter(task_name=giving_back.TASK).count()


def both_halves() -> tuple[api.ReservationView, api.ReservationView]:
    return reserve(at("09:00"), token_digest="xx"), reserve(at("09:30"), token_digest="yy")


def test_nobody_comes_between_who_cancels_and_who_waits(one_desk: None) -> None:
    first, _ = both_halves()
    wait("aa")
    over = cancel(first)
    assert over.status is api.Status.CANCELLED
    assert [step.begins for step in over.steps] == [at("09:00")]
    assert free() == []
    with pytest.raises(api.TakenError):
        reserve(at("09:00"))
    given_back_is_offered()
    assert state("aa") is api.WaitingStatus.OFFERED


def test_where_nobody_waits_a_place_is_free_at_once_and_no_job_runs(one_desk: None) -> None:
    first, second = both_halves()
    before = promised()
    cancel(first)
    assert free() == ["09:00"]
    wait("aa", from_day=TUESDAY, until_day=TUESDAY)
    cancel(second)
    assert free() == ["09:00", "09:15", "09:30"]
    assert promised() == before


def test_what_nobody_who_waits_can_use_is_free_for_all_afterwards(one_desk: None) -> None:
    first, _ = both_halves()
    wait("aa", needs=(api.Need("general", 60),))
    cancel(first)
    assert free() == []
    given_back_is_offered()
    assert free() == ["09:00"]
    assert state("aa") is api.WaitingStatus.WAITING


def test_a_place_that_was_moved_away_from_goes_to_who_waits(one_desk: None) -> None:
    first, _ = both_halves()
    wait("aa")
    moved = change(first, at("09:00", TUESDAY))
    assert [step.begins for step in moved.steps] == [at("09:00", TUESDAY)]
    seen = api.reservation(HERE, moved.uuid)
    assert seen is not None
    assert seen.steps == moved.steps
    assert free() == []
    with pytest.raises(api.TakenError):
        reserve(at("09:00"))
    given_back_is_offered()
    assert state("aa") is api.WaitingStatus.OFFERED
    with tenancy.municipality(HERE):
        assert not Occupation.objects.filter(set_aside=True).exists()


def test_who_moved_may_move_back_before_it_was_offered(one_desk: None) -> None:
    first, _ = both_halves()
    wait("aa")
    moved = change(first, at("09:00", TUESDAY))
    back = change(moved, at("09:00"))
    given_back_is_offered()
    assert state("aa") is api.WaitingStatus.WAITING
    over = cancel_and_offer(back)
    assert [step.begins for step in over.steps] == [at("09:00")]
    assert state("aa") is api.WaitingStatus.OFFERED


def test_moving_by_a_quarter_of_an_hour_gives_back_what_is_left(one_desk: None) -> None:
    first = reserve(at("09:15"), token_digest="xx")
    wait("aa")
    moved = change(first, at("09:30"))
    assert [step.begins for step in moved.steps] == [at("09:30")]
    given_back_is_offered()
    found = api.waiting_by_token_digest(HERE, "aa")
    assert found is not None
    assert found.offer is not None
    assert found.offer.begins == at("09:00")


def test_a_moved_booking_that_is_cancelled_gives_back_both_its_places(one_desk: None) -> None:
    first, _ = both_halves()
    reserve(at("09:30", TUESDAY))
    wait("aa")
    wait("bb", until_day=TUESDAY, needs=(api.Need("general", 60),))
    over = cancel_and_offer(change(first, at("09:00", TUESDAY)))
    assert [step.begins for step in over.steps] == [at("09:00", TUESDAY)]
    assert state("aa") is api.WaitingStatus.OFFERED
    assert free(needs=GENERAL) == []
    with clock.fixed(NOW):
        assert [one.at for one in api.free_starts(HERE, "counters", GENERAL, TUESDAY)] == [
            at("09:00", TUESDAY)
        ]


def test_a_cancelling_by_mistake_is_undone_before_anybody_was_offered_the_place(
    one_desk: None,
) -> None:
    first, _ = both_halves()
    wait("aa")
    over = cancel(first)
    with clock.fixed(NOW):
        clerk = context(CLERK)
        run(api.RestoreReservation(), clerk, api.Which(over.uuid, over.version, channel=api.Channel.PHONE))
    given_back_is_offered()
    assert state("aa") is api.WaitingStatus.WAITING
    assert free() == []


def test_a_calendar_that_left_the_packs_meanwhile_keeps_nothing_aside(
    one_desk: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = both_halves()
    wait("aa")
    cancel(first)
    use(monkeypatch, sessions())
    given_back_is_offered()
    with tenancy.municipality(HERE):
        assert not Occupation.objects.filter(set_aside=True).exists()


def test_what_no_job_is_left_for_is_found_by_the_look_of_every_few_minutes(one_desk: None) -> None:
    first, _ = both_halves()
    wait("aa")
    cancel(first)
    with clock.fixed(NOW):
        assert tasks.offer_in(HERE) == 1
        given_back_is_offered()
    assert state("aa") is api.WaitingStatus.OFFERED
    with tenancy.municipality(HERE):
        assert [entry.action for entry in entries()].count("booking.offer") == 1


def test_more_who_wait_than_one_go_can_offer_are_offered_in_the_next(
    one_desk: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(offering, "_AT_ONCE", 1)
    first, second = both_halves()
    wait("aa")
    wait("bb")
    cancel(first)
    cancel(second)
    given_back_is_offered()
    given_back_is_offered()
    assert (state("aa"), state("bb")) == (api.WaitingStatus.OFFERED, api.WaitingStatus.OFFERED)


def test_a_worker_that_dies_half_way_loses_no_place_and_the_next_one_offers_it(
    committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = both_halves()
    wait("aa")
    cancel(first)

    def die(*_: object) -> None:
        raise SystemExit("killed")

    with monkeypatch.context() as broken:
        broken.setattr(offering, "view_of", die)
        with pytest.raises(SystemExit), clock.fixed(NOW):
            tasks.offer_given_back(HERE, "counters", MONDAY.isoformat())
    assert state("aa") is api.WaitingStatus.WAITING
    assert free() == [], "still set aside: nothing of the offer was written, and nobody else can take it"
    given_back_is_offered()
    assert state("aa") is api.WaitingStatus.OFFERED


def test_a_job_that_fails_is_tried_again(committed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    first, _ = both_halves()
    wait("aa")
    cancel(first)
    job = ProcrastinateJob.objects.filter(task_name=giving_back.TASK).latest("id")

    def fail(*_: object) -> int:
        raise OSError("the database restarts")

    monkeypatch.setattr(tasks, "offer_in_calendar", fail)
    run_jobs_until_idle()
    job.refresh_from_db()
    assert job.status == "todo"
    assert job.attempts >= 1, "a slow machine finds the second try due already"
    assert free() == []


def test_two_places_that_become_free_at_once_go_to_the_two_who_wait_longest(committed: None) -> None:
    first, second = both_halves()
    for digest in ("aa", "bb", "cc"):
        wait(digest)
    together(lambda: cancel(first), lambda: cancel(second))
    look = partial(tasks.offer_given_back, HERE, "counters", MONDAY.isoformat())
    together(look, look, lambda: reserve_or_not("09:00"), lambda: reserve_or_not("09:30"))
    assert (state("aa"), state("bb")) == (api.WaitingStatus.OFFERED, api.WaitingStatus.OFFERED)
    assert state("cc") is api.WaitingStatus.WAITING


def reserve_or_not(time: str) -> None:
    with pytest.raises(api.TakenError):
        reserve(at(time))
