"""What is announced in a transaction is heard after its commit, and listening survives breaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import psycopg
import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction

from madoguchi.core import tenancy
from madoguchi.core.database.announcing import (
    MOST_BYTES,
    Announcement,
    Lost,
    Resync,
    announce,
    listen,
    listening_parameters,
)

pytestmark = pytest.mark.usefixtures("committed_db")
CHANNEL = "madoguchi_test"
Heard = AsyncIterator[Announcement | Resync | Lost]


def in_a_thread(function: Callable[[], Any]) -> Any:
    """Django's connection belongs to a thread; the one of the event loop asks nothing."""

    def closing() -> None:
        try:
            function()
        finally:
            connection.close()

    return sync_to_async(closing, thread_sensitive=False)()


def hears(steps: Callable[[Heard], Any], pauses: Sequence[float] = (0.05,)) -> None:
    parameters = listening_parameters()

    async def run() -> None:
        heard = listen([CHANNEL], parameters, pauses=pauses)
        async with asyncio.timeout(20):
            assert await anext(heard) == Resync(), "whoever begins to listen looks at everything first"
            await steps(heard)
        await heard.aclose()  # type: ignore[attr-defined]

    asyncio.run(run())


def test_what_is_committed_is_heard_and_what_is_rolled_back_is_not() -> None:
    def change() -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            announce(CHANNEL, "rolled back")
            raise ZeroDivisionError
        with tenancy.municipality("072028"):
            announce(CHANNEL, "072028:main")
            announce(CHANNEL, "072028:main")
        announce(CHANNEL, "")

    async def steps(heard: Heard) -> None:
        await in_a_thread(change)
        assert await anext(heard) == Announcement(CHANNEL, "072028:main")
        assert await anext(heard) == Announcement(CHANNEL, ""), "told twice in a transaction is heard once"

    hears(steps)


def test_a_break_is_told_once_and_listening_begins_again(superuser: psycopg.Connection[Any]) -> None:
    def cut() -> None:
        superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        )

    async def steps(heard: Heard) -> None:
        for _ in range(2):
            cut()
            assert await anext(heard) == Lost()
            assert await anext(heard) == Resync()
        await in_a_thread(lambda: announce(CHANNEL, "again"))
        assert await anext(heard) == Announcement(CHANNEL, "again")

    hears(steps)


def test_while_the_database_is_away_it_is_asked_again_and_again_and_told_once(
    monkeypatch: pytest.MonkeyPatch, superuser: psycopg.Connection[Any]
) -> None:
    attempts: list[int] = []
    connect = psycopg.AsyncConnection.connect

    async def away(**parameters: Any) -> Any:
        attempts.append(1)
        if 1 < len(attempts) < 5:
            raise psycopg.OperationalError("the database system is starting up")
        return await connect(**parameters)

    monkeypatch.setattr(psycopg.AsyncConnection, "connect", away)

    async def steps(heard: Heard) -> None:
        superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        )
        assert [await anext(heard), await anext(heard)] == [Lost(), Resync()]
        assert len(attempts) == 5

    hears(steps, pauses=(0.01, 0.02))


@pytest.mark.parametrize("channel", ["", "Hall", "a-b", 'x"; DROP TABLE t', "x" * 64, "窓口"])
def test_a_channel_is_a_simple_name(channel: str) -> None:
    with pytest.raises(ValueError, match="channel"):
        announce(channel, "x")


def test_a_payload_is_short() -> None:
    announce(CHANNEL, "あ" * (MOST_BYTES // 3))
    with pytest.raises(ValueError, match="too long"):
        announce(CHANNEL, "あ" * (MOST_BYTES // 3 + 1))
