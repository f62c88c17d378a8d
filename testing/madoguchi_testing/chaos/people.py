"""Residents who apply, a clerk who decides, a core system that stores: each a thread that never gives up."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from threading import Event, Lock, Thread
from uuid import UUID

from django.db import DatabaseError, InterfaceError, connection

from madoguchi.core import tenancy
from madoguchi.core.actions import Context, run
from madoguchi.engines.cases.api import (
    UNFINISHED,
    AcceptCase,
    Case,
    CaseStep,
    Channel,
    DecideCase,
    FinishCase,
    Status,
    StepNotPossibleError,
)
from madoguchi_testing.core_system import CoreSystem, Ledger
from madoguchi_testing.jpki import IssuedCard
from madoguchi_testing.online.at_home import AtHome, NeverArrivedError, NotTakenError, Receipt
from madoguchi_testing.people.browser import Browser
from madoguchi_testing.people.clerk import demo_actor

_PAUSE_SECONDS = 0.2
_STEPS = {Status.ARRIVED: AcceptCase, Status.ACCEPTED: DecideCase, Status.DECIDED: FinishCase}


class Habit(Enum):
    """What people do with the button."""

    PATIENT = "waits for the receipt, and presses again when the connection was lost"
    TWICE = "presses once more after the receipt"
    LEAVES = "closes the window as soon as the button is pressed"


@dataclass(frozen=True, slots=True)
class Draft:
    """Where an application begins: the browser's cookie, a card, and what its owner does."""

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


class Residents:
    """Several people at once who take the next draft each, as far as they are allowed to go."""

    def __init__(self, address: str, base: str, drafts: Sequence[Draft], *, at_once: int) -> None:
        self._address, self._base, self._drafts = address, base, drafts
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
        person = AtHome(browser, self._base, draft.card, is_over=self._over.is_set)
        receipt, problem = None, ""
        try:
            receipt = person.send(with_paper=draft.with_paper, leave=draft.habit is Habit.LEAVES)
            if draft.habit is Habit.TWICE and person.send_again() != receipt:
                problem = "another receipt after pressing again"
        except (NeverArrivedError, NotTakenError, LookupError) as error:
            problem = str(error) or type(error).__name__
        return Told(person.application, receipt, person.lost, problem)


class Desk:
    """A clerk who accepts, decides and finishes whatever comes; goes on where the database was lost."""

    def __init__(self, municipality_code: str) -> None:
        self._code = municipality_code
        self._over = Event()
        self._thread = Thread(target=self._live, daemon=True)
        self._actor = demo_actor(municipality_code, roles=("manager",), desks=("resident_register",))
        self.lost = 0

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self) -> None:
        """Go home."""
        self._over.set()
        self._thread.join(timeout=60)

    def _live(self) -> None:
        while not self._over.wait(_PAUSE_SECONDS):
            try:
                with tenancy.municipality(self._code):
                    waiting = Case.objects.filter(channel=Channel.ONLINE.value, status__in=UNFINISHED)
                    found = [(case.uuid, Status(case.status)) for case in waiting.order_by("id")[:20]]
                for uuid, status in found:
                    self._step(uuid, status)
            except (DatabaseError, InterfaceError):
                self.lost += 1
                connection.close()
        connection.close()

    def _step(self, uuid: UUID, status: Status) -> None:
        context = Context(self._code, self._actor, purpose="案件の処理")
        # Perhaps it was done when the connection broke off.
        with suppress(StepNotPossibleError):
            run(_STEPS[status](), context, CaseStep(uuid))


class _LostItsPowerError(Exception):
    """The core system stops between storing and answering."""


class Core:
    """The core system, which now and then dies at the worst moment."""

    def __init__(self, directory: Path, ledger: Ledger, by: random.Random) -> None:
        self.deaths = 0
        self._by = by
        self._over = Event()
        self._system = CoreSystem(directory, ledger, between_storing_and_answering=self._perhaps_die)
        self._thread = Thread(target=self._live, daemon=True)

    def start(self) -> None:
        """Begin to look into the folder."""
        self._thread.start()

    def stop(self) -> None:
        """End."""
        self._over.set()
        self._thread.join(timeout=60)

    def _live(self) -> None:
        while not self._over.wait(_PAUSE_SECONDS):
            try:
                self._system.receive()
                self._system.receive_batches()
            except _LostItsPowerError:
                self.deaths += 1

    def _perhaps_die(self, _: UUID) -> None:
        if self._by.random() < 0.1:
            raise _LostItsPowerError
