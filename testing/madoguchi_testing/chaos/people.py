"""Residents who apply: each a thread that never gives up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from threading import Event, Lock, Thread
from uuid import UUID

from madoguchi_testing.jpki import IssuedCard
from madoguchi_testing.online.at_home import AtHome, NotTakenError, Receipt
from madoguchi_testing.people.browser import Browser
from madoguchi_testing.people.persistent import NeverArrivedError

_PAUSE_SECONDS = 0.2


class Habit(Enum):
    """What people do with the button."""

    PATIENT = "waits for the receipt, and presses again when the connection was lost"
    TWICE = "presses once more after the receipt"
    LEAVES = "closes the window as soon as the button is pressed"


@dataclass(frozen=True, slots=True)
class Draft:
    """Where an application begins: where, the browser's cookie, a card, and what its owner does."""

    municipality_code: str
    cookie: str = field(repr=False)
    card: IssuedCard = field(repr=False)
    habit: Habit
    with_paper: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What one resident knows in the end. Without a receipt the application may have arrived or not."""

    application: UUID | None
    receipt: Receipt | None
    lost: int
    problem: str = ""
    municipality_code: str = ""


class Residents:
    """Several people at once who take the next draft each, as far as they are allowed to go."""

    def __init__(self, address: str, event: str, drafts: Sequence[Draft], *, at_once: int) -> None:
        self._address, self._event, self._drafts = address, event, drafts
        self._lock = Lock()
        self._next, self._allowed = 0, 0
        self._over, self._no_more = Event(), Event()
        self.told: list[Told] = []
        self._threads = [Thread(target=self._live, daemon=True) for _ in range(at_once)]

    def start(self) -> None:
        """They sit down."""
        for thread in self._threads:
            thread.start()

    @property
    def receipts(self) -> int:
        """How many people have seen a receipt."""
        return sum(one.receipt is not None for one in self.told)

    def allow(self, number: int) -> None:
        """So many applications may have begun by now."""
        self._allowed = min(number, len(self._drafts))

    def finish(self, *, longest_seconds: float) -> None:
        """Everybody ends what they have begun; whoever needs too long leaves without a receipt."""
        self._no_more.set()
        for thread in self._threads:
            thread.join(timeout=longest_seconds)
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=60)

    def _live(self) -> None:
        while not self._over.is_set():
            with self._lock:
                mine = self._next if self._next < self._allowed else None
                self._next += mine is not None
            if mine is not None:
                self.told.append(self._apply(self._drafts[mine]))
            elif self._no_more.is_set():
                return
            else:
                self._over.wait(_PAUSE_SECONDS)

    def _apply(self, draft: Draft) -> Told:
        browser = Browser(self._address, {"draft": draft.cookie}, timeout=20)
        base = f"/{draft.municipality_code}/{self._event}/"
        person = AtHome(browser, base, draft.card, is_over=self._over.is_set)
        receipt, problem = None, ""
        try:
            receipt = person.send(with_paper=draft.with_paper, leave=draft.habit is Habit.LEAVES)
            if draft.habit is Habit.TWICE and person.send_again() != receipt:
                problem = "another receipt after pressing again"
        except (NeverArrivedError, NotTakenError, LookupError) as error:
            problem = str(error) or type(error).__name__
        return Told(person.application, receipt, person.lost, problem, draft.municipality_code)
