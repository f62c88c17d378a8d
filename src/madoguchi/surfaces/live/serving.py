"""The process that serves the streams: uvicorn, one connection that listens, in the office the publisher."""

from __future__ import annotations

import asyncio
import logging
import resource
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import uvicorn
from django.conf import settings

from madoguchi.core.database.announcing import Announcement, Resync, listen, listening_parameters
from madoguchi.journeys.waiting import api as waiting
from madoguchi.surfaces.live import doors
from madoguchi.surfaces.live.application import LiveApplication
from madoguchi.surfaces.live.hub import Hub
from madoguchi.surfaces.live.limits import Limits
from madoguchi.surfaces.live.publishing import Publisher
from madoguchi.surfaces.live.server import LiveServer, PromptProtocol

logger = logging.getLogger(__name__)

MOST_STREAMS = 4_000
"""Of one process, where the system lets it open so many files and a third more."""

_ACCEPT_TOLD_EVERY = 60.0
_SECONDS_TO_END = 5
_WAITING_CONNECTIONS = 2048


def serve(bind: str) -> None:
    """Serve the zone of the settings at HOST:PORT until told to stop. Django has been set up."""
    asyncio.run(_serve(bind, Limits(total=streams_allowed())))


async def _serve(bind: str, limits: Limits) -> None:
    host, _, port = bind.rpartition(":")
    public = waiting.is_public()
    asyncio.get_running_loop().set_exception_handler(NoFlood())
    async with running(public=public, limits=limits) as (application, hub):
        config = uvicorn.Config(
            application,
            host=host.strip("[]") or "127.0.0.1",
            port=int(port),
            loop="asyncio",
            http=PromptProtocol,
            ws="none",
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            date_header=False,
            backlog=_WAITING_CONNECTIONS,
            timeout_graceful_shutdown=_SECONDS_TO_END,
        )
        await LiveServer(config, hub).serve()


@asynccontextmanager
async def running(
    *,
    public: bool,
    parameters: Mapping[str, Any] | None = None,
    origins: Sequence[str] | None = None,
    limits: Limits | None = None,
) -> AsyncIterator[tuple[LiveApplication, Hub]]:
    """The application with everything that works behind it, for the block."""
    threads = doors.Threads()

    async def load(hall: tuple[str, str]) -> Any:
        return await doors.load(hall, threads, public=public)

    def write(state: Any, view: Any, is_old: bool) -> Any:
        return doors.write(state, view, is_old, public=public)

    hub = Hub(load, write, doors.nearest_first)
    door = doors.PublicDoors() if public else doors.OfficeDoors(threads)
    application = LiveApplication(
        hub,
        door,
        limits or Limits(),
        settings.MADOGUCHI_LIVE_ORIGINS if origins is None else origins,
        settings.MADOGUCHI_PROXIES,
    )
    given = dict(parameters) if parameters else await threads.run(listening_parameters)
    tasks = [asyncio.create_task(_hear(hub, given))]
    if not public and settings.MADOGUCHI_LINK_URL:
        tasks.append(asyncio.create_task(Publisher(hub, threads).run()))
    try:
        yield application, hub
    finally:
        hub.close()
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        threads.close()


async def _hear(hub: Hub, parameters: Mapping[str, Any]) -> None:
    """Pass on what the database announces."""
    async for heard in listen([waiting.CHANNEL], parameters):
        match heard:
            case Resync():
                hub.changed_everywhere()
            case Announcement(payload=payload):
                code, _, hall = payload.partition(":")
                hub.changed((code, hall))


def streams_allowed() -> int:
    """How many streams the process may hold: it takes as many open files as the system grants, and each phone
    is one. A quarter is left for who is refused and for the database: a process without any takes nobody,
    and cannot even say so.
    """
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return MOST_STREAMS
    allowed = min(MOST_STREAMS, max(1, files * 3 // 4))
    if allowed < MOST_STREAMS:
        logger.warning("only %d streams: the system lets this process open %d files", allowed, files)
    return allowed


class NoFlood:
    """What asyncio says of its own accord. That no connection can be taken it would say thousands of times a
    second, onto the disk: once a minute is enough.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now, self._told_at = now, float("-inf")

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """A handler as asyncio wants it."""
        if not str(context.get("message", "")).startswith("socket.accept()"):
            loop.default_exception_handler(context)
        elif self._now() - self._told_at >= _ACCEPT_TOLD_EVERY:
            self._told_at = self._now()
            logger.error("no connection can be taken (%s)", type(context.get("exception")).__name__)
