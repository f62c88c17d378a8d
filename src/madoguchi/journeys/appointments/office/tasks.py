"""The jobs of the office: the copy each minute, the mails, the reminders of the day before, forgetting."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from procrastinate import RetryStrategy

from madoguchi.core import clock
from madoguchi.core.jobs import app, in_japan
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.engines.booking.api import bookings_of
from madoguchi.journeys.appointments.office.bursts import QUEUE as BURST_QUEUE
from madoguchi.journeys.appointments.office.bursts import TASK as BURST_TASK
from madoguchi.journeys.appointments.office.bursts import carry_out, forget_decisions
from madoguchi.journeys.appointments.office.mails import QUEUE, TASK, remind, send_mail
from madoguchi.journeys.appointments.office.replica import forget, refresh

logger = logging.getLogger(__name__)


@app.task(
    name=TASK,
    queue=QUEUE,
    # A mail server that is away is back within hours.
    retry=RetryStrategy(max_attempts=8, exponential_wait=6),
)
def send(municipality_code: str, mail: int) -> None:
    """Send one mail. Raises OSError and SMTPException, and is tried again."""
    send_mail(municipality_code, mail)


@app.task(
    name=BURST_TASK,
    queue=BURST_QUEUE,
    retry=RetryStrategy(max_attempts=10, exponential_wait=3),
)
def burst(municipality_code: str, decision: str) -> None:
    """Carry out what a clerk decided of many bookings. Raises DeskAwayError, and is tried again."""
    carry_out(municipality_code, UUID(decision))


@app.periodic(cron="* * * * *")
@app.task(name="appointments.copy", queue="courier", queueing_lock="appointments.copy", pass_context=False)
def copy(timestamp: int) -> None:
    """Fetch what changed, for every municipality in which something can be booked; `timestamp`: when it was
    due, since 1970.
    """
    if not _keeps_a_copy():
        return
    for code in _codes():
        if problem := refresh(code).problem:
            logger.warning("appointments %s: %s", code, problem)


@app.periodic(cron=in_japan("*/10 17-20 * * *"))
@app.task(name="appointments.remind", queue=QUEUE, queueing_lock="appointments.remind", pass_context=False)
def remind_all(timestamp: int) -> None:
    """From five in the afternoon (`REMINDED_AT`), again and again until nine: a machine that stood still at
    five reminds people late instead of not at all, and nobody twice. `timestamp`: when it was due.
    """
    if not _keeps_a_copy():
        return
    for code in _codes():
        remind(code, clock.now())


@app.periodic(cron=in_japan("21 2 * * *"))
@app.task(name="appointments.copy_whole", queue="housekeeping", pass_context=False)
def copy_whole(timestamp: int) -> None:
    """Everything anew, should a clock have jumped; and what is over is forgotten when the packs say so."""
    if not _keeps_a_copy():
        return
    for code in _codes():
        refresh(code, whole=True)
        forget_decisions(code, clock.now() - timedelta(days=30))
        forget(code, clock.today() - max(bookings_of(code).keep, timedelta(days=1)))


def _codes() -> list[str]:
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    return [code for code in packs.municipalities if packs.bookings_of(code).calendars]


def _keeps_a_copy() -> bool:
    """Whether this is the office, and knows whom to ask."""
    return settings.MADOGUCHI_ZONE != "public" and bool(
        settings.MADOGUCHI_LINK_URL or settings.MADOGUCHI_BOOKINGS_HERE
    )
