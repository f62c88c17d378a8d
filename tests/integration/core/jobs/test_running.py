"""Jobs as the outbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import OperationalError, connection, connections, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import ConnectorException

from madoguchi.core import jobs
from madoguchi.core.database import prepare
from madoguchi.core.jobs import running, stalled

done: list[str] = []


@jobs.app.task(name="tests.note")
def note(word: str) -> None:
    done.append(word)
    if word == "first":
        note.defer(word="second")


@jobs.app.task(name="tests.lose_connection")
def lose_connection() -> None:
    """As a server that goes away: the connection of this thread is dead when the job ends."""
    data_directory = Path(settings.DATABASES["owner"]["EMBEDDED_DATA"])
    connection.ensure_connection()
    with prepare.superuser_connection(data_directory, settings.DATABASES["default"]["NAME"]) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])


@jobs.app.task(name="tests.count_jobs")
def count_jobs() -> None:
    done.append(f"{ProcrastinateJob.objects.count()} jobs")


@pytest.fixture(autouse=True)
def nothing_done_yet() -> Iterator[None]:
    done.clear()
    yield
    done.clear()


def test_a_job_and_what_it_defers_run_until_nothing_is_left(committed_db: None) -> None:
    note.defer(word="first")
    assert jobs.run_jobs_until_idle() == 2
    assert done == ["first", "second"]
    assert jobs.run_jobs_until_idle() == 0


def test_a_job_deferred_in_a_transaction_that_is_undone_never_runs(committed_db: None) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        note.defer(word="lost")
        raise RuntimeError
    assert jobs.run_jobs_until_idle() == 0
    assert done == []


def test_a_job_does_not_suffer_from_a_connection_that_died_under_the_one_before(committed_db: None) -> None:
    lose_connection.defer()
    count_jobs.defer()
    jobs.run_jobs_until_idle()
    assert done == ["2 jobs"]
    assert statuses() == ["succeeded", "succeeded"]


def test_what_a_dead_worker_left_behind_is_run_again_whatever_its_queue(
    committed_db: None, superuser: psycopg.Connection[Any]
) -> None:
    note.configure(queue="scanning").defer(word="left behind")
    note.configure(queue="notices", queueing_lock="one").defer(word="twice")
    as_if_a_worker_had_died(superuser)
    # Meanwhile the same was promised once more: one of both is enough.
    note.configure(queue="notices", queueing_lock="one", schedule_in={"hours": 1}).defer(word="twice")
    note.configure(queue="robot").defer(word="after that")
    stalled.wake_stalled.defer(timestamp=0)
    jobs.run_jobs_until_idle()
    assert sorted(done) == ["after that", "left behind"]
    assert statuses() == ["succeeded", "aborted", "todo", "succeeded", "succeeded"]


def test_what_nobody_wrote_down_is_run_again_after_an_hour_though_its_worker_lives(
    committed_db: None, superuser: psycopg.Connection[Any]
) -> None:
    note.defer(word="unwritten")
    superuser.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    superuser.execute(
        "UPDATE procrastinate_jobs SET status = 'doing',"
        " worker_id = (SELECT max(id) FROM procrastinate_workers)"
    )
    stalled.wake_stalled.defer(timestamp=0)
    jobs.run_jobs_until_idle()
    assert done == []
    superuser.execute("UPDATE procrastinate_events SET at = now() - interval '61 minutes'")
    stalled.wake_stalled.defer(timestamp=1)
    jobs.run_jobs_until_idle()
    assert done == ["unwritten"]


def as_if_a_worker_had_died(superuser: psycopg.Connection[Any]) -> None:
    superuser.execute("UPDATE procrastinate_jobs SET status = 'doing'")


def statuses() -> list[str]:
    return list(ProcrastinateJob.objects.order_by("id").values_list("status", flat=True))


class _Worker:
    """Stands in for procrastinate's: loses its database, ends without a word, then works until cancelled."""

    def __init__(self) -> None:
        self.begun = 0

    @asynccontextmanager
    async def open_async(self) -> AsyncIterator[None]:
        yield

    async def run_worker_async(self, **_: Any) -> None:
        self.begun += 1
        if self.begun == 1:
            raise ConnectorException
        if self.begun == 3:
            await asyncio.Event().wait()


def test_a_worker_that_loses_its_database_begins_again_until_it_is_told_to_stop(
    monkeypatch: pytest.MonkeyPatch, committed_db: None
) -> None:
    worker = _Worker()
    monkeypatch.setattr(running, "_with_worker_connection", lambda: worker)

    async def work_a_while() -> None:
        working = asyncio.create_task(running.keep_working(concurrency=1, rest_seconds=0))
        while worker.begun < 3:
            await asyncio.sleep(0)
        working.cancel()
        with pytest.raises(asyncio.CancelledError):
            await working
        await sync_to_async(connections.close_all)()

    asyncio.run(work_a_while())
    assert worker.begun == 3


class _WorkerOfPromises(_Worker):
    """Promises periodic work as procrastinate's does, over Django's connection of one thread; the database is
    away once.
    """

    async def run_worker_async(self, **_: Any) -> None:
        self.begun += 1
        try:
            await sync_to_async(promise_once_away if self.begun == 1 else count_jobs.func)()
        except OperationalError:
            return
        await asyncio.Event().wait()


def promise_once_away() -> None:
    lose_connection.func()
    count_jobs.func()


def test_a_worker_promises_periodic_work_again_after_the_database_was_away(
    monkeypatch: pytest.MonkeyPatch, committed_db: None
) -> None:
    worker = _WorkerOfPromises()
    monkeypatch.setattr(running, "_with_worker_connection", lambda: worker)

    async def until_it_counted() -> None:
        working = asyncio.create_task(running.keep_working(concurrency=1, rest_seconds=0))
        while not done and worker.begun < 5:
            await asyncio.sleep(0.01)
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
        await sync_to_async(connections.close_all)()

    asyncio.run(until_it_counted())
    assert done == ["0 jobs"]
    assert worker.begun == 2
