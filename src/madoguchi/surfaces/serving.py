"""How the processes of one site share their visitors, and doors for known machines let them in."""

from __future__ import annotations

import socket
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, Final

from gunicorn.workers.gthread import ThreadWorker

GREETING_SECONDS: Final = 5.0
"""Within which whoever connects to a door has to have shown its certificate."""

_GREETED_AT_ONCE: Final = 64


class SharingWorker(ThreadWorker):  # type: ignore[misc]
    """A process that takes a new visitor only while one of its threads is free.

    All processes listen on one socket. Gunicorn's own worker takes whoever knocks, up to a thousand, so the
    process that wakes first can end up with nearly everybody while another one idles. Here who finds no free
    thread stays at the door, where the next free process takes them.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._answering = 0

    def enqueue_req(self, conn: Any) -> None:
        """A request of a visitor who is inside already or was just let in."""
        self._answering += 1
        if not self._has_free_thread:
            super().set_accept_enabled(False)
        super().enqueue_req(conn)

    def finish_request(self, conn: Any, fs: Future[Any]) -> None:
        """The request has its answer; the loop opens the door again if need be."""
        self._answering -= 1
        super().finish_request(conn, fs)

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
            conn.init()
            conn.sock.setblocking(True)
        except Exception:  # whatever a stranger says first
            self.method_queue.defer(self._send_away, conn)
        else:
            self.method_queue.defer(partial(super().enqueue_req, conn))

    def _send_away(self, conn: Any) -> None:
        self.nr_conns -= 1
        conn.close()


class _ImpatientSocket(socket.socket):
    """Does not wait for ever; the encrypted one that is made of it waits as long as this one does."""

    def setblocking(self, flag: bool, /) -> None:
        self.settimeout(GREETING_SECONDS if flag else 0.0)
