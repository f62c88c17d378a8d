"""What the two zones show to whom, and how a state becomes the text of a message."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.http.cookie import parse_cookie
from django.utils.module_loading import import_string

from madoguchi.core import clock
from madoguchi.core.accounts.middleware import StaffMiddleware
from madoguchi.core.accounts.models import StaffMember
from madoguchi.core.languages import SOURCE, speaking
from madoguchi.core.packs import Hall as PackHall
from madoguchi.core.packs import load_packs_or_refuse
from madoguchi.journeys.waiting import api as waiting
from madoguchi.surfaces.live.application import Asked
from madoguchi.surfaces.live.hub import Hall, Message, State

HALL, PHONE, WHOLE = "hall", "phone", "whole"
Answer = TypeVar("Answer")

_HALL_SECONDS: Final = 240.0
"""After it staff who are signed out and a device that was stopped see no more, and a display that only
follows is known to be on: who looks after devices takes one for dark after five minutes.
"""
_PHONE_SECONDS: Final = 3_600.0


class Threads:
    """Django's part of the work: a few threads, each with a connection to the database of its own."""

    def __init__(self, threads: int = 3) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="live")

    async def run(self, function: Callable[..., Answer], *arguments: Any) -> Answer:
        """Call the function in one of the threads."""

        def call() -> Answer:
            close_old_connections()
            return function(*arguments)

        return await asyncio.get_running_loop().run_in_executor(self._pool, call)

    def close(self) -> None:
        """Let what runs come to its end."""
        self._pool.shutdown(wait=False, cancel_futures=True)


class PublicDoors:
    """The public zone: phones by their ticket's key, and for everybody how many wait."""

    seconds_open = _PHONE_SECONDS

    async def may_follow(self, asked: Asked) -> bool:
        """Any hall there is: what one sees of it depends on the key alone."""
        return waiting.hall_in(*asked.hall) is not None

    def view(self, asked: Asked) -> Hashable:
        """The ticket in the language of the phone, or the numbers that wait."""
        return _phone(asked) if asked.follow else (HALL, asked.hall)


class OfficeDoors:
    """The office zone: the whole hall for its devices and for staff who are signed in."""

    seconds_open = _HALL_SECONDS

    def __init__(self, threads: Threads) -> None:
        self._threads = threads

    async def may_follow(self, asked: Asked) -> bool:
        """A device of that hall or staff of that municipality. A ticket opens itself, here as at home."""
        if waiting.hall_in(*asked.hall) is None:
            return False
        return bool(asked.follow) or await self._threads.run(_is_known, asked)

    def view(self, asked: Asked) -> Hashable:
        """The ticket, or the display."""
        return _phone(asked) if asked.follow else (HALL, asked.hall)


def _phone(asked: Asked) -> Hashable:
    known = {one.code for one in load_packs_or_refuse(settings.MADOGUCHI_PACKS).languages}
    language = asked.language if asked.language in known else SOURCE
    return (PHONE, asked.hall, waiting.follow_digest(asked.follow), language)


def _is_known(asked: Asked) -> bool:
    cookies = parse_cookie(asked.cookies)
    code, hall = asked.hall
    if waiting.is_device_of(code, hall, cookies.get(waiting.DEVICE_COOKIE, "")):
        return True
    session = cookies.get(settings.SESSION_COOKIE_NAME, "")
    return bool(session) and _staff_of(session) == code


def _staff_of(session: str) -> str:
    """The municipality of whoever is signed in with that session; empty where nobody is.

    Looking on is no sign of life: the session is not written, and ends as if nobody looked.
    """
    request = HttpRequest()
    store: SessionBase = import_string(f"{settings.SESSION_ENGINE}.SessionStore")(session)
    request.session = store
    StaffMiddleware(lambda _: HttpResponse())(request)
    return request.user.municipality_code if isinstance(request.user, StaffMember) else ""


async def load(hall: Hall, threads: Threads, *, public: bool) -> State | None:
    """The state of a hall as the zone knows it."""
    found = await threads.run(lambda: waiting.seen(*hall, public=public))
    return State(found, found.heard.timestamp()) if found else None


def write(state: State | None, view: Any, is_old: bool, *, public: bool) -> Message | None:
    """The text of a view. A phone whose ticket is not there any more reads so, and its stream ends."""
    kind, (code, key) = view[0], view[1]
    hall = waiting.hall_in(code, key, view[3] if kind == PHONE else SOURCE)
    if hall is None or (state is None and kind != HALL):
        return None
    seen: waiting.Seen | None = state.content if state else None
    payload = seen.payload if seen else None
    version = f"{payload.get('day')}.{payload.get('version')}" if payload else ""
    # Only where it is needed: this is done for each of thousands of phones.
    old_since = seen.old_since(clock.now()) if seen and is_old else ""
    if kind == PHONE:
        return _of_phone(payload, hall, view, old_since, version)
    if kind == WHOLE:
        age = max(0.0, round(time.time() - state.heard, 1)) if state and is_old else 0.0
        return Message(waiting.NewState(payload or {}, age), version)
    return Message(_JSON.encode(_of_hall(payload, hall, old_since, public=public)), version)


def nearest_first(state: State | None, views: Iterable[Any]) -> list[Hashable]:
    """Displays and all who look at the hall, then whoever was called, then by place in the line: whom a call
    concerns most hears it first.
    """
    seen: waiting.Seen | None = state.content if state else None
    tickets = seen.payload["tickets"] if seen else {}

    def place(view: Any) -> int:
        if view[0] != PHONE:
            return -2
        ahead = tickets.get(view[2], {}).get("ahead")
        return -1 if ahead is None else int(ahead)

    return sorted(views, key=place)


def _of_hall(payload: Any, hall: PackHall, old_since: str, *, public: bool) -> dict[str, Any]:
    now = clock.now()
    if public:
        return waiting.waiting_view(payload, hall, now, old_since=old_since)
    code, key = hall.municipality_code, hall.key
    return waiting.display_view(
        payload,
        hall,
        now,
        in_language=lambda language: waiting.hall_in(code, key, language),
        old_since=old_since,
    )


def _of_phone(payload: Any, hall: PackHall, view: Any, old_since: str, version: str) -> Message:
    _, _, digest, language = view
    with speaking(load_packs_or_refuse(settings.MADOGUCHI_PACKS).texts(language)):
        found = waiting.phone_view(payload, digest, hall, old_since=old_since)
        shown = found or waiting.gone_view()
    return Message(_JSON.encode(waiting.phone_data(shown)), version, last=found is None)


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
