"""Clerks who decide at the staff site, and a core system that stores: each a thread that never gives up."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from uuid import UUID

from madoguchi_testing.core_system import CoreSystem, EnteredLedger, EntryScreens, Ledger
from madoguchi_testing.core_system.screens import NUMBER
from madoguchi_testing.people.browser import Browser
from madoguchi_testing.people.clerk_at_site import ClerkAtSite, Login, NotSignedInError
from madoguchi_testing.people.persistent import NeverArrivedError, Persistent

_RECEIPT = re.compile(r"<th>受付番号</th><td>([^<]+)<")


class Untiring:
    """Does the same again and again in a thread of its own, until told to stop."""

    def __init__(self, do: Callable[[], object], *, pause_seconds: float) -> None:
        self.over = Event()
        self._do, self._pause = do, pause_seconds
        self._thread = Thread(target=self._live, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, after what is under way."""
        self.over.set()
        self._thread.join(timeout=60)

    def _live(self) -> None:
        while not self.over.wait(self._pause):
            self._do()


class Desk(Untiring):
    """A clerk of one municipality, who accepts, decides and finishes whatever comes, all over the staff site,
    and brings into the core system's screen what is handed over by a code.
    """

    def __init__(self, site: str, login: Login, import_screen: str, by: random.Random) -> None:
        super().__init__(self._work, pause_seconds=0.7)
        self.problem = ""
        self._code = login.municipality_code
        self._screen = Persistent(Browser(import_screen, timeout=20), is_over=self.over.is_set)
        self._clerk = ClerkAtSite(
            Browser(site, timeout=20), login, by=by, read_in=self._read_in, is_over=self.over.is_set
        )

    @property
    def lost(self) -> int:
        """How many answers of the staff site did not come."""
        return self._clerk.lost

    def _work(self) -> None:
        try:
            self._clerk.work()
        except NeverArrivedError:
            return  # the site is away for long, or the day is over
        except (NotSignedInError, LookupError) as error:
            self.problem = f"{self._code}: {error}"

    def _read_in(self, number: str, text: str) -> str:
        """Read a code in at the import screen, and look the number up afterwards: whether it was stored when
        no answer came, only the search tells.
        """
        receipt = None
        while receipt is None:
            given = {"市町村": self._code, "取込コード": text}
            self._screen.once(lambda: self._screen.browser.post("/import", given))  # noqa: B023 - at once
            found = self._screen.until(lambda: self._screen.browser.post("/search", {NUMBER: number}))
            receipt = _RECEIPT.search(found.html)
        return receipt[1]


class _LostItsPowerError(ConnectionError):
    """The core system stops between storing and answering."""


class Core(Untiring):
    """The core system with its folder and its import screen, which now and then dies at the worst moment."""

    def __init__(self, directory: Path, own: Path, keys: Mapping[str, bytes], by: random.Random) -> None:
        """`directory` is the hand-over folder, `own` holds its ledgers; `keys` check codes that are read."""
        super().__init__(self._receive, pause_seconds=0.2)
        self.deaths = 0
        self._by = by
        self._ledger = Ledger(own / "core_system.sqlite3")
        self._entered = EnteredLedger(own / "entered.sqlite3")
        self._system = CoreSystem(directory, self._ledger, between_storing_and_answering=self._perhaps_die)
        self._screens = EntryScreens({}, self._entered, verify_keys=keys)
        self._screens.behave.after_storing = self._perhaps_die

    @property
    def import_screen(self) -> str:
        """`host:port` of its screens."""
        return self._screens.address.removeprefix("http://")

    def stored(self) -> Sequence[UUID]:
        """The numbers of everything that it has, by whichever way it came."""
        return [*(one.key for one in self._ledger.all()), *(UUID(one.key) for one in self._entered.all())]

    def start(self) -> None:
        """Begin to look into the folder, and to answer at the screens."""
        self._screens.__enter__()
        super().start()

    def stop(self) -> None:
        """End both."""
        super().stop()
        self._screens.close()

    def _receive(self) -> None:
        with suppress(_LostItsPowerError):
            self._system.receive()
            self._system.receive_batches()

    def _perhaps_die(self, _: UUID) -> None:
        if self._by.random() < 0.1:
            self.deaths += 1
            raise _LostItsPowerError
