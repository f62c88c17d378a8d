"""Booking, changing and cancelling, and every reason why not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg.errors
import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.integration.engines.booking.samples import (
    CLERK,
    GENERAL,
    HERE,
    NEIGHBOUR,
    cancel,
    change,
    context,
    free,
    new,
    reserve,
    use,
)

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import NotAllowedError, run
from madoguchi.core.audit.api import entries
from madoguchi.engines.booking import api
from madoguchi.engines.booking.models import Occupation, Reservation
from madoguchi_testing.booking import MONDAY, NOW, at, desks, limits, line, session, sessions

TWO_LINES = desks(line("general", 2, lunch=1), line("insurance", 1), every=15)


@pytest.fixture(autouse=True)
def _calendars(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    use(
        monkeypatch,
        TWO_LINES,
        sessions(session("09:00", "10:00", 6, 30), limits=limits(most_open=1, kept={"phone": 1})),
    )


def test_a_plan_is_one_booking_with_its_desks_in_order() -> None:
    view = reserve(
        at("09:00"), [api.Need("general", 20), api.Need("insurance", 15)], procedures=("moving", "insurance")
    )
    assert (view.begins, view.ends, view.status) == (at("09:00"), at("09:40"), api.Status.BOOKED)
    assert [(step.line, step.desk) for step in view.steps] == [("general", 1), ("insurance", 1)]
    assert len(view.code) == 6
    assert api.reservation(HERE, view.uuid) == view
    assert view.procedures == ("moving", "insurance")


def test_a_desk_is_booked_once_and_the_loser_is_shown_other_times() -> None:
    assert {reserve(at("09:00")).steps[0].desk, reserve(at("09:00")).steps[0].desk} == {1, 2}
    with pytest.raises(api.TakenError) as lost:
        reserve(at("09:00"))
    assert [start.at for start in lost.value.alternatives][:2] == [at("09:30"), at("09:45")]
    assert "ほかの時間" in str(lost.value)


def test_postgresql_refuses_a_double_booking_that_no_program_checked() -> None:
    view = reserve(at("09:00"))
    with tenancy.municipality(HERE):
        row = Reservation.objects.get(uuid=view.uuid)
        taken = Occupation.objects.get(reservation=row)
        for begins, ends in (("09:00", "09:30"), ("08:00", "09:05"), ("09:25", "12:00"), ("08:00", "18:00")):
            with pytest.raises(IntegrityError) as refused, transaction.atomic():
                insert(row, taken.desk, at(begins), at(ends))
            assert isinstance(refused.value.__cause__, psycopg.errors.ExclusionViolation)
        with pytest.raises(IntegrityError), transaction.atomic():
            insert(row, taken.desk, at("10:00"), at("10:00"))
        with pytest.raises(Exception, match="seat"), transaction.atomic():
            insert(row, taken.desk, at("09:00"), at("09:30"), seat=1)
        insert(row, taken.desk, at("09:30"), at("10:00"))
        insert(row, taken.desk + 1, at("09:00"), at("09:30"))
    with tenancy.municipality(NEIGHBOUR):
        reserve(at("09:00"), code=NEIGHBOUR)


def insert(row: Reservation, desk: int, begins: datetime, ends: datetime, **more: int) -> None:
    columns = ["municipality_code", "reservation_id", "calendar", "line", "desk", "begins", "ends", "active"]
    values: list[Any] = [HERE, row.pk, row.calendar, "general", desk, begins, ends, True]
    columns += more
    values += more.values()
    places = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO booking_occupation ({', '.join(columns)}) VALUES ({places})", values)


def test_bookings_of_other_municipalities_are_neither_seen_nor_in_the_way() -> None:
    view = reserve(at("09:00"), token_digest="ab")
    assert api.reservation(NEIGHBOUR, view.uuid) is None
    assert api.reservation_by_token_digest(NEIGHBOUR, "ab") is None


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        ("2026-11-29T11:00", api.PastError),
        ("2026-11-29T12:30", api.OutsideHoursError),
        ("2026-11-30T08:45", api.OutsideHoursError),
        ("2026-11-30T16:45", api.OutsideHoursError),
        ("2026-11-30T09:10", api.OutsideHoursError),
        ("2026-12-05T09:00", api.OutsideHoursError),
        ("2026-12-31T09:00", api.OutsideHoursError),
        ("2027-02-26T09:00", api.TooFarError),
        ("9999-12-31T09:00", api.TooFarError),
    ],
)
def test_a_time_at_which_nobody_can_come_is_refused_with_times_at_which_one_can(
    wanted: str, error: type[api.BookingError]
) -> None:
    with pytest.raises(error) as refused:
        reserve(datetime.fromisoformat(wanted).replace(tzinfo=NOW.tzinfo))
    assert refused.value.alternatives or error is api.TooFarError
    assert str(refused.value).count("。") >= 2


def test_who_is_too_late_is_told_and_a_clerk_still_can() -> None:
    now = at("09:10")
    with pytest.raises(api.TooSoonError):
        reserve(at("10:00"), now=now)
    assert reserve(at("10:15"), now=now).begins == at("10:15")
    assert reserve(at("09:15"), now=now, actor=CLERK, channel=api.Channel.PHONE).begins == at("09:15")


def test_only_clerks_book_for_others() -> None:
    for channel in (api.Channel.PHONE, api.Channel.STAFF):
        with pytest.raises(NotAllowedError):
            reserve(at("09:00"), channel=channel)


@pytest.mark.parametrize(
    "needs",
    [(), (api.Need("nowhere", 10),), (api.Need("general", -10),), (api.Need("general", 10**6),)],
)
def test_needs_that_somebody_made_up_are_refused(needs: tuple[api.Need, ...]) -> None:
    with pytest.raises(api.NeedsRefusedError):
        reserve(at("09:00"), needs)
    with pytest.raises(api.NeedsRefusedError), clock.fixed(NOW):
        api.free_starts(HERE, "counters", needs, MONDAY)


def test_what_takes_longer_than_the_day_has_is_told_so() -> None:
    with pytest.raises(api.OutsideHoursError):
        reserve(at("09:00"), [api.Need("general", 600)])
    with clock.fixed(NOW):
        (found,) = api.free_days(HERE, "counters", [api.Need("general", 600)], MONDAY, 1)
    assert found.state is api.DayState.TOO_LONG


def test_times_without_a_zone_and_marks_that_are_too_long_are_refused() -> None:
    with pytest.raises(api.NeedsRefusedError):
        reserve(at("09:00").replace(tzinfo=None))
    with pytest.raises(api.NeedsRefusedError):
        reserve(at("09:00"), person_mark="x" * 65)
    for more in ({"sealed": b"x" * 70_000}, {"procedures": ("x",) * 101}, {"procedures": ("x" * 65,)}):
        with pytest.raises(api.NeedsRefusedError):
            reserve(at("09:00"), **more)
    with pytest.raises(api.CalendarUnknownError):
        reserve(at("09:00"), calendar="nowhere")


def test_one_person_has_so_many_bookings_ahead_and_no_more() -> None:
    mine = [reserve(at(clock_time), person_mark="me") for clock_time in ("09:00", "10:00")]
    for clock_time in ("11:00", "13:00", "14:00", "15:00"):
        with pytest.raises(api.TooManyError):
            reserve(at(clock_time), person_mark="me")
    reserve(at("11:00"), person_mark="you")
    cancel_as_clerk(mine[0])
    reserve(at("11:00"), person_mark="me")


def test_only_a_clerk_goes_beyond_what_a_person_may_have_and_it_is_written_down() -> None:
    for clock_time in ("09:00", "10:00"):
        reserve(at(clock_time), person_mark="me")
    with pytest.raises(api.TooManyError):
        reserve(at("11:00"), person_mark="me", beyond_limit=True)
    made = reserve(at("11:00"), person_mark="me", beyond_limit=True, channel=api.Channel.PHONE, actor=CLERK)
    with tenancy.municipality(HERE):
        (entry,) = [one for one in entries() if one.subject == f"reservation:{made.uuid}"]
    assert entry.details["beyond_limit"] is True


def cancel_as_clerk(view: api.ReservationView) -> api.ReservationView:
    which = api.Which(view.uuid, view.version, channel=api.Channel.STAFF)
    with clock.fixed(NOW):
        return run(api.CancelReservation(), context(CLERK), which)


def test_the_same_press_twice_is_one_booking() -> None:
    uuid = uuid4()
    first = reserve(at("09:00"), uuid=uuid, token_digest="ab", person_mark="me")
    again = reserve(at("09:00"), uuid=uuid, token_digest="ab", person_mark="me")
    assert first == again
    with tenancy.municipality(HERE):
        assert Reservation.objects.count() == 1


def test_a_channel_has_its_share_of_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, desks(line("general", 2), limits=limits(most_a_day={"web": 2})))
    reserve(at("09:00"))
    moved = reserve(at("10:00"), token_digest="ab")
    with pytest.raises(api.QuotaError) as refused:
        reserve(at("11:00"))
    assert refused.value.alternatives[0].at == at("09:00", MONDAY + timedelta(days=1))
    assert free() == []
    assert change(moved, at("11:00")).begins == at("11:00")
    reserve(at("11:00"), actor=CLERK, channel=api.Channel.PHONE)


def test_an_own_booking_moves_also_over_its_own_time() -> None:
    view = reserve(at("09:00"), [api.Need("insurance", 30)], token_digest="ab")
    moved = change(view, at("09:15"))
    assert (moved.begins, moved.ends, moved.version, moved.code) == (at("09:15"), at("09:45"), 1, view.code)
    assert len(moved.steps) == 1
    assert "09:00" not in free([api.Need("insurance", 30)])
    assert "09:00" in free([api.Need("insurance", 15)])


def test_the_old_place_stays_until_the_new_one_is_certain() -> None:
    mine = reserve(at("09:00"), [api.Need("insurance", 30)], token_digest="ab")
    reserve(at("10:00"), [api.Need("insurance", 30)])
    with pytest.raises(api.TakenError):
        change(mine, at("10:00"))
    kept = api.reservation(HERE, mine.uuid)
    assert kept == mine
    with pytest.raises(api.TakenError):
        reserve(at("09:00"), [api.Need("insurance", 30)])


def test_two_links_used_one_after_the_other_do_not_undo_each_other() -> None:
    view = reserve(at("09:00"), token_digest="ab")
    change(view, at("10:00"))
    with pytest.raises(api.ChangedMeanwhileError):
        change(view, at("11:00"))
    with pytest.raises(api.ChangedMeanwhileError):
        cancel(view)


def test_only_who_has_the_link_changes_a_booking() -> None:
    view = reserve(at("09:00"), token_digest="ab")
    for digest in ("", "ac"):
        with pytest.raises(api.NotFoundError):
            cancel(view, token_digest=digest)
        with pytest.raises(api.NotFoundError):
            change(view, at("10:00"), token_digest=digest)
    without_link = reserve(at("10:00"))
    with pytest.raises(api.NotFoundError):
        cancel(without_link)


def test_a_cancelled_place_is_free_again_and_the_code_too() -> None:
    view = reserve(at("09:00"), [api.Need("insurance", 30)], token_digest="ab")
    assert "09:00" not in free([api.Need("insurance", 30)])
    gone = cancel(view)
    assert (gone.status, gone.version) == (api.Status.CANCELLED, 1)
    assert gone.steps == view.steps
    assert "09:00" in free([api.Need("insurance", 30)])
    with pytest.raises(api.ChangedMeanwhileError):
        cancel(gone)


def test_a_resident_cannot_touch_what_has_begun() -> None:
    view = reserve(at("09:00"), token_digest="ab")
    with pytest.raises(api.PastError):
        cancel(view, now=at("09:00"))


def test_who_came_and_who_did_not() -> None:
    view = reserve(at("09:00"))
    mark = api.MarkArrived()
    with pytest.raises(api.TooSoonError):
        run(mark, context(CLERK), api.Arrival(view.uuid))
    with pytest.raises(api.TooSoonError):
        run(mark, context(CLERK, now=at("08:50")), api.Arrival(view.uuid, arrived=False))
    with pytest.raises(NotAllowedError):
        run(mark, context(now=at("08:50")), api.Arrival(view.uuid))
    missed = run(mark, context(CLERK, now=at("09:20")), api.Arrival(view.uuid, arrived=False))
    assert missed.status is api.Status.MISSED
    came = run(mark, context(CLERK, now=at("09:25")), api.Arrival(view.uuid))
    assert (came.status, came.arrived_at) == (api.Status.ARRIVED, at("09:25"))
    again = run(mark, context(CLERK, now=at("09:30")), api.Arrival(view.uuid))
    assert again == came
    with pytest.raises(api.NotFoundError):
        run(mark, context(CLERK), api.Arrival(uuid4()))


def test_places_of_a_session_are_given_to_their_last_and_kept_for_the_telephone() -> None:
    taken = [reserve(at("09:00"), (), calendar="vaccination") for _ in range(2)]
    assert sorted(view.steps[0].desk for view in taken) == [1, 2]
    with pytest.raises(api.TakenError) as refused:
        reserve(at("09:00"), (), calendar="vaccination")
    assert [(start.at, start.left) for start in refused.value.alternatives] == [(at("09:30"), 2)]
    by_phone = reserve(at("09:00"), (), calendar="vaccination", actor=CLERK, channel=api.Channel.PHONE)
    assert by_phone.steps[0].desk == 3
    for wrong in ("09:10", "10:00"):
        with pytest.raises(api.OutsideHoursError):
            reserve(at(wrong), (), calendar="vaccination")
    with pytest.raises(api.NeedsRefusedError):
        reserve(at("09:30"), GENERAL, calendar="vaccination")


def test_a_place_moves_to_another_start() -> None:
    view = reserve(at("09:00"), (), calendar="vaccination", token_digest="ab")
    moved = change(view, at("09:30"))
    assert (moved.begins, moved.ends) == (at("09:30"), at("10:00"))
    with clock.fixed(NOW):
        (day,) = api.free_days(HERE, "vaccination", (), MONDAY, 1)
    assert (day.free_starts, day.left) == (2, 3)


def test_the_audit_log_says_what_happened_and_not_to_whom() -> None:
    view = reserve(at("09:00"), sealed=b"sealed", person_mark="me", token_digest="ab")
    cancel(view)
    with tenancy.municipality(HERE):
        last, first = entries(subject=f"reservation:{view.uuid}")
    assert (first.action, last.action) == ("booking.reserve", "booking.cancel")
    assert first.details["code"] == view.code
    assert "sealed" not in str(first.details)
    assert "me" not in first.details.values()


def test_the_day_list_and_what_changed() -> None:
    later = reserve(at("10:00"))
    early = reserve(at("09:00"), token_digest="ab")
    reserve(at("09:00", MONDAY + timedelta(days=1)))
    assert [one.uuid for one in api.reservations_between(HERE, MONDAY, MONDAY)] == [early.uuid, later.uuid]
    cancel(early)
    assert [one.uuid for one in api.reservations_between(HERE, MONDAY, MONDAY)] == [later.uuid]
    assert len(api.reservations_between(HERE, MONDAY, MONDAY, with_cancelled=True)) == 2
    assert api.reservations_between(HERE, MONDAY, MONDAY, calendar="vaccination") == []
    assert len(api.reservations_changed(HERE, MONDAY)) == 3


def test_an_audience_of_another_municipality_is_refused() -> None:
    elsewhere = Actor("staff", "staff:2", NEIGHBOUR, "", frozenset({"booking.work"}))
    with pytest.raises(NotAllowedError):
        run(api.Reserve(), context(elsewhere), new(at("09:00"), channel=api.Channel.STAFF))


BOOKINGS = st.lists(
    st.tuples(
        st.integers(0, 40).map(lambda number: at("09:00") + timedelta(minutes=15 * number)),
        st.lists(
            st.tuples(st.sampled_from(("general", "insurance")), st.sampled_from((10, 25, 60))),
            min_size=1,
            max_size=3,
        ),
        st.booleans(),
    ),
    min_size=5,
    max_size=20,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BOOKINGS)
def test_however_people_book_never_more_than_the_desks_and_what_is_offered_can_be_taken(
    wanted: list[tuple[datetime, list[tuple[str, int]], bool]],
) -> None:
    with transaction.atomic():
        made: list[api.ReservationView] = []
        for start, raw, and_cancel in wanted:
            needs = [api.Need(*one) for one in raw]
            offered = start.strftime("%H:%M") in free(needs)
            try:
                made.append(reserve(start, needs, token_digest="ab"))
            except api.BookingError:
                assert not offered
                continue
            assert offered
            if and_cancel:
                cancel(made.pop())
        steps = [step for view in made for step in view.steps]
        for moment in {step.begins for step in steps}:
            for name, most in (("general", 2), ("insurance", 1)):
                at_once = [one for one in steps if one.line == name and one.begins <= moment < one.ends]
                assert len(at_once) == len({one.desk for one in at_once}) <= most
        transaction.set_rollback(True)


def restore(view: api.ReservationView, *, now: datetime = NOW) -> api.ReservationView:
    with clock.fixed(now):
        which = api.Which(view.uuid, view.version, channel=api.Channel.PHONE)
        return run(api.RestoreReservation(), context(CLERK, now=now), which)


def test_what_was_cancelled_comes_back_with_its_code_and_link_while_the_time_is_free() -> None:
    over = cancel(reserve(at("09:00"), token_digest="aa", sealed=b"sealed"))
    again = restore(over)
    assert (again.status, again.code, again.begins) == (api.Status.BOOKED, over.code, over.begins)
    assert (again.channel, again.sealed) == (api.Channel.WEB, b"sealed")
    assert api.reservation_by_token_digest(HERE, "aa") == again
    with pytest.raises(api.ChangedMeanwhileError):
        restore(again)
    with pytest.raises(api.PastError):
        restore(cancel(again), now=at("10:00"))


def test_what_a_clerk_booked_beyond_the_limit_comes_back_after_a_mistake() -> None:
    for time in ("10:00", "10:30"):
        reserve(at(time), person_mark="me")
    third = reserve(at("11:00"), person_mark="me", actor=CLERK, channel=api.Channel.PHONE, beyond_limit=True)
    which = api.Which(third.uuid, third.version, channel=api.Channel.PHONE)
    with clock.fixed(NOW):
        over = run(api.CancelReservation(), context(CLERK), which)
    assert restore(over).status is api.Status.BOOKED


def test_a_code_that_somebody_else_was_given_meanwhile_is_not_given_back() -> None:
    over = cancel(reserve(at("09:00"), token_digest="aa"))
    other = reserve(at("10:00"))
    with tenancy.municipality(HERE):
        Reservation.objects.filter(uuid=other.uuid).update(code=over.code)
    again = restore(over)
    assert again.code != over.code
    assert again.begins == over.begins


def test_a_resident_takes_no_cancellation_back() -> None:
    over = cancel(reserve(at("09:00"), token_digest="aa"))
    with clock.fixed(NOW), pytest.raises(NotAllowedError):
        run(api.RestoreReservation(), context(), api.Which(over.uuid, over.version, token_digest="aa"))
