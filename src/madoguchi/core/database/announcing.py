"""What changed, told to processes that wait for it: LISTEN and NOTIFY of PostgreSQL.

`announce(channel, payload)` is part of the transaction: nobody hears of what was rolled back, and whoever
hears of it finds it committed. An announcement is a hint to look, never the news itself: it is lost when
nobody listens, so `listen` gives a `Resync` at the beginning and after every break: then one reads it all.

Any process of the database's role hears every channel; a payload names things by codes and numbers.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

MOST_BYTES = 7_999
"""Of a payload; PostgreSQL takes no more."""

PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds before each new attempt to connect; the last one is repeated."""

SILENCE = 20.0
"""After so many seconds without an announcement the connection is asked whether it still lives."""

_CHANNEL = re.compile(r"[a-z][a-z0-9_]{0,62}", re.ASCII)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something changed: which kind of thing (`channel`), and which one (`payload`)."""

    channel: str
    payload: str


@dataclass(frozen=True, slots=True)
class Resync:
    """Listening begins, or begins again: anything may have changed meanwhile."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The database cannot be heard any more; a `Resync` follows as soon as it can."""


def announce(channel: str, payload: str) -> None:
    """Tell all who listen, when the current transaction is committed (at once where there is none).

    The same announcement twice in a transaction is told once. Raises ValueError for a channel that is no
    simple name and a payload of more than MOST_BYTES bytes.
    """
    _check_channel(channel)
    if len(payload.encode()) > MOST_BYTES:
        raise ValueError(f"announcement too long: {len(payload.encode())} bytes")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [channel, payload])


def listening_parameters() -> dict[str, Any]:
    """How psycopg connects to the database of Django's `default`; starts the embedded server where there is
    one. The adapters and cursors of Django stay out: the connection that listens asks nothing of tables.
    """
    given = connection.get_connection_params()
    return {name: value for name, value in given.items() if name not in _DJANGO_ONLY}


async def listen(
    channels: Sequence[str], parameters: Mapping[str, Any], *, pauses: Sequence[float] = PAUSES
) -> AsyncIterator[Announcement | Resync | Lost]:
    """Everything that is announced on the channels, for ever: cancel the task to end it.

    `parameters` as from `listening_parameters`. Holds one connection; where it breaks (PostgreSQL restarts,
    the network goes away) it gives one `Lost` and connects anew, first soon and then less often.
    """
    for channel in channels:
        _check_channel(channel)
    waiting = _repeating(pauses)
    told = False
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**parameters, autocommit=True) as heard:
                for channel in channels:
                    await heard.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
                waiting, told = _repeating(pauses), False
                yield Resync()
                async for one in _announcements(heard):
                    yield one
        except (psycopg.Error, OSError, TimeoutError) as error:
            logger.warning("listening to the database ended (%s)", type(error).__name__)
        if not told:
            told = True
            yield Lost()
        await asyncio.sleep(next(waiting))


async def _announcements(heard: psycopg.AsyncConnection[Any]) -> AsyncIterator[Announcement]:
    """What the connection hears; raises psycopg.Error when it is gone."""
    while True:
        async for one in heard.notifies(timeout=SILENCE):
            yield Announcement(one.channel, one.payload)
        # A cable that was pulled says nothing; who asks a question learns of it.
        await asyncio.wait_for(heard.execute("SELECT"), SILENCE)


def _check_channel(channel: str) -> None:
    if not _CHANNEL.fullmatch(channel):
        raise ValueError(f"not the name of a channel: {channel!r}")


def _repeating(pauses: Sequence[float]) -> Iterator[float]:
    return chain(pauses, repeat(pauses[-1]))


_DJANGO_ONLY = frozenset({"cursor_factory", "context", "prepare_threshold"})
