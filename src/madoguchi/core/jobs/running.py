"""Running the jobs: until nothing is left to do (demo, tests), or for good (`madoguchi work`)."""

from __future__ import annotations

from procrastinate import App
from procrastinate.contrib.django import app as registered
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Status
from procrastinate.periodic import PeriodicRegistry

SETTLED_ROUNDS = 20
_FINISHED = {Status.SUCCEEDED.value, Status.FAILED.value, Status.CANCELLED.value, Status.ABORTED.value}


class JobsNeverSettleError(Exception):
    """ジョブが次々に新しいジョブを作り続けています。"""


def run_jobs_until_idle() -> int:
    """Run every job that is due, and those that they defer, in this process; return how many ran.

    Jobs see only what is committed. A job put off until later (a retry that waits) and periodic
    work (clearing up at night) are left for the worker.
    Raises JobsNeverSettleError when jobs keep making jobs.
    """
    before = _finished()
    for _ in range(SETTLED_ROUNDS):
        ran_before = _attempts()
        app = _with_worker_connection()
        app.periodic_registry = PeriodicRegistry()  # type: ignore[no-untyped-call]
        app.run_worker(wait=False, concurrency=1, install_signal_handlers=False, listen_notify=False)
        if _attempts() == ran_before:
            return _finished() - before
    raise JobsNeverSettleError(JobsNeverSettleError.__doc__)


def work(*, concurrency: int = 2) -> None:
    """Run jobs as they come, until the process is told to stop."""
    _with_worker_connection().run_worker(concurrency=concurrency)


def _with_worker_connection() -> App:
    # Inside a request or an action jobs are deferred over Django's own connection, to be part of its
    # transaction; a worker needs asynchronous connections of its own.
    return registered.with_connector(registered.connector.get_worker_connector())  # type: ignore[attr-defined]


def _finished() -> int:
    return ProcrastinateJob.objects.filter(status__in=_FINISHED).count()


def _attempts() -> int:
    return sum(ProcrastinateJob.objects.values_list("attempts", flat=True))
