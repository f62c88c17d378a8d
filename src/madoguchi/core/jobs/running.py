"""Running the jobs: until nothing is left to do (demo, tests), or for good (`madoguchi work`)."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
from asgiref.sync import sync_to_async
from django.db import DatabaseError, close_old_connections, connection
from procrastinate import App
from procrastinate.contrib.django import app as registered
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status
from procrastinate.periodic import PeriodicRegistry

SETTLED_ROUNDS = 20
REST_SECONDS = 2.0
"""How long a worker that lost its database waits before it begins again."""
_FINISHED = {Status.SUCCEEDED.value, Status.FAILED.value, Status.CANCELLED.value, Status.ABORTED.value}

logger = logging.getLogger(__name__)


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
        app.run_worker(
            wait=False,
            concurrency=1,
            install_signal_handlers=False,
            listen_notify=False,
            task_middleware=[_with_a_living_connection],
        )
        if _attempts() == ran_before:
            return _finished() - before
    raise JobsNeverSettleError(JobsNeverSettleError.__doc__)


def work(*, concurrency: int = 2) -> None:
    """Run jobs as they come, until the process is told to stop (SIGTERM, SIGINT)."""
    with suppress(asyncio.CancelledError):
        asyncio.run(_until_told_to_stop(concurrency))


async def _until_told_to_stop(concurrency: int) -> None:
    loop, here = asyncio.get_running_loop(), asyncio.current_task()
    for told in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(told, here.cancel if here is not None else loop.stop)
    await keep_working(concurrency=concurrency)


async def keep_working(*, concurrency: int, rest_seconds: float = REST_SECONDS) -> None:
    """Run jobs as they come, until cancelled; jobs that run then are finished first.

    A database that goes away ends procrastinate's worker, with an error or, where its heartbeat notices
    first, without one. The promises are still there: it begins again as soon as the database is back.
    """
    while True:
        try:
            await sync_to_async(_renew_the_connection)()
            app = _with_worker_connection()
            async with app.open_async():
                await app.run_worker_async(
                    concurrency=concurrency,
                    install_signal_handlers=False,
                    task_middleware=[_with_a_living_connection],
                )
        except (ConnectorException, DatabaseError, psycopg.Error, OSError) as error:
            logger.warning("the worker lost its database (%s) and begins again", type(error).__name__)
        else:
            logger.warning("the worker ended by itself and begins again")
        await asyncio.sleep(rest_seconds)


def _renew_the_connection() -> None:
    """Periodic work is promised over Django's own connection of one thread, which nothing else renews; an
    embedded server that ended is started again.
    """
    close_old_connections()
    connection.ensure_connection()


def _with_a_living_connection(call_next: Callable[[], Any], *_: Any) -> Any:
    """Around each job, as Django does around each request: a thread keeps its connection from job to job,
    and one that the server has ended would fail every further job of that thread.
    """
    close_old_connections()
    try:
        return call_next()
    finally:
        close_old_connections()


def _with_worker_connection() -> App:
    # Inside a request or an action jobs are deferred over Django's own connection, to be part of its
    # transaction; a worker needs asynchronous connections of its own.
    return registered.with_connector(registered.connector.get_worker_connector())  # type: ignore[attr-defined]


def _finished() -> int:
    return ProcrastinateJob.objects.filter(status__in=_FINISHED).count()


def _attempts() -> int:
    return sum(ProcrastinateJob.objects.values_list("attempts", flat=True))
