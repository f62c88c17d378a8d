"""How the processes of one site share their visitors."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from gunicorn.workers.gthread import ThreadWorker


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
