"""Bookings to make, in calendars with few desks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.core import clock
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.packs import BookingCalendar, Packs
from madoguchi.engines.booking import api, giving_back, tasks
from madoguchi_testing import booking
from madoguchi_testing.booking import MONDAY, NOW

HERE, NEIGHBOUR = "072028", "072087"
CLERK = Actor("staff", "staff:1", HERE, "窓口 花子", frozenset({"booking.work"}))
GENERAL = (api.Need("general", 30),)


def use(monkeypatch: pytest.MonkeyPatch, *calendars: BookingCalendar, keep_days: int = 30) -> None:
    """Every municipality has these calendars."""
    made = booking.bookings(*calendars, keep_days=keep_days)
    monkeypatch.setattr(Packs, "bookings_of", lambda self, code: made)


def context(actor: Actor | None = None, *, code: str = HERE, now: datetime = NOW) -> Context:
    return Context(code, actor or Actor.resident("journey"), now)


def new(start: datetime, needs: Sequence[api.Need] = GENERAL, **more: Any) -> api.NewReservation:
    return api.NewReservation(**{"calendar": "counters", "start": start, "needs": tuple(needs), **more})


def reserve(
    start: datetime,
    needs: Sequence[api.Need] = GENERAL,
    *,
    actor: Actor | None = None,
    code: str = HERE,
    now: datetime = NOW,
    **more: Any,
) -> api.ReservationView:
    with clock.fixed(now):
        return run(api.Reserve(), context(actor, code=code, now=now), new(start, needs, **more))


def change(
    view: api.ReservationView, start: datetime, *, now: datetime = NOW, **more: Any
) -> api.ReservationView:
    given = api.Change(view.uuid, view.version, start, token_digest=view.token_digest)
    with clock.fixed(now):
        return run(api.ChangeReservation(), context(now=now), replace(given, **more))


def cancel(view: api.ReservationView, *, now: datetime = NOW, **more: Any) -> api.ReservationView:
    given = api.Which(view.uuid, view.version, token_digest=view.token_digest)
    with clock.fixed(now):
        return run(api.CancelReservation(), context(now=now), replace(given, **more))


def given_back_is_offered(now: datetime = NOW) -> None:
    """Every job that was promised since, twice: that is as once."""
    promised = ProcrastinateJob.objects.filter(task_name=giving_back.TASK, status="todo").order_by("id")
    with clock.fixed(now):
        for number, args in list(promised.values_list("id", "args")):
            tasks.offer_given_back(**args)
            tasks.offer_given_back(**args)
            ProcrastinateJob.objects.filter(id=number).update(status="succeeded")


def cancel_and_offer(view: api.ReservationView, *, now: datetime = NOW, **more: Any) -> api.ReservationView:
    """Cancelled, and the job that this promised has run."""
    over = cancel(view, now=now, **more)
    given_back_is_offered(now)
    return over


def free(
    needs: Sequence[api.Need] = GENERAL, calendar: str = "counters", now: datetime = NOW, **more: Any
) -> list[str]:
    """The clock times that are free on the Monday."""
    with clock.fixed(now):
        found = api.free_starts(HERE, calendar, needs, MONDAY, **more)
    return [start.at.strftime("%H:%M") for start in found]


def together(*work: Callable[[], object], now: datetime = NOW, workers: int | None = None) -> list[object]:
    """What each gave, or raised, when all begin at the same moment, each on a connection of its own."""
    count = workers or len(work)
    barrier = Barrier(count)

    def begin() -> None:
        connection.ensure_connection()
        barrier.wait(30)

    def start(one: Callable[[], object]) -> object:
        try:
            with clock.fixed(now):
                return one()
        except api.BookingError as told:
            return told
        finally:
            if count == len(work):
                connection.close()

    with ThreadPoolExecutor(count, initializer=begin) as pool:
        futures = [pool.submit(start, one) for one in work]
        found = [future.result(120) for future in futures]
        if count != len(work):
            closing = Barrier(count)

            def close(_: int) -> None:
                closing.wait(30)
                connection.close()

            list(pool.map(close, range(count)))
    return found
