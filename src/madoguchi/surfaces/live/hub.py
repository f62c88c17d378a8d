"""Who follows which hall, and what each of them has to be told. Plain asyncio; knows no Django and no HTTP.

A hall is read once for each change, whoever many follow it; what a view shows is written once, whoever many
look at it. Those whom it concerns most are told first, and the first messages leave before the last are
written. A follower has room for one message: who is slow gets the newest, never a queue of old ones.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

logger = logging.getLogger(__name__)

Hall = tuple[str, str]
"""Municipality code and key of the hall."""


@dataclass(frozen=True, slots=True)
class State:
    """What a hall looks like. `heard` is when that was known to hold, in seconds since 1970; `content` is
    what the views are made of.
    """

    content: Any
    heard: float


@dataclass(frozen=True, slots=True)
class Message:
    """What a view says: `data` of the `version` of its state; `last` ends the stream. The same data again is
    not told, whatever the version. Streams take text; anything else is between a view and its followers.
    """

    data: Any
    version: str = field(default="", compare=False)
    last: bool = False


Load = Callable[[Hall], Awaitable[State | None]]
"""The present state of a hall; None where there is none (yet)."""

Write = Callable[[State | None, Hashable, bool], Message | None]
"""What a view says of a state; None where there is nothing for it. The last argument: the state is old."""


Order = Callable[[State | None, Iterable[Any]], list[Hashable]]
"""The views in the order in which a state is told to them."""

AT_ONCE = 40
"""So many views are written before what was written is sent: some milliseconds."""


def as_they_came(state: State | None, views: Iterable[Hashable]) -> list[Hashable]:
    """All alike."""
    return list(views)


class Follower:
    """One who looks at a view. Holds the newest message until it is taken."""

    __slots__ = ("_is_new", "_newest", "_waiting", "ended")

    def __init__(self) -> None:
        self._newest: Message | None = None
        self._is_new = False
        self._waiting: asyncio.Future[None] | None = None
        self.ended = False

    def tell(self, message: Message) -> None:
        """Put the message in the place of whatever was not taken yet."""
        self._newest = message
        self._is_new = True
        self._wake()

    def end(self) -> None:
        """Nothing more comes."""
        self.ended = self._is_new = True
        self._wake()

    async def next(self, seconds: float) -> Message | None:
        """The newest message as soon as there is one; None when none came in that time, or `ended`."""
        if not self._is_new:
            # By hand: thousands wake for one call, and `asyncio.timeout` costs as much as the message.
            loop = asyncio.get_running_loop()
            self._waiting = loop.create_future()
            alarm = loop.call_later(seconds, self._wake)
            try:
                await self._waiting
            finally:
                alarm.cancel()
                self._waiting = None
        self._is_new = False
        taken, self._newest = self._newest, None
        return taken

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


@dataclass(slots=True)
class _Feed:
    """A hall with its followers by view."""

    state: State | None = None
    is_loaded: bool = False
    is_old: bool = False
    views: dict[Hashable, set[Follower]] = field(default_factory=dict)
    told: dict[Hashable, Message] = field(default_factory=dict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    loaded: asyncio.Event = field(default_factory=asyncio.Event)
    reader: asyncio.Task[None] | None = None


class Hub:
    """All halls that somebody follows.

    `gap`: seconds between two readings of a hall at least, so that a hundred changes in a second are a few
    readings. `refresh`: after so many seconds without a change a hall is read anyhow (minutes pass).
    `old_after`: a state that was heard longer ago is old, which its followers are told.
    """

    def __init__(
        self,
        load: Load,
        write: Write,
        order: Order = as_they_came,
        *,
        gap: float = 0.1,
        refresh: float = 15.0,
        old_after: float = 45.0,
    ) -> None:
        self._load, self._write, self._order = load, write, order
        self._gap, self._refresh, self._old_after = gap, refresh, old_after
        self._feeds: dict[Hall, _Feed] = {}
        self.followers = 0

    def changed(self, hall: Hall) -> None:
        """Something changed there; halls that nobody follows are not read."""
        if (feed := self._feeds.get(hall)) is not None:
            feed.changed.set()

    def changed_everywhere(self) -> None:
        """Anything may have changed."""
        for feed in self._feeds.values():
            feed.changed.set()

    async def present(self, hall: Hall, view: Hashable) -> Message | None:
        """What the view says now, None where there is nothing. Reads the hall where nobody follows it."""
        feed = self._feeds.get(hall)
        if feed is not None:
            await feed.loaded.wait()
        # Whoever followed may have gone before the hall was read.
        if feed is not None and feed.is_loaded:
            return feed.told.get(view) or self._write(feed.state, view, feed.is_old)
        state = await self._load(hall)
        return self._write(state, view, self._is_old(state))

    @asynccontextmanager
    async def following(self, hall: Hall, view: Hashable) -> AsyncIterator[Follower]:
        """A follower who is told the present state first, as soon as it was read, and then each change."""
        feed = self._feeds.get(hall)
        if feed is None:
            feed = self._feeds[hall] = _Feed()
            feed.reader = asyncio.create_task(self._read(hall, feed))
        follower = Follower()
        feed.views.setdefault(view, set()).add(follower)
        self.followers += 1
        if feed.is_loaded:
            self._tell_new(feed, view, follower)
        try:
            yield follower
        finally:
            self._leave(hall, feed, view, follower)

    def close(self) -> None:
        """End all streams."""
        for feed in self._feeds.values():
            for follower in _all_of(feed):
                follower.end()

    def _leave(self, hall: Hall, feed: _Feed, view: Hashable, follower: Follower) -> None:
        self.followers -= 1
        feed.views[view].discard(follower)
        if not feed.views[view]:
            del feed.views[view]
            feed.told.pop(view, None)
        if not feed.views and feed.reader is not None:
            feed.reader.cancel()
            feed.loaded.set()
            del self._feeds[hall]

    async def _read(self, hall: Hall, feed: _Feed) -> None:
        """Read the hall, tell what changed, wait; for as long as somebody follows."""
        while True:
            feed.changed.clear()
            begun = time.monotonic()
            try:
                feed.state = await self._load(hall)
                feed.is_loaded = True
            except Exception as error:
                # Whatever it is (the database restarts): who follows keeps what there was, and hears how old.
                logger.warning("hall %s:%s cannot be read (%s)", *hall, type(error).__name__)
            if feed.is_loaded:
                feed.is_old = self._is_old(feed.state)
                feed.loaded.set()
                await self._tell_all(feed)
            await asyncio.sleep(max(0.0, self._gap - (time.monotonic() - begun)))
            try:
                async with asyncio.timeout(self._refresh if feed.is_loaded else min(1.0, self._refresh)):
                    await feed.changed.wait()
            except TimeoutError:
                pass

    async def _tell_all(self, feed: _Feed) -> None:
        for number, view in enumerate(self._in_order(feed), 1):
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)
            followers = feed.views.get(view)
            if not followers:
                continue  # they have gone meanwhile
            message = self._written(feed, view)
            if message is None or message == feed.told.get(view):
                continue
            feed.told[view] = message
            for follower in followers:
                follower.tell(message)

    def _in_order(self, feed: _Feed) -> list[Hashable]:
        try:
            return self._order(feed.state, feed.views)
        except Exception as error:  # a state that cannot be sorted is told all the same
            logger.warning("views cannot be put in order (%s)", type(error).__name__)
            return list(feed.views)

    def _tell_new(self, feed: _Feed, view: Hashable, follower: Follower) -> None:
        message = feed.told.get(view) or self._written(feed, view)
        if message is not None:
            feed.told[view] = message
            follower.tell(message)

    def _written(self, feed: _Feed, view: Hashable) -> Message | None:
        try:
            return self._write(feed.state, view, feed.is_old)
        except Exception as error:  # one view that cannot be written must not keep all others waiting
            logger.warning("a view cannot be written (%s)", type(error).__name__)
            return None

    def _is_old(self, state: State | None) -> bool:
        return state is not None and time.time() - state.heard > self._old_after


def _all_of(feed: _Feed) -> Iterable[Follower]:
    return [follower for followers in feed.views.values() for follower in followers]
