"""The process that serves the streams: uvicorn, one connection that listens, in the office the publisher."""

from __future__ import annotations

import asyncio
import logging
import resource
from collections.abc import AsyncIterator, Mapping, Sequence
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

_SECONDS_TO_END = 5
_WAITING_CONNECTIONS = 2048


def serve(bind: str) -> None:
    """Serve the zone of the settings at HOST:PORT until told to stop. Django has been set up."""
    _allow_many_connections()
    asyncio.run(_serve(bind))


async def _serve(bind: str) -> None:
    host, _, port = bind.rpartition(":")
    public = waiting.is_public()
    async with running(public=public) as (application, hub):
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


def _allow_many_connections() -> None:
    """As many open files as the system grants: each phone is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
