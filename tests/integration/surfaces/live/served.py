"""A live process inside a test: uvicorn in a thread, with whatever application the test gives it."""

from __future__ import annotations

import asyncio
import http.client
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import Any, Self

import uvicorn

from madoguchi.surfaces.live.application import LiveApplication
from madoguchi.surfaces.live.hub import Hub
from madoguchi.surfaces.live.server import LiveServer, PromptProtocol
from madoguchi_testing.ports import free_port
from madoguchi_testing.reception.phones import Events

Making = Callable[[], AbstractAsyncContextManager[tuple[LiveApplication, Hub]]]


class Served:
    """As a context manager: the application answers at `port` for the block."""

    def __init__(self, making: Making) -> None:
        self.port = free_port()
        self._making = making
        self._started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    async def _serve(self) -> None:
        async with self._making() as (application, self.hub):
            config = uvicorn.Config(
                application,
                port=self.port,
                http=PromptProtocol,
                lifespan="off",
                log_config=None,
                timeout_graceful_shutdown=5,
            )
            self.server = LiveServer(config, self.hub)
            self._loop = asyncio.get_running_loop()
            serving = asyncio.create_task(self.server.serve())
            while not self.server.started:
                await asyncio.sleep(0.01)
            self._started.set()
            await serving

    def tell(self, function: Callable[[], Any]) -> None:
        """Call the function in the loop of the server."""
        self._loop.call_soon_threadsafe(function)

    def stop(self) -> None:
        """Ask it to stop; the end of the block waits for it."""
        self.server.should_exit = True

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._thread.join(20)
        assert not self._thread.is_alive()

    @contextmanager
    def stream(self, path: str, **headers: str) -> Iterator[Events]:
        """Follow a stream for the block."""
        with Events.open("127.0.0.1", self.port, path, headers) as events:
            yield events

    def ask(self, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        """The answer to one request; of a stream only its head."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        if answer.status != 200:
            answer.read()
        connection.close()
        return answer


Applications = AsyncIterator[tuple[LiveApplication, Hub]]
