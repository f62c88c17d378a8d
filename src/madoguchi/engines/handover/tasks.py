"""The jobs of the handover: deliver what was recorded."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from procrastinate import RetryStrategy

from madoguchi.core.jobs import app, in_japan
from madoguchi.core.packs import HandoverMethod, load_packs_or_refuse
from madoguchi.engines.handover import batches, delivery, digest, robot_entry
from madoguchi.engines.handover.domain.parcels import FIRST_WAIT
from madoguchi.engines.handover.models import HandoverRecord

QUEUE = "handover"
ROBOT_QUEUE = "robot"
"""Of its own: a robot takes a minute for what a file takes a moment for."""
GATHERING = timedelta(seconds=60)
"""How long records of bulk files are gathered before a file is written."""

logger = logging.getLogger(__name__)


@app.task(name="handover.deliver", queue=QUEUE, retry=RetryStrategy(max_attempts=10, exponential_wait=5))
def deliver(municipality_code: str, record: str) -> None:
    """One attempt; when there is no answer yet, the next attempt is a job of its own, put off a while.

    The retry is for what nobody foresaw (the database was away, a mistake of ours): a promise is not dropped.
    """
    delivery.attempt(municipality_code, UUID(record), again=deliver_later)


@app.task(
    name="handover.deliver_together", queue=QUEUE, retry=RetryStrategy(max_attempts=10, exponential_wait=5)
)
def deliver_together(municipality_code: str, records: list[str]) -> None:
    """The first attempt for everything of one acceptance. Whatever has to be tried again becomes a job of its
    own, so that no record waits for another one.
    """
    for record in records:
        try:
            delivery.attempt(municipality_code, UUID(record), again=deliver_later)
        except Exception as error:
            # What is wrong, the next attempt says, which is a job of its own; this one is for the others.
            logger.warning("handover %s: attempt broke off (%s)", record, type(error).__name__)
            deliver_later(municipality_code, UUID(record), FIRST_WAIT)


def begin(municipality_code: str, records: Sequence[HandoverRecord]) -> None:
    """Defer, as part of the current transaction, what new or repeated records need next, by their method."""
    by_method: dict[HandoverMethod, list[UUID]] = {}
    for record in records:
        by_method.setdefault(record.way, []).append(record.uuid)
    deliver_soon(municipality_code, by_method.get(HandoverMethod.FILE, []))
    for record_uuid in by_method.get(HandoverMethod.ROBOT, []):
        enter_later(municipality_code, record_uuid)
    if HandoverMethod.BULK_FILE in by_method:
        gather_later(municipality_code)


def deliver_soon(municipality_code: str, records: Sequence[UUID]) -> None:
    """Defer the first attempt for some records as one job of the current transaction."""
    if records:
        deliver_together.defer(
            municipality_code=municipality_code, records=[str(record) for record in records]
        )


def deliver_later(municipality_code: str, record: UUID, wait: timedelta = timedelta()) -> None:
    """Defer an attempt, as part of the current transaction. The arguments hold no personal data."""
    seconds = int(wait.total_seconds())
    job = deliver.configure(schedule_in={"seconds": seconds}) if seconds else deliver
    job.defer(municipality_code=municipality_code, record=str(record))


@app.task(name="handover.enter", queue=ROBOT_QUEUE, retry=RetryStrategy(max_attempts=10, exponential_wait=5))
def enter(municipality_code: str, record: str) -> None:
    """One attempt of the robot."""
    robot_entry.attempt(municipality_code, UUID(record), again=enter_later)


@app.task(name="handover.gather", queue=QUEUE, retry=RetryStrategy(max_attempts=10, exponential_wait=5))
def gather(municipality_code: str) -> None:
    """Put what waits for a bulk file into batches; each is delivered by a job of its own."""
    batches.gather(municipality_code, then=deliver_batch_later)


@app.task(
    name="handover.deliver_batch", queue=QUEUE, retry=RetryStrategy(max_attempts=10, exponential_wait=5)
)
def deliver_batch(municipality_code: str, batch: str) -> None:
    """One attempt to deliver a bulk file, or to hear about it."""
    batches.attempt(municipality_code, UUID(batch), again=deliver_batch_later)


@app.periodic(cron=in_japan("30 7 * * *"))
@app.task(name="handover.digests", queue=QUEUE, pass_context=False)
def digests(timestamp: int) -> None:
    """At half past seven: one job for each municipality that wants it."""
    for code in digest.municipalities_told():
        send_digest.defer(municipality_code=code)


@app.task(name="handover.send_digest", queue=QUEUE, retry=RetryStrategy(max_attempts=10, exponential_wait=5))
def send_digest(municipality_code: str) -> None:
    """Send the digest of one municipality. A worker that dies just after sending sends it twice."""
    packs = load_packs_or_refuse(settings.MADOGUCHI_PACKS)
    if municipality_code in packs.municipalities:
        digest.send_digest(municipality_code, packs.municipalities[municipality_code].name)


def enter_later(municipality_code: str, record: UUID, wait: timedelta = timedelta()) -> None:
    """Defer an attempt of the robot, as part of the current transaction."""
    enter.configure(schedule_in={"seconds": int(wait.total_seconds())}).defer(
        municipality_code=municipality_code, record=str(record)
    )


def gather_later(municipality_code: str, wait: timedelta = GATHERING) -> None:
    """Defer a gathering, as part of the current transaction: the first one takes along what came since."""
    gather.configure(schedule_in={"seconds": int(wait.total_seconds())}).defer(
        municipality_code=municipality_code
    )


def deliver_batch_later(municipality_code: str, batch: UUID, wait: timedelta = timedelta()) -> None:
    """Defer an attempt with a bulk file, as part of the current transaction."""
    deliver_batch.configure(schedule_in={"seconds": int(wait.total_seconds())}).defer(
        municipality_code=municipality_code, batch=str(batch)
    )
