"""Jobs whose worker died go back to the queue: a promise is kept by whoever lives.

All jobs can be run again: what they change they change once, under keys and states of their own.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.utils import timezone
from procrastinate import JobContext
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from madoguchi.core.jobs import app

STALLED_AFTER = timedelta(seconds=60)
"""So long without a heartbeat a worker counts as dead."""
LONGEST = timedelta(hours=1)
"""No job takes so long: whoever ran it could not write down how it ended, and lives on."""

_ALSO_BEGUN_LONG_AGO = (
    "SELECT job.id FROM procrastinate_jobs AS job WHERE job.status = 'doing' AND (SELECT max(event.at)"
    " FROM procrastinate_events AS event WHERE event.job_id = job.id AND event.type = 'started')"
    " < now() - make_interval(secs => %(seconds)s)"
)

logger = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(
    name="jobs.wake_stalled", queue="housekeeping", queueing_lock="jobs.wake_stalled", pass_context=True
)
async def wake_stalled(context: JobContext, timestamp: int) -> None:
    """Wake what dead workers left behind; `timestamp`: when the run was due, in seconds since 1970."""
    manager = context.app.job_manager
    stalled = await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER.total_seconds())
    long_ago = await manager.connector.execute_query_all_async(
        _ALSO_BEGUN_LONG_AGO, seconds=LONGEST.total_seconds()
    )
    left = {job.id for job in stalled if job.id is not None} | {int(row["id"]) for row in long_ago}
    for job in sorted(left - {context.job.id}):
        await _wake(manager, job)


async def _wake(manager: JobManager, job: int) -> None:
    try:
        await manager.retry_job_by_id_async(job_id=job, retry_at=timezone.now())
    except UniqueViolation:
        # Another one that does the same waits already.
        await manager.finish_job_by_id_async(job_id=job, status=Status.ABORTED, delete_job=False)
    except ConnectorException as error:
        # It ended in this moment, or another worker woke it. What is left is looked at again in a minute.
        logger.warning("job %s could not be woken (%s)", job, type(error).__name__)
    else:
        logger.warning("job %s of a worker that died is run again", job)
