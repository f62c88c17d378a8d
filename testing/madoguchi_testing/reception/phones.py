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
from dataclasses import dataclass, field


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
    news: asyncio.Event = field(default_factory=asyncio.Event)


class Crowd:
    """Many phones in one process, on plain sockets: what is measured is the server and not this.

    Each has an address of its own, as the proxy on the same machine would tell it.
    """

    def __init__(self, host: str, port: int, paths: Sequence[str]) -> None:
        self._host, self._port = host, port
        self.phones = [
            Phone(path, f"198.18.{number // 256 % 256}.{number % 256}") for number, path in enumerate(paths)
        ]
        self._tasks: list[asyncio.Task[None]] = []
        self._lines: list[asyncio.StreamWriter] = []

    async def connect(self, *, at_once: int = 100, patience: float = 60.0) -> None:
        """Have all of them connected and showing something; `at_once` new ones at the same time.

        Raises ConnectionError with the first problem where one of them was refused.
        """
        doors = asyncio.Semaphore(at_once)
        self._tasks = [asyncio.create_task(self._follow(phone, doors)) for phone in self.phones]
        async with asyncio.timeout(patience):
            for phone in self.phones:
                await phone.news.wait()
        if problems := [phone.problem for phone in self.phones if phone.problem]:
            raise ConnectionError(f"{len(problems)} phones: {problems[0]}")

    async def seen(
        self, *, since: float, holds: Callable[[Phone], bool], patience: float = 30.0
    ) -> list[float]:
        """Seconds from `since` until each phone showed that which holds, sorted; one that does not show it in
        time counts as `patience`.
        """
        until = time.monotonic() + patience
        delays: list[float] = []
        for phone in self.phones:
            while not holds(phone) and (left := until - time.monotonic()) > 0:
                phone.news.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(left):
                        await phone.news.wait()
            delays.append(phone.at - since if holds(phone) else patience)
        return sorted(delays)

    async def leave(self) -> None:
        """Hang up, all of them."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for line in self._lines:
            line.close()

    async def _follow(self, phone: Phone, doors: asyncio.Semaphore) -> None:
        try:
            async with doors:
                reader = await self._call(phone)
                await self._read_one(reader, phone)
            phone.is_connected = True
            while True:
                await self._read_one(reader, phone)
        except (OSError, asyncio.IncompleteReadError) as error:
            phone.is_connected, phone.problem = False, str(error) or type(error).__name__
            phone.news.set()

    async def _call(self, phone: Phone) -> asyncio.StreamReader:
        reader, writer = await asyncio.open_connection(self._host, self._port)
        self._lines.append(writer)
        head = f"GET {phone.path} HTTP/1.1\r\nHost: {self._host}\r\nX-Forwarded-For: {phone.address}\r\n\r\n"
        writer.write(head.encode())
        status = await reader.readline()
        if b" 200 " not in status:
            raise ConnectionError(status.decode().strip() or "hung up")
        return reader

    async def _read_one(self, reader: asyncio.StreamReader, phone: Phone) -> None:
        """Until the next state; chunk sizes and other events are passed over."""
        kind = b""
        while line := await reader.readline():
            if line.startswith(b"event: "):
                kind = line[7:].strip()
            elif line.startswith(b"data: ") and kind != b"beat":
                phone.data, phone.at = line[6:].decode().strip(), time.monotonic()
                phone.times += 1
                phone.news.set()
                return
        raise asyncio.IncompleteReadError(b"", None)


def share_within(delays: Sequence[float], seconds: float) -> float:
    """The share of the delays that are not longer than so many seconds, 0 to 1."""
    return sum(one <= seconds for one in delays) / len(delays) if delays else 0.0
