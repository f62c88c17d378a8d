"""The jobs of the handover: deliver what was recorded, and wake what a dead worker left behind."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from procrastinate import JobContext, RetryStrategy

from madoguchi.core.jobs import app
from madoguchi.engines.handover import delivery
from madoguchi.engines.handover.domain.parcels import FIRST_WAIT

QUEUE = "handover"
STALLED_AFTER = timedelta(seconds=60)

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


@app.periodic(cron="* * * * *")
@app.task(name="handover.wake_stalled", queue=QUEUE, queueing_lock="handover.wake_stalled", pass_context=True)
async def wake_stalled(context: JobContext, timestamp: int) -> None:
    """Give the jobs of workers that died (no heartbeat) back to the queue; repeating an attempt is safe."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(
        queue=QUEUE, seconds_since_heartbeat=STALLED_AFTER.total_seconds()
    ):
        logger.warning("handover: job %s of a worker that died is run again", job.id)
        await manager.retry_job(job)
