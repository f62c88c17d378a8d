"""People whose phones follow their tickets: one stream to read in a test, or thousands at once to measure.

```python
with Events.open("127.0.0.1", 8002, "/live/072028/main/t/abc…", {}) as events:
    events.next().data                        # what the page would show

crowd = Crowd("127.0.0.1", 8002, paths)       # one path for each phone
await crowd.connect()
moment = time.monotonic()                     # … call somebody …
delays = await crowd.seen(since=moment, holds=lambda phone, data: …)
```
"""

from __future__ import annotations

import asyncio
import http.client
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import cast

_LOOKED_AT_EVERY = 0.01
"""Seconds between two looks at a crowd."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a stream."""

    event: str
    data: str
    id: str = ""


class Events:
    """A stream, read event by event; blocks until there is one (at most 10 seconds)."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self._answer = answer
        self.headers = {name.lower(): value for name, value in answer.headers.items()}
        self.retry: int | None = None

    @classmethod
    @contextmanager
    def open(cls, host: str, port: int, path: str, headers: Mapping[str, str]) -> Iterator[Events]:
        """Follow for the block. Raises ConnectionError with the answer where it is no stream."""
        connection = http.client.HTTPConnection(host, port, timeout=10)
        try:
            connection.request("GET", path, headers=dict(headers))
            answer = connection.getresponse()
            if answer.status != 200:
                raise ConnectionError(f"{answer.status}: {answer.read().decode()}")
            yield cls(answer)
        finally:
            connection.close()

    def next(self) -> Event:
        """The next event. Raises EOFError where the stream is over."""
        while (event := self._next()) is None:
            pass
        return event

    def is_over(self) -> bool:
        """Whether the stream ends; what still comes before is passed over."""
        with suppress(EOFError):
            while True:
                self.next()
        return True

    def _next(self) -> Event | None:
        told: dict[str, str] = {}
        while line := self._answer.readline().decode().rstrip("\n"):
            name, _, value = line.partition(":")
            told[name] = value.strip()
        if not told:
            raise EOFError
        if "retry" in told:
            self.retry = int(told["retry"])
        return Event(told["event"], told.get("data", ""), told.get("id", "")) if "event" in told else None


@dataclass(slots=True)
class Phone:
    """One of a crowd: what its page shows, and since when (`time.monotonic`). `problem` is why it shows
    nothing.
    """

    path: str
    address: str
    data: str = ""
    at: float = 0.0
    is_connected: bool = False
    times: int = 0
    problem: str = ""


class Crowd:
    """Many phones in one process, on plain sockets: what is measured is the server and not this.

    Each has an address of its own, as the proxy on the same machine would tell it.
    """

    def __init__(self, host: str, port: int, paths: Sequence[str]) -> None:
        self._host, self._port = host, port
        self.phones = [
            Phone(path, f"198.18.{number // 256 % 256}.{number % 256}") for number, path in enumerate(paths)
        ]
        self._lines: list[asyncio.Transport] = []

    async def connect(self, *, at_once: int = 100, patience: float = 60.0) -> None:
        """Have all of them connected and showing something; `at_once` new ones at the same time.

        Raises ConnectionError with the first problem where one of them was refused.
        """
        doors = asyncio.Semaphore(at_once)
        async with asyncio.timeout(patience):
            await asyncio.gather(*(self._follow(phone, doors) for phone in self.phones))
        if problems := [phone.problem for phone in self.phones if phone.problem]:
            raise ConnectionError(f"{len(problems)} phones: {problems[0]}")

    async def seen(
        self, *, since: float, holds: Callable[[Phone], bool], patience: float = 30.0
    ) -> list[float]:
        """Seconds from `since` until each phone showed that which holds, sorted; one that does not show it in
        time counts as `patience`.
        """
        until = time.monotonic() + patience
        missing = [phone for phone in self.phones if not holds(phone)]
        while missing and time.monotonic() < until:
            # Each has written down itself when it came; a task woken for each would take the server's time.
            await asyncio.sleep(_LOOKED_AT_EVERY)
            missing = [phone for phone in missing if not holds(phone)]
        late = set(map(id, missing))
        return sorted(patience if id(phone) in late else phone.at - since for phone in self.phones)

    async def leave(self) -> None:
        """Hang up, all of them."""
        for line in self._lines:
            line.close()
        await asyncio.sleep(0)

    async def _follow(self, phone: Phone, doors: asyncio.Semaphore) -> None:
        async with doors:
            shows = asyncio.get_running_loop().create_future()
            try:
                line, _ = await asyncio.get_running_loop().create_connection(
                    lambda: _Stream(phone, self._host, shows), self._host, self._port
                )
            except OSError as error:
                phone.problem = str(error) or type(error).__name__
                return
            self._lines.append(line)
            await shows


class _Stream(asyncio.Protocol):
    """The connection of one phone: finds the states in what comes; sizes of chunks, beats and all else are
    passed over.
    """

    def __init__(self, phone: Phone, host: str, shows: asyncio.Future[None]) -> None:
        self._phone, self._host, self._shows = phone, host, shows
        self._rest = b""
        self._is_open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        lines = (
            f"GET {self._phone.path} HTTP/1.1",
            f"Host: {self._host}",
            f"X-Forwarded-For: {self._phone.address}",
        )
        cast("asyncio.Transport", transport).write("\r\n".join((*lines, "", "")).encode())

    def data_received(self, data: bytes) -> None:
        self._rest += data
        if not self._is_open:
            head, end, rest = self._rest.partition(b"\r\n\r\n")
            if not end:
                return
            status = head.partition(b"\r\n")[0]
            if b" 200 " not in status:
                self._over(status.decode("latin-1"))
                return
            self._is_open, self._rest = True, rest
        *events, self._rest = self._rest.split(b"\n\n")
        for event in events:
            self._hear(event)

    def connection_lost(self, exc: Exception | None) -> None:
        self._over(str(exc or "hung up"))

    def _hear(self, event: bytes) -> None:
        phone = self._phone
        _, is_data, data = event.partition(b"\ndata: ")
        if not is_data or b"event: beat" in event:
            return
        phone.data, phone.at, phone.is_connected = data.decode(), time.monotonic(), True
        phone.times += 1
        if not self._shows.done():
            self._shows.set_result(None)

    def _over(self, why: str) -> None:
        self._phone.is_connected = False
        self._phone.problem = self._phone.problem or why
        if not self._shows.done():
            self._shows.set_result(None)
