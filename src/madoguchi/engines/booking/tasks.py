"""Jobs of this engine: what is given back is offered, offers that nobody took end and are made to the next;
what is over is deleted.
"""

from __future__ import annotations

import logging
from datetime import date, timedelta

from django.conf import settings
from procrastinate import RetryStrategy

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.core.jobs import app, in_japan
from madoguchi.core.packs.loader import load_packs_or_refuse
from madoguchi.engines.booking.actions.offering import offer_what_is_free
from madoguchi.engines.booking.calendars import bookings_of
from madoguchi.engines.booking.domain.states import WaitingStatus
from madoguchi.engines.booking.giving_back import QUEUE, TASK, release
from madoguchi.engines.booking.models import Occupation, Reservation, Waiting

SOURCE_KEPT = timedelta(days=7)
"""How long it is known that bookings came from one network."""

logger = logging.getLogger(__name__)


@app.task(
    name=TASK,
    queue=QUEUE,
    # A database that restarts is back in seconds; after the last try the look of every few minutes goes on.
    retry=RetryStrategy(max_attempts=8, exponential_wait=2),
)
def offer_given_back(municipality_code: str, calendar: str, day: str | None) -> None:
    """Offer what was given back in a calendar, on a day (ISO) or any, in turn; what nobody wants is free.

    All of it happens or nothing: a place stays set aside until this has gone through. Twice is as once.
    """
    offer_in_calendar(municipality_code, calendar, None if day is None else date.fromisoformat(day))


@app.periodic(cron="*/5 * * * *")
@app.task(name="booking.offer_freed_places", queue="housekeeping", pass_context=False)
def offer_freed_places(timestamp: int) -> None:
    """Look through the waiting lists; `timestamp`: when the run was due, in seconds since 1970."""
    for code in load_packs_or_refuse(settings.MADOGUCHI_PACKS).bookings:
        offer_in(code)


@app.periodic(cron=in_japan("37 3 * * *"))
@app.task(name="booking.purge", queue="housekeeping", pass_context=False)
def purge(timestamp: int) -> None:
    """Delete what is over in all municipalities; `timestamp`: when the run was due, since 1970."""
    for code in load_packs_or_refuse(settings.MADOGUCHI_PACKS).municipalities:
        reservations, waits = purge_over(code)
        logger.info("booking %s: purged %d reservations, %d waits", code, reservations, waits)


def offer_in(municipality_code: str) -> int:
    """End the offers of a municipality that are over and offer what is free; returns how many offers."""
    with tenancy.municipality(municipality_code):
        wanted = set(
            Waiting.objects.filter(
                status__in=(WaitingStatus.WAITING.value, WaitingStatus.OFFERED.value)
            ).values_list("calendar", flat=True)
        )
        wanted |= set(Occupation.objects.filter(set_aside=True).values_list("calendar", flat=True))
    return sum(offer_in_calendar(municipality_code, key) for key in sorted(wanted))


def offer_in_calendar(municipality_code: str, key: str, day: date | None = None) -> int:
    """Offer what is free in one calendar, on a day or any, to those who wait; returns how many offers."""
    calendar = bookings_of(municipality_code).calendars.get(key)
    with tenancy.municipality(municipality_code):
        if calendar is None:
            # Taken out of the packs: there is nothing that could be offered any more.
            release(key)
            return 0
        return len(offer_what_is_free(Context(municipality_code, Actor.system("booking")), calendar, day))


def purge_over(municipality_code: str) -> tuple[int, int]:
    """Delete the reservations whose day is long over, with what was sealed, and the waits that ended as long
    ago; returns how many of each. Where a reservation came from is forgotten after a week.
    """
    today = clock.today()
    with tenancy.municipality(municipality_code):
        over = Reservation.objects.filter(delete_on__lte=today)
        recent = clock.now() - SOURCE_KEPT
        for model in (Reservation, Waiting):
            model.objects.filter(created_at__lt=recent).exclude(source_mark="").update(source_mark="")
        reservations = over.count()
        over.delete()
        waits, _ = Waiting.objects.filter(until_day__lte=today - bookings_of(municipality_code).keep).delete()
    return reservations, waits
