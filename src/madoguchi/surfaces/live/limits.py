"""How many streams one address, one ticket and one process may hold, and how often somebody may be wrong."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class TooManyError(Exception):
    """いまは接続が多いため、少し待ってからつなぎなおします。"""


class Limits:
    """Counts what is open. Nothing is kept of anybody longer than it is open, or a minute.

    `total` streams in this process; `per_address` twice as many as a full hall of 300 people, because
    everybody in its wireless network and many of a mobile operator share one, and still few enough that one
    address never takes them all; `per_view` of one ticket from one address (a family's phones). `misses`
    unknown tickets a minute from one address. A page that is refused asks every few seconds instead.
    """

    def __init__(
        self,
        *,
        total: int = 4_000,
        per_address: int = 600,
        per_view: int = 6,
        misses: int = 60,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.total, self.per_address, self.per_view, self.misses = total, per_address, per_view, misses
        self._now = now
        self._open = 0
        self._by_address: Counter[str] = Counter()
        self._by_view: Counter[tuple[str, str]] = Counter()
        self._missed: Counter[str] = Counter()
        self._minute = 0

    @contextmanager
    def stream(self, address: str, view: str) -> Iterator[None]:
        """A stream is open for the block; `view` is empty for what many in one office look at.

        Raises TooManyError where it would be one too many.
        """
        mine = (address, view)
        if (
            self._open >= self.total
            or self._by_address[address] >= self.per_address
            or (view and self._by_view[mine] >= self.per_view)
        ):
            self._forget(address, mine)
            raise TooManyError(TooManyError.__doc__)
        self._open += 1
        self._by_address[address] += 1
        self._by_view[mine] += 1
        try:
            yield
        finally:
            self._open -= 1
            self._by_address[address] -= 1
            self._by_view[mine] -= 1
            self._forget(address, mine)

    def missed(self, address: str) -> None:
        """The address asked for something that is not there."""
        self._new_minute()
        self._missed[address] += 1

    def check_misses(self, address: str) -> None:
        """Raises TooManyError for an address that was wrong too often within this minute."""
        self._new_minute()
        if self._missed[address] >= self.misses:
            raise TooManyError(TooManyError.__doc__)

    def _new_minute(self) -> None:
        minute = int(self._now() // 60)
        if minute != self._minute:
            self._minute = minute
            self._missed.clear()

    def _forget(self, address: str, view: tuple[str, str]) -> None:
        if not self._by_address[address]:
            del self._by_address[address]
        if not self._by_view[view]:
            del self._by_view[view]
