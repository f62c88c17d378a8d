"""How the processes of one site share their visitors, and doors for known machines let them in."""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, Final

from gunicorn.workers.gthread import ThreadWorker

ASK_SECONDS: Final = 10.0
"""Within which a request of a site has to come, longer by what has come at LEAST_BYTES a second."""

LEAST_BYTES: Final = 8_000.0
"""A request that is sent more slowly holds a thread for nothing."""

TAKE_SECONDS: Final = 60.0
"""Within which a part of the answer has to be taken."""

GREETING_SECONDS: Final = 5.0
"""Within which whoever connects to a door has to have shown its certificate."""

_GREETED_AT_ONCE: Final = 64
_LEFT_AT_ONCE: Final = 64
_ALIVE_SECONDS, _ALIVE_EVERY, _ALIVE_TIMES = 30, 10, 3
"""When the other end of a line that says nothing is asked whether it is there, how often, how many times."""


class SharingWorker(ThreadWorker):  # type: ignore[misc]
    """A process that takes a new visitor only while one of its threads is free.

    All processes listen on one socket. Gunicorn's own worker takes whoever knocks, up to a thousand, so the
    process that wakes first can end up with nearly everybody while another one idles. Here who finds no free
    thread stays at the door, where the next free process takes them.

    A proxy in front gives whole requests and takes answers at once. Whoever comes without one (a kiosk whose
    power is gone, a stranger) keeps a thread for some seconds only, and the loop not at all: gunicorn's own
    waits for half a request for ever, and in its loop two seconds for each visitor to hang up.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._answering = 0
        self._leaving = ThreadPoolExecutor(_LEFT_AT_ONCE, thread_name_prefix="leaving")

    def enqueue_req(self, conn: Any) -> None:
        """A request of a visitor who is inside already or was just let in."""
        if not isinstance(conn.sock, _PatientSocket):
            conn.sock = _PatientSocket(fileno=conn.sock.detach())
            conn.close = partial(self._say_goodbye, conn.close)
        self._answering += 1
        if not self._has_free_thread:
            super().set_accept_enabled(False)
        super().enqueue_req(conn)

    def finish_request(self, conn: Any, fs: Future[Any]) -> None:
        """The request has its answer; the loop opens the door again if need be."""
        self._answering -= 1
        super().finish_request(conn, fs)

    def _say_goodbye(self, close: Any, graceful: bool = False) -> None:
        if graceful:
            self._leaving.submit(close, graceful=True)
        else:
            close()

    def set_accept_enabled(self, enabled: bool) -> None:
        """Open the door (when the loop would, and a thread is free) or close it."""
        super().set_accept_enabled(enabled and self._has_free_thread)

    @property
    def _has_free_thread(self) -> bool:
        return self._answering < int(self.cfg.threads)


class DoorWorker(ThreadWorker):  # type: ignore[misc]
    """A process behind a door for known machines: until somebody has shown a certificate they take no thread
    from those who have, and not for long a thread of the door's own.

    Gunicorn's own worker shakes hands in the threads that answer, without an end: two connections that say
    nothing more, of a broken line or of a stranger, would keep everybody else out.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._greeters = ThreadPoolExecutor(_GREETED_AT_ONCE, thread_name_prefix="greeting")

    def enqueue_req(self, conn: Any) -> None:
        """Whoever is new is greeted first."""
        if conn.initialized:
            super().enqueue_req(conn)
        else:
            self._greeters.submit(self._greet, conn)

    def _greet(self, conn: Any) -> None:
        """In a thread of the door; what follows happens in the loop."""
        try:
            conn.sock = _ImpatientSocket(fileno=conn.sock.detach())
            _ask_whether_it_lives(conn.sock)
            conn.init()
            conn.sock.setblocking(True)
        except Exception:  # whatever a stranger says first
            self.method_queue.defer(self._send_away, conn)
        else:
            self.method_queue.defer(partial(super().enqueue_req, conn))

    def _send_away(self, conn: Any) -> None:
        self.nr_conns -= 1
        conn.close()


class _PatientSocket(socket.socket):
    """Waits for a visitor who goes on, and treats one who does not as gone."""

    _until: float | None = None

    def setblocking(self, flag: bool, /) -> None:
        self.settimeout(TAKE_SECONDS if flag else 0.0)

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        allowed = self.gettimeout()
        if not allowed:
            return super().recv(size, flags)
        now = time.monotonic()
        self._until = self._until or now + ASK_SECONDS
        with _or_gone():
            if self._until <= now:
                raise TimeoutError
            self.settimeout(min(allowed, self._until - now))
            try:
                content = super().recv(size, flags)
            finally:
                self.settimeout(allowed)
        self._until += len(content) / LEAST_BYTES
        return content

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        with _or_gone():
            super().sendall(data, flags)

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        with _or_gone():
            return super().sendfile(file, offset, count)


@contextmanager
def _or_gone() -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise ConnectionResetError(errno.ECONNRESET, "too slow") from error


def _ask_whether_it_lives(known: socket.socket) -> None:
    """Of a line that was cut nobody hears anything: without this a thread would wait at it for ever."""
    known.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ("TCP_KEEPIDLE", _ALIVE_SECONDS),
        ("TCP_KEEPINTVL", _ALIVE_EVERY),
        ("TCP_KEEPCNT", _ALIVE_TIMES),
    ):
        with suppress(AttributeError):  # not on every system
            known.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


class _ImpatientSocket(socket.socket):
    """Does not wait for ever; the encrypted one that is made of it waits as long as this one does."""

    def setblocking(self, flag: bool, /) -> None:
        self.settimeout(GREETING_SECONDS if flag else 0.0)
