"""The waiting list: in turn, with offers that hold a place for some hours; and what is deleted when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tests.integration.engines.booking.samples import (
    CLERK,
    HERE,
    cancel_and_offer,
    context,
    free,
    given_back_is_offered,
    reserve,
    use,
)

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import Event, NotAllowedError, run
from madoguchi.core.actions import events as published
from madoguchi.core.audit.api import entries
from madoguchi.engines.booking import api
from madoguchi.engines.booking.actions import offering
from madoguchi.engines.booking.models import Occupation, Reservation, Waiting
from madoguchi.engines.booking.tasks import offer_in, purge_over
from madoguchi_testing.booking import MONDAY, NOW, at, desks, limits, line, session, sessions

AN_HOUR = (api.Need("general", 60),)
SUNDAY = MONDAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def _calendars(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    use(
        monkeypatch,
        desks(line("general", 1, ("09:00", "10:00")), hold=120, limits=limits(most_open=1)),
        sessions(session("09:00", "10:00", 2), waiting_list=False),
    )


def wait(**more: Any) -> api.WaitingView:
    now, actor = more.pop("now", NOW), more.pop("actor", None)
    wanted: dict[str, Any] = {
        "calendar": "counters",
        "from_day": MONDAY,
        "until_day": MONDAY,
        "needs": AN_HOUR,
        "token_digest": "ab",
    }
    with clock.fixed(now):
        return run(api.JoinWaitingList(), context(actor, now=now), api.NewWaiting(**(wanted | more)))


def look(digest: str) -> api.WaitingView:
    found = api.waiting_by_token_digest(HERE, digest)
    assert found is not None
    return found


def take(offer: api.ReservationView, now: datetime = NOW) -> api.ReservationView:
    with clock.fixed(now):
        which = api.Which(offer.uuid, offer.version, token_digest=offer.token_digest)
        return run(api.TakeOffer(), context(now=now), which)


def leave(view: api.WaitingView, **more: Any) -> api.WaitingView:
    with clock.fixed(NOW):
        which = api.WhichWaiting(view.uuid, **({"token_digest": view.token_digest} | more))
        left = run(api.LeaveWaitingList(), context(), which)
    given_back_is_offered()
    return left


def test_a_freed_place_is_offered_to_the_first_in_line_and_held_for_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[Event] = []
    monkeypatch.setitem(published._subscribers, "booking.offered", [lambda _, event: told.append(event)])
    taken = reserve(at("09:00"), AN_HOUR, token_digest="xx")
    first = wait(token_digest="aa", sealed=b"sealed one", person_mark="one")
    second = wait(token_digest="bb", person_mark="two")
    assert (first.status, first.before, second.before) == (api.WaitingStatus.WAITING, 0, 1)
    cancel_and_offer(taken)
    offered = look("aa")
    assert offered.status is api.WaitingStatus.OFFERED
    assert offered.offer is not None
    assert (offered.offer.begins, offered.offer.status) == (at("09:00"), api.Status.HELD)
    assert offered.offer.held_until == NOW + timedelta(minutes=120)
    assert offered.offer.sealed == b"sealed one"
    assert [event.subject for event in told] == [f"reservation:{offered.offer.uuid}"]
    assert look("bb").status is api.WaitingStatus.WAITING
    assert free(AN_HOUR) == []
    with pytest.raises(api.TakenError):
        reserve(at("09:00"), AN_HOUR)
    booked = take(offered.offer)
    assert (booked.status, booked.code, booked.held_until) == (api.Status.BOOKED, offered.offer.code, None)
    assert look("aa").status is api.WaitingStatus.TAKEN
    assert [one.token_digest for one in api.waiting_in(HERE, "counters")] == ["bb"]


def test_what_was_taken_from_the_list_tells_where_it_came_from_like_any_booking() -> None:
    mine = wait(token_digest="aa", source_mark="ab" * 16)
    assert mine.offer is not None
    assert api.number_from(HERE, "ab" * 16) == 1
    assert take(mine.offer).source_mark == "ab" * 16


def test_an_offer_that_nobody_takes_goes_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = reserve(at("09:00"), AN_HOUR, token_digest="xx")
    wait(token_digest="aa")
    wait(token_digest="bb")
    cancel_and_offer(taken)
    offer = look("aa").offer
    assert offer is not None
    later = NOW + timedelta(minutes=120)
    with pytest.raises(api.OfferOverError):
        take(offer, now=later)
    with clock.fixed(later):
        assert offer_in(HERE) == 1
    assert look("aa").status is api.WaitingStatus.LAPSED
    assert look("bb").status is api.WaitingStatus.OFFERED
    with pytest.raises(api.OfferOverError):
        take(offer, now=later)
    with pytest.raises(api.OfferOverError), clock.fixed(later):
        which = api.Which(offer.uuid, offer.version, channel=api.Channel.PHONE)
        run(api.TakeOffer(), context(CLERK, now=later), which)


def test_whoever_leaves_gives_their_offer_to_the_next() -> None:
    taken = reserve(at("09:00"), AN_HOUR, token_digest="xx")
    first, _ = wait(token_digest="aa"), wait(token_digest="bb")
    cancel_and_offer(taken)
    assert leave(first).status is api.WaitingStatus.LEFT
    assert look("bb").status is api.WaitingStatus.OFFERED
    assert leave(look("aa")).status is api.WaitingStatus.LEFT
    offer = look("bb").offer
    assert offer is not None
    cancel_and_offer(offer)
    assert look("bb").status is api.WaitingStatus.LEFT
    assert free(AN_HOUR) == ["09:00"]


def test_who_was_taken_off_by_mistake_waits_again_with_their_turn() -> None:
    taken = reserve(at("09:00"), AN_HOUR, token_digest="xx")
    first, second = wait(token_digest="aa", person_mark="one"), wait(token_digest="bb", person_mark="two")
    leave(first)
    with pytest.raises(NotAllowedError), clock.fixed(NOW):
        run(api.ReturnToWaitingList(), context(), api.WhichWaiting(first.uuid))
    assert again(first).before == 0
    assert again(first).status is api.WaitingStatus.WAITING
    assert look("bb").before == 1
    cancel_and_offer(taken)
    leave(look("aa"))
    assert look("bb").status is api.WaitingStatus.OFFERED, "what was held went to the next"
    assert again(first).status is api.WaitingStatus.WAITING
    leave(first)
    wait(token_digest="cc", person_mark="one")
    with pytest.raises(api.WaitsAlreadyError):
        again(first)
    with pytest.raises(api.PastError):
        again(first, now=NOW + timedelta(days=5))
    assert second.before == 1


def again(view: api.WaitingView, now: datetime = NOW) -> api.WaitingView:
    with clock.fixed(now):
        return run(api.ReturnToWaitingList(), context(CLERK, now=now), api.WhichWaiting(view.uuid))


def test_a_caller_has_the_hours_in_which_somebody_can_call_them(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, desks(line("general", 1, counter="general"), hold=120, limits=limits(most_open=1)))
    view = wait(
        channel=api.Channel.PHONE, actor=CLERK, needs=(api.Need("general", 30),), person_mark="caller"
    )
    assert view.offer is not None
    assert view.offer.held_until == at("11:00"), "two hours of the telephone, which opens on Monday at nine"
    assert view.offer.begins >= at("11:00")


def test_who_wants_more_than_is_free_does_not_keep_the_others_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reserve(at("09:30"), [api.Need("general", 30)])
    half = reserve(at("09:00"), [api.Need("general", 30)], token_digest="xx")
    wait(token_digest="aa")
    wait(token_digest="bb", needs=(api.Need("general", 30),))
    cancel_and_offer(half)
    assert look("aa").status is api.WaitingStatus.WAITING
    assert look("bb").status is api.WaitingStatus.OFFERED


def test_many_who_wait_for_a_full_day_keep_nobody_waiting_who_wants_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(offering, "_AT_ONCE", 3)
    tuesday = MONDAY + timedelta(days=1)
    reserve(at("09:00"), AN_HOUR)
    freed = reserve(at("09:00", tuesday), AN_HOUR, token_digest="xx")
    for number in range(4):
        wait(token_digest=f"a{number}")
    wait(token_digest="bb", from_day=tuesday, until_day=tuesday)
    cancel_and_offer(freed)
    assert look("bb").status is api.WaitingStatus.OFFERED
    first, second = api.waiting_in(HERE, "counters", 2)
    assert (first.token_digest, second.token_digest) == ("a0", "a1")
    (third,) = api.waiting_in(HERE, "counters", 1, after=second.uuid)
    assert (third.token_digest, third.before) == ("a2", 2)


def test_hundreds_of_wishes_that_cannot_come_true_starve_nobody_behind_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(offering, "_AT_ONCE", 2)
    tuesday = MONDAY + timedelta(days=1)
    reserve(at("09:00"), AN_HOUR)
    freed = reserve(at("09:00", tuesday), AN_HOUR, token_digest="xx")
    for number in range(5):
        wait(token_digest=f"a{number}", from_day=MONDAY - timedelta(days=number))
    wait(token_digest="bb", from_day=tuesday, until_day=tuesday)
    cancel_and_offer(freed)
    assert look("bb").status is api.WaitingStatus.OFFERED
    late = wait(token_digest="cc", from_day=tuesday, until_day=tuesday + timedelta(days=1))
    assert late.status is api.WaitingStatus.WAITING, "nobody waits while all wishes are looked at"
    given_back_is_offered()
    assert look("cc").status is api.WaitingStatus.OFFERED


def test_who_waits_in_a_calendar_that_is_no_more_can_still_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    reserve(at("09:00"), AN_HOUR)
    waiting = wait()
    use(monkeypatch, sessions(session("09:00", "10:00", 2)))
    assert leave(waiting).status is api.WaitingStatus.LEFT


def test_who_joins_while_something_is_free_is_offered_it_at_once() -> None:
    assert wait().status is api.WaitingStatus.OFFERED


def test_nothing_is_offered_that_begins_before_the_answer_is_due() -> None:
    early = at("08:00")
    assert wait(now=early).status is api.WaitingStatus.WAITING
    with clock.fixed(at("23:00")):
        assert offer_in(HERE) == 0


def test_a_look_that_finds_nothing_leaves_no_trace() -> None:
    reserve(at("09:00"), AN_HOUR)
    wait()
    with clock.fixed(NOW):
        assert offer_in(HERE) == 0
    with tenancy.municipality(HERE):
        assert "booking.offer" not in {entry.action for entry in entries()}


def test_days_outside_of_the_wish_are_not_offered() -> None:
    reserve(at("09:00"), AN_HOUR)
    wait()
    tuesday = wait(token_digest="bb", until_day=MONDAY + timedelta(days=1))
    assert tuesday.offer is not None
    assert tuesday.offer.begins == at("09:00", MONDAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"until_day": SUNDAY}, api.NeedsRefusedError),
        ({"from_day": date(2026, 1, 1), "until_day": date(2026, 1, 2)}, api.PastError),
        ({"from_day": date(2027, 12, 1), "until_day": date(2027, 12, 2)}, api.TooFarError),
        ({"needs": (api.Need("nowhere", 5),)}, api.NeedsRefusedError),
        ({"calendar": "vaccination", "needs": ()}, api.NeedsRefusedError),
    ],
)
def test_a_wish_that_cannot_come_true_is_refused(more: dict[str, Any], error: type[api.BookingError]) -> None:
    with pytest.raises(error):
        wait(**more)


def test_nobody_waits_twice_or_beside_their_booking() -> None:
    mine = reserve(at("09:00"), AN_HOUR, person_mark="me", token_digest="ab")
    with pytest.raises(api.TooManyError):
        wait(person_mark="me")
    cancel_and_offer(mine)
    reserve(at("09:00"), AN_HOUR, person_mark="you")
    waiting = wait(person_mark="me")
    with pytest.raises(api.TooManyError):
        wait(person_mark="me")
    assert wait(person_mark="me", uuid=waiting.uuid) == waiting


def test_who_booked_all_that_they_may_have_while_waiting_is_offered_nothing_more() -> None:
    taken = reserve(at("09:00"), AN_HOUR, token_digest="xx")
    wait(person_mark="me", token_digest="aa")
    wait(person_mark="you", token_digest="bb")
    tuesday = reserve(at("09:00", MONDAY + timedelta(days=1)), AN_HOUR, person_mark="me", token_digest="cc")
    cancel_and_offer(taken)
    assert look("aa").status is api.WaitingStatus.WAITING
    assert look("bb").status is api.WaitingStatus.OFFERED
    offer = look("bb").offer
    assert offer is not None
    cancel_and_offer(offer)
    # Nobody is left to whom it could be offered: nothing is written down.
    with clock.fixed(NOW):
        assert offer_in(HERE) == 0
    cancel_and_offer(tuesday)
    with clock.fixed(NOW):
        assert offer_in(HERE) == 1
    assert look("aa").status is api.WaitingStatus.OFFERED


def test_an_offer_is_not_taken_beside_all_bookings_that_a_person_may_have() -> None:
    taken = reserve(at("09:00"), AN_HOUR, token_digest="xx")
    wait(person_mark="me", token_digest="aa")
    cancel_and_offer(taken)
    offer = look("aa").offer
    assert offer is not None
    with tenancy.municipality(HERE):
        # As if the packs had allowed more until now.
        mine = reserve(at("09:00", MONDAY + timedelta(days=1)), AN_HOUR, token_digest="cc")
        Reservation.objects.filter(uuid=mine.uuid).update(person_mark="me")
    with pytest.raises(api.TooManyError):
        take(offer)
    cancel_and_offer(mine)
    assert take(offer).status is api.Status.BOOKED


def test_only_who_has_the_link_leaves_and_a_clerk_does_it_for_them() -> None:
    reserve(at("09:00"), AN_HOUR)
    waiting = wait()
    for digest in ("", "cd"):
        with pytest.raises(api.NotFoundError):
            leave(waiting, token_digest=digest)
    with clock.fixed(NOW):
        which = api.WhichWaiting(waiting.uuid, channel=api.Channel.PHONE)
        assert run(api.LeaveWaitingList(), context(CLERK), which).status is api.WaitingStatus.LEFT


def test_a_wait_whose_days_are_over_ends() -> None:
    reserve(at("09:00"), AN_HOUR)
    wait()
    with clock.fixed(NOW + timedelta(days=3)):
        offer_in(HERE)
    assert look("ab").status is api.WaitingStatus.LAPSED


def test_bookings_and_waits_are_deleted_so_many_days_after_their_day() -> None:
    view = reserve(at("09:00"), AN_HOUR, sealed=b"sealed", token_digest="xx")
    wait()
    with clock.fixed(MONDAY + timedelta(days=29)):
        assert purge_over(HERE) == (0, 0)
    with clock.fixed(MONDAY + timedelta(days=30)):
        assert purge_over(HERE) == (1, 1)
    assert api.reservation(HERE, view.uuid) is None
    with tenancy.municipality(HERE):
        assert not Reservation.objects.exists()
        assert not Occupation.objects.exists()
        assert not Waiting.objects.exists()
