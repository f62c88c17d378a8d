"""Jobs of this engine: offers that nobody took end and are made to the next; what is over is deleted."""

from __future__ import annotations

import logging

from django.conf import settings

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context
from madoguchi.core.jobs import app
from madoguchi.core.packs.loader import load_packs_or_refuse
from madoguchi.engines.booking.actions.offering import offer_what_is_free
from madoguchi.engines.booking.calendars import bookings_of
from madoguchi.engines.booking.domain.states import WaitingStatus
from madoguchi.engines.booking.models import Reservation, Waiting

logger = logging.getLogger(__name__)


@app.periodic(cron="*/5 * * * *")
@app.task(name="booking.offer_freed_places", queue="housekeeping", pass_context=False)
def offer_freed_places(timestamp: int) -> None:
    """Look through the waiting lists; `timestamp`: when the run was due, in seconds since 1970."""
    for code in load_packs_or_refuse(settings.MADOGUCHI_PACKS).bookings:
        offer_in(code)


@app.periodic(cron="37 3 * * *")
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
    count = 0
    for key, calendar in bookings_of(municipality_code).calendars.items():
        if key in wanted:
            with tenancy.municipality(municipality_code):
                context = Context(municipality_code, Actor.system("booking"))
                count += len(offer_what_is_free(context, calendar))
    return count


def purge_over(municipality_code: str) -> tuple[int, int]:
    """Delete the reservations whose day is long over, with what was sealed, and the waits that ended as long
    ago; returns how many of each.
    """
    today = clock.today()
    with tenancy.municipality(municipality_code):
        over = Reservation.objects.filter(delete_on__lte=today)
        reservations = over.count()
        over.delete()
        waits, _ = Waiting.objects.filter(until_day__lte=today - bookings_of(municipality_code).keep).delete()
    return reservations, waits
