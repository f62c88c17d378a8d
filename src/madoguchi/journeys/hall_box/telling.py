"""The box's side: a round to the centre."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

from madoguchi.core import clock, tenancy
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.core.actions.copied_staff import Copies, CopyAccounts
from madoguchi.engines.reception.api import Brought, TakeOverDay, let_go, mark_joined, note_round, unjoined

MOST_ROUNDS = 200
"""Batches in one round: a week without network is told in one go, and no round lasts for ever."""

FEW, MANY = 20, 150
"""Tickets in the first batch of a round, and in the largest one."""

QUICK_SECONDS = 2.0
"""A line that took a batch within it takes twice as many; one of 64 kbit/s gets them twenty by twenty."""


class Centre(Protocol):
    """Questions to the centre that are answered at once (`courier.api.Link`)."""

    def ask(self, municipality_code: str, what: str, given: bytes, /) -> dict[str, Any]:
        """JSON there, plain values back."""


def begin(code: str, hall: str, centre: Centre) -> int:
    """The first thing on a new box: accounts, and the day as far as it has come; how many tickets."""
    bring_accounts(code, hall, centre)
    bring_the_rest(code, hall, centre)
    today = centre.ask(code, f"halls/{hall}/today", b"{}")
    return run(TakeOverDay(), _context(code, "受付端末のはじまり"), Brought(hall, today))


def tell_everything(code: str, hall: str, centre: Centre) -> int:
    """Tell what the centre does not have yet, batch by batch; how many tickets. Broken off, the next round
    goes on: a batch that was taken and not acknowledged changes nothing the second time.
    """
    told, most = 0, FEW
    for _ in range(MOST_ROUNDS):
        batch = unjoined(code, hall, most)
        if not batch:
            break
        begun = time.monotonic()
        centre.ask(code, f"halls/{hall}/join", json.dumps(batch, ensure_ascii=False).encode())
        with tenancy.municipality(code):
            mark_joined(batch)
        told += len(batch["tickets"])
        if time.monotonic() - begun < QUICK_SECONDS:
            most = min(2 * most, MANY)
    return told


def bring_leaving(code: str, hall: str, centre: Centre) -> int:
    """Strike off who gave the number back on the phone; how many. Whoever was called here meanwhile is not:
    they read on the phone that they were called.
    """
    return let_go(code, hall, centre.ask(code, f"halls/{hall}/leaving", b"{}").get("leaving"))


Taker = Callable[[Context, str], int]
_takers: dict[str, Taker] = {}


def takes(what: str, taker: Taker) -> None:
    """Have a box ask the centre for something more with each round: `taker` gets the answer as JSON, in the
    context of the box, and says how many changed. Called while the application starts.
    """
    _takers[what] = taker


def bring_the_rest(code: str, hall: str, centre: Centre) -> int:
    """What other parts want to have here; how many changed."""
    return sum(
        taker(_context(code, "受付端末の写し"), json.dumps(centre.ask(code, f"halls/{hall}/{what}", b"{}")))
        for what, taker in _takers.items()
    )


def bring_accounts(code: str, hall: str, centre: Centre) -> int:
    """Who may sign in here from now on; how many accounts changed. What time it is there is noted."""
    told = centre.ask(code, f"halls/{hall}/staff", b"{}")
    note_round(code, hall, clock_off=_ahead_of(told.get("now")))
    return run(CopyAccounts(), _context(code, "職員の写し"), Copies(told["accounts"]))


def _ahead_of(told: Any) -> timedelta:
    """How far this clock is ahead of the centre's; nothing where that does not say."""
    try:
        there = datetime.fromisoformat(told)
        return clock.now() - there
    except (TypeError, ValueError, OverflowError):
        return timedelta(0)


def _context(code: str, purpose: str) -> Context:
    return Context(code, Actor.system("hall box"), purpose=purpose)
