"""The ASGI application: two kinds of address, each a stream of events that stays open.

`GET /live/CODE/HALL/hall` (the display, the desks; in the public zone the numbers that wait) and
`GET /live/CODE/HALL/t/FOLLOW` (the phone of a ticket), as `text/event-stream`. First the present state, then
each change at once. Events: `state` (data: JSON, id: the version), `beat` (every so many seconds, the time of
the server) and `end` (nothing more comes; the ticket is gone).
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Hashable, Iterable, MutableMapping
from contextlib import suppress
from dataclasses import dataclass
from secrets import randbelow
from typing import Any, Final, Protocol
from urllib.parse import parse_qs

from madoguchi.core import clock
from madoguchi.lib.network_addresses import counted_as, sender_of
from madoguchi.surfaces.live.hub import Follower, Hall, Hub, Message
from madoguchi.surfaces.live.limits import Limits, TooManyError

logger = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

BEAT_SECONDS: Final = 15.0
"""Between two signs of life; a page that hears nothing for two of them connects anew."""

RETRY_MILLISECONDS: Final = 2_000
RETRY_SPREAD: Final = 4_000
"""After which a browser connects anew, and within which each does at a moment of its own: after a restart
all would come at once.
"""

_ROUTE = re.compile(
    r"/live/(?P<code>[0-9]{6})/(?P<hall>[a-z][a-z0-9_-]{0,39})/(?:hall|t/(?P<follow>[A-Za-z2-7]{16}))",
    re.ASCII,
)
_HEADERS: Final = (
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"same-origin"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asks for: `follow` is empty for the hall. `cookies` and `address` are the client's."""

    hall: Hall
    follow: str
    language: str
    cookies: str
    address: str


class Doors(Protocol):
    """What one zone shows to whom."""

    seconds_open: float
    """After so long a stream ends and the client asks again, and is looked at again."""

    async def may_follow(self, asked: Asked) -> bool:
        """Whether the client may follow that hall, or a ticket of it; False where there is no such hall."""

    def view(self, asked: Asked) -> Hashable:
        """The view that the client gets: equal for all who get the same."""


class LiveApplication:
    """Answers browsers. `origins`: the sites (`https://…`) whose pages may follow from another origin.
    `proxies`: how many of ours have written `X-Forwarded-For`.
    """

    def __init__(
        self, hub: Hub, doors: Doors, limits: Limits, origins: Iterable[str] = (), proxies: int = 0
    ) -> None:
        self._hub, self._doors, self._limits = hub, doors, limits
        self._origins = frozenset(origins)
        self._proxies = proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        allowed = self._cross_origin(headers)
        if allowed is None:
            await _refuse(send, 403, "ほかのサイトからは見られません。")
            return
        asked = _asked(scope, headers, self._proxies)
        if asked is None:
            await _refuse(send, 404, "このアドレスはありません。", allowed)
        elif scope["method"] not in ("GET", "HEAD"):
            await _refuse(send, 405, "見ることだけができます。", allowed)
        else:
            await self._answer(asked, allowed, scope["method"] == "HEAD", receive, send)

    async def _answer(
        self, asked: Asked, allowed: list[tuple[bytes, bytes]], only_head: bool, receive: Receive, send: Send
    ) -> None:
        try:
            self._limits.check_misses(asked.address)
            if not await self._doors.may_follow(asked):
                self._limits.missed(asked.address)
                await _refuse(send, 404 if asked.follow else 403, "見られるものがありません。", allowed)
                return
            view = self._doors.view(asked)
            if asked.follow and not await self._is_there(asked, view):
                self._limits.missed(asked.address)
                await _refuse(send, 404, "この番号はありません。", allowed)
                return
            with self._limits.stream(asked.address, asked.follow):
                await _start(send, allowed)
                if not only_head:
                    await self._stream(asked.hall, view, receive, send)
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        except TooManyError as error:
            await _refuse(send, 503, str(error), [*allowed, (b"retry-after", b"10")])
        except OSError:
            return  # gone: uvicorn closes what is left

    async def _is_there(self, asked: Asked, view: Hashable) -> bool:
        present = await self._hub.present(asked.hall, view)
        return present is not None and not present.last

    async def _stream(self, hall: Hall, view: Hashable, receive: Receive, send: Send) -> None:
        async with self._hub.following(hall, view) as follower:
            watching = asyncio.create_task(_until_gone(receive, follower))
            try:
                await _say(send, f"retry: {RETRY_MILLISECONDS + randbelow(RETRY_SPREAD)}\n\n")
                until = asyncio.get_running_loop().time() + self._doors.seconds_open
                while not follower.ended and asyncio.get_running_loop().time() < until:
                    message = await follower.next(BEAT_SECONDS)
                    if message is not None:
                        await _say(send, _as_event(message))
                        if message.last:
                            break
                    elif not follower.ended:
                        await _say(send, f'event: beat\ndata: "{clock.now():%H:%M:%S}"\n\n')
            finally:
                watching.cancel()

    def _cross_origin(self, headers: MutableMapping[str, str]) -> list[tuple[bytes, bytes]] | None:
        """Headers for the origin of the page; None where it may not look."""
        origin = headers.get("origin", "")
        if not origin or origin.partition("://")[2] == headers.get("host", ""):
            return [(b"vary", b"Origin")]
        if origin not in self._origins:
            return None
        return [
            (b"vary", b"Origin"),
            (b"access-control-allow-origin", origin.encode("latin-1")),
            (b"access-control-allow-credentials", b"true"),
        ]


def _asked(scope: Scope, headers: MutableMapping[str, str], proxies: int) -> Asked | None:
    found = _ROUTE.fullmatch(scope["path"])
    if found is None:
        return None
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"), max_num_fields=10)
    remote = (scope.get("client") or ("",))[0]
    sender = sender_of(remote, headers.get("x-forwarded-for", ""), proxies)
    return Asked(
        (found["code"], found["hall"]),
        (found["follow"] or "").upper(),
        query.get("language", [""])[0][:20],
        headers.get("cookie", ""),
        counted_as(sender) if sender else remote,
    )


def _as_event(message: Message) -> str:
    event = "end" if message.last else "state"
    return f"id: {message.version}\nevent: {event}\ndata: {message.data}\n\n"


async def _until_gone(receive: Receive, follower: Follower) -> None:
    """End the follower when the client hangs up."""
    with suppress(OSError):
        while (await receive())["type"] != "http.disconnect":
            pass
    follower.end()


async def _start(send: Send, headers: list[tuple[bytes, bytes]]) -> None:
    kind = [(b"content-type", b"text/event-stream; charset=utf-8")]
    await send({"type": "http.response.start", "status": 200, "headers": [*kind, *_HEADERS, *headers]})


async def _say(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _refuse(send: Send, status: int, message: str, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
    kind = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": [*kind, *_HEADERS, *headers]})
    await send({"type": "http.response.body", "body": message.encode(), "more_body": False})
