"""Whatever people, clerks, clocks and jobs do one after the other: what must hold afterwards.

Longer, over new examples: `BOOKING_STEPS=60 pytest --hypothesis-profile=search` with this file.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from tests.integration.engines.booking.samples import CLERK, HERE, context, given_back_is_offered, use

from madoguchi.core import clock, tenancy
from madoguchi.core.actions import Action, run
from madoguchi.core.clock import day_of
from madoguchi.engines.booking import api, giving_back
from madoguchi.engines.booking.actions import offering
from madoguchi.engines.booking.models import Occupation, Reservation, Waiting
from madoguchi.engines.booking.reading import views_of
from madoguchi.engines.booking.tasks import offer_in
from madoguchi_testing.booking import MONDAY, NOW, at, desks, limits, line, session, sessions

TUESDAY = MONDAY + timedelta(days=1)
MOST_OPEN, A_DAY, BUFFER, MOST_WAIT = 2, 5, 5, 30
COUNTERS = desks(
    line("general", 2, ("09:00", "11:00"), lunch=1),
    line("insurance", 1, ("09:00", "11:00"), counter="insurance"),
    buffer=BUFFER,
    most_wait=MOST_WAIT,
    hold=90,
    limits=limits(most_open=MOST_OPEN, most_a_day={"web": A_DAY}),
)
VACCINATION = sessions(
    session("09:00", "10:00", 3, every=30), limits=limits(most_open=1, kept={"phone": 1}), hold=90
)
STEPS = int(os.environ.get("BOOKING_STEPS", "22"))
"""In the suite; by hand more."""

PEOPLE = st.sampled_from(["ichi", "ni", "san", "shi", "go", "roku"])
DAYS = st.sampled_from([MONDAY, TUESDAY])
TIMES = st.sampled_from(["08:55", "09:00", "09:15", "09:30", "10:00", "10:30", "10:45"])
NEEDS = st.sampled_from(
    [
        (api.Need("general", 30),),
        (api.Need("general", 60),),
        (api.Need("general", 20), api.Need("insurance", 30)),
        (api.Need("insurance", 45), api.Need("general", 15)),
        (api.Need("insurance", 120),),
    ]
)
CHANNELS = st.sampled_from([api.Channel.WEB, api.Channel.WEB, api.Channel.PHONE])
WHICH = st.integers(0, 40)


class Bookings(RuleBasedStateMachine):
    """One municipality with few desks over two days."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.stack.callback(transaction.set_rollback, True)

    def teardown(self) -> None:
        """Nothing stays."""
        self.stack.close()

    def do(self, action: Action[Any, Any], given: Any, channel: api.Channel = api.Channel.WEB) -> Any:
        """Run it now; None where it is refused with words."""
        who = None if channel is api.Channel.WEB else CLERK
        with clock.fixed(self.now):
            try:
                return run(action, context(who, now=self.now), given)
            except api.BookingError:
                return None

    def rows(self, model: type[Any], number: int, **wanted: Any) -> Any:
        """Some row, or None."""
        with tenancy.municipality(HERE):
            found = list(model.objects.filter(**wanted).order_by("id"))
        return found[number % len(found)] if found else None

    @rule(who=PEOPLE, day=DAYS, time=TIMES, needs=NEEDS, channel=CHANNELS)
    def book(self, who: str, day: date, time: str, needs: tuple[api.Need, ...], channel: api.Channel) -> None:
        """What is offered can be booked, and nothing else."""
        start = at(time, day)
        with clock.fixed(self.now):
            offered = {one.at for one in api.free_starts(HERE, "counters", needs, day, channel=channel)}
        has = self.open_of("counters", who)
        new = api.NewReservation(
            "counters", start, needs, person_mark=who, channel=channel, token_digest=f"r{who}"
        )
        booked = self.do(api.Reserve(), new, channel)
        assert (booked is not None) == (start in offered and has < MOST_OPEN)

    @rule(who=PEOPLE, time=st.sampled_from(["09:00", "09:30"]), channel=CHANNELS)
    def be_vaccinated(self, who: str, time: str, channel: api.Channel) -> None:
        """A place of a session."""
        new = api.NewReservation(
            "vaccination", at(time), (), person_mark=who, channel=channel, token_digest=f"v{who}"
        )
        self.do(api.Reserve(), new, channel)

    @rule(number=WHICH, day=DAYS, time=TIMES, late=st.booleans())
    def move(self, number: int, day: date, time: str, late: bool) -> None:
        """Another time, also with a version of before."""
        row = self.rows(Reservation, number, status="booked")
        if row is not None:
            given = api.Change(row.uuid, row.version - late, at(time, day), token_digest=row.token_digest)
            self.do(api.ChangeReservation(), given)

    @rule(number=WHICH, by_clerk=st.booleans())
    def cancel(self, number: int, by_clerk: bool) -> None:
        """A booking or an offer."""
        row = self.rows(Reservation, number, status__in=("booked", "held"))
        if row is not None:
            channel = api.Channel.PHONE if by_clerk else api.Channel.WEB
            which = api.Which(row.uuid, row.version, channel, row.token_digest)
            self.do(api.CancelReservation(), which, channel)

    @rule(number=WHICH)
    def take_back_the_cancelling(self, number: int) -> None:
        """By a clerk."""
        row = self.rows(Reservation, number, status="cancelled", held_until=None)
        if row is not None:
            which = api.Which(row.uuid, row.version, api.Channel.PHONE)
            self.do(api.RestoreReservation(), which, api.Channel.PHONE)

    @rule(
        who=PEOPLE,
        first=DAYS,
        last=DAYS,
        needs=NEEDS,
        channel=CHANNELS,
        vaccination=st.booleans(),
    )
    def wait(
        self,
        who: str,
        first: date,
        last: date,
        needs: tuple[api.Need, ...],
        channel: api.Channel,
        vaccination: bool,
    ) -> None:
        """For a place."""
        calendar, wanted = ("vaccination", ()) if vaccination else ("counters", needs)
        new = api.NewWaiting(
            calendar, first, last, wanted, person_mark=who, channel=channel, token_digest=f"w{who}{calendar}"
        )
        self.do(api.JoinWaitingList(), new, channel)

    @rule(number=WHICH)
    def leave(self, number: int) -> None:
        """Wait no more."""
        row = self.rows(Waiting, number)
        if row is not None:
            self.do(api.LeaveWaitingList(), api.WhichWaiting(row.uuid, token_digest=row.token_digest))

    @rule(number=WHICH)
    def wait_again(self, number: int) -> None:
        """By a clerk."""
        row = self.rows(Waiting, number, status="left")
        if row is not None:
            which = api.WhichWaiting(row.uuid, api.Channel.PHONE)
            self.do(api.ReturnToWaitingList(), which, api.Channel.PHONE)

    @rule(number=WHICH)
    def take(self, number: int) -> None:
        """What was offered."""
        row = self.rows(Reservation, number, status="held")
        if row is not None:
            which = api.Which(row.uuid, row.version, token_digest=row.token_digest)
            self.do(api.TakeOffer(), which)

    @rule(minutes=st.sampled_from([1, 30, 95, 20 * 60]))
    def time_passes(self, minutes: int) -> None:
        """Also beyond the beginning of what is booked."""
        self.now += timedelta(minutes=minutes)

    @rule()
    def the_worker_runs(self) -> None:
        """What was promised is done, and the look of every five minutes; then nobody waits in vain."""
        given_back_is_offered(self.now)
        with clock.fixed(self.now):
            offer_in(HERE)
        with tenancy.municipality(HERE):
            assert not Occupation.objects.filter(set_aside=True).exists()
            assert not Reservation.objects.filter(status="held", held_until__lte=self.now).exists()
        self.nobody_waits_for_what_is_free()

    def nobody_waits_for_what_is_free(self) -> None:
        """Whoever could be offered something is."""
        now = context(now=self.now)
        for calendar in (COUNTERS, VACCINATION):
            with tenancy.municipality(HERE), clock.fixed(self.now):
                for row in offering._eligible(now, calendar):
                    assert offering._first_free(now, calendar, row) is None, (row, row.needs)

    def open_of(self, calendar: str, who: str) -> int:
        """How many bookings somebody has ahead, offers included."""
        with tenancy.municipality(HERE):
            ahead = Reservation.objects.filter(calendar=calendar, person_mark=who, begins__gt=self.now)
            return ahead.filter(status__in=("booked", "held")).count()

    @invariant()
    def what_is_booked_stands_at_desks_as_it_was_agreed(self) -> None:
        """Each step as long as it must be, in order, with the way between them; and nothing of what is over,
        except what is set aside for a job that was promised.
        """
        with tenancy.municipality(HERE):
            rows = list(Reservation.objects.filter(status__in=("booked", "held")))
            over = Reservation.objects.filter(status__in=("cancelled", "lapsed"))
            assert not Occupation.objects.filter(reservation__in=over, active=True, set_aside=False).exists()
            aside = Occupation.objects.filter(set_aside=True)
            assert giving_back.aside("counters").count() + giving_back.aside("vaccination").count() == (
                aside.count()
            )
            held = {
                row.pk: sorted(
                    row.occupations.filter(set_aside=False).values_list("line", "begins", "ends", "active"),
                    key=lambda step: step[1],
                )
                for row in rows
            }
            views = {view.uuid: view for view in views_of(rows)}
        for row in rows:
            steps = held[row.pk]
            assert steps, row.status
            assert all(active for *_, active in steps)
            assert len(views[row.uuid].steps) == len(steps)
            assert (steps[0][1], steps[-1][2]) == (row.begins, row.ends)
            minutes = [(name, (ends - begins).total_seconds() // 60) for name, begins, ends, _ in steps]
            if row.calendar == "counters":
                assert minutes == [(one["line"], one["minutes"]) for one in row.needs]
            for (*_, before, _), (_, after, *_) in pairwise(steps):
                between = (after - before).total_seconds() / 60
                assert BUFFER <= between <= BUFFER + MOST_WAIT

    @invariant()
    def nobody_has_more_than_they_may(self) -> None:
        """Bookings of a person, of a day on the web, and places of a session."""
        with tenancy.municipality(HERE):
            rows = list(Reservation.objects.filter(status__in=("booked", "held")))
        counted: dict[tuple[Any, ...], int] = {}
        for row in rows:
            # A clerk brings back what a clerk has booked, whatever was booked since.
            if row.begins > self.now and row.channel == "web":
                key = ("person", row.calendar, row.person_mark)
                counted[key] = counted.get(key, 0) + 1
            if row.calendar == "counters" and row.channel == "web":
                day = ("day", day_of(row.begins))
                counted[day] = counted.get(day, 0) + 1
            if row.calendar == "vaccination" and row.channel == "web":
                place = ("place", row.begins)
                counted[place] = counted.get(place, 0) + 1
        for (kind, *rest), number in counted.items():
            most = {"day": A_DAY, "place": 2}.get(kind) or (MOST_OPEN if rest[0] == "counters" else 1)
            assert number <= most, (kind, rest)

    @invariant()
    def an_offer_is_of_one_who_waits(self) -> None:
        """Held for somebody, until a time before it begins; who waits has one place on the list."""
        with tenancy.municipality(HERE):
            held = {row.pk: row for row in Reservation.objects.filter(status="held")}
            offered = list(Waiting.objects.filter(status="offered"))
            waits = list(Waiting.objects.filter(status__in=("waiting", "offered")))
        assert {row.offer_id for row in offered} == set(held)
        assert len(offered) == len(held)
        for row in offered:
            offer = held[row.offer_id or 0]
            assert offer.held_until is not None
            assert offer.held_until <= offer.begins
            assert row.from_day <= day_of(offer.begins) <= row.until_day
        who = [(row.calendar, row.person_mark) for row in waits]
        assert len(set(who)) == len(who)


@pytest.mark.django_db
def test_whatever_happens_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, COUNTERS, VACCINATION)
    run_state_machine_as_test(
        Bookings,
        settings=settings(
            max_examples=int(os.environ.get("BOOKING_EXAMPLES", "3")),
            stateful_step_count=STEPS,
            suppress_health_check=list(HealthCheck),
        ),
    )
