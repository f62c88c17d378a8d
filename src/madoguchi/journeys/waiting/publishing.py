"""The states of the halls on their way from the office to the public zone."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from madoguchi.core import clock
from madoguchi.engines.courier.api import Link, LinkError, LinkRefusedError, open_link
from madoguchi.engines.reception.api import (
    PublishedRefusedError,
    keep_published,
    let_go,
    typical_days,
    wishes_in,
)
from madoguchi.journeys.waiting.reading import hall_in
from madoguchi.lib.strict_json import read_json

PATIENCE = 10.0
"""Seconds in which the public end has to answer: what it did not take by then is old."""

TYPICAL_EVERY = 3_600.0
"""Seconds after which the day as it usually goes is sent along again."""

WHAT = "halls"
"""What the link calls them."""

MOST_BYTES = 8_000_000
"""Of all states that come at once."""


class StatesBrokenError(Exception):
    """待合の状態の形が違います。両方の版を確かめてください。"""


@dataclass(frozen=True, slots=True)
class NewState:
    """A payload, and how many seconds ago it was known to hold: not 0 where a box has gone silent."""

    payload: Mapping[str, Any]
    age: float = 0.0


class Line:
    """One connection, kept open. Not for several threads at once."""

    def __init__(self) -> None:
        self._link: Link | None = None
        self._typical_sent: dict[tuple[str, str], float] = {}

    def put(self, states: Mapping[tuple[str, str], NewState]) -> dict[tuple[str, str], str]:
        """Bring states by municipality code and hall, one after the other: a hall that the public end refuses
        keeps no other away. Returns why, by those that it refused. Raises LinkError where there is no line;
        the next call connects anew.
        """
        refused = {}
        try:
            for (code, hall), state in states.items():
                try:
                    self._put(code, hall, state)
                except LinkRefusedError as error:
                    refused[code, hall] = str(error)
        except LinkError:
            self.close()
            raise
        return refused

    def close(self) -> None:
        """Hang up."""
        if self._link is not None:
            self._link.__exit__(None, None, None)
            self._link = None

    def _put(self, code: str, hall: str, state: NewState) -> None:
        if self._link is None:
            self._link = open_link(timeout=PATIENCE)
        now = time.monotonic()
        told: dict[str, Any] = {"state": state.payload, "age": state.age}
        with_typical = now - self._typical_sent.get((code, hall), -TYPICAL_EVERY) >= TYPICAL_EVERY
        if with_typical:
            told["typical"] = typical_days(code, hall)
        answer = self._link.ask(code, WHAT, json.dumps({"halls": [told]}, ensure_ascii=False).encode())
        if with_typical:
            self._typical_sent[code, hall] = now
        leaving = answer.get("leaving")
        # Also where there is none: what was kept for a box is settled then.
        let_go(code, hall, leaving.get(hall) if isinstance(leaving, dict) else None)


def take_states(code: str, body: bytes) -> dict[str, Any]:
    """At the public end: keep what `Line.put` has sent. Tells how many were newer than what was there
    (`kept`), and which tickets are given back (`leaving`: by hall, versions by secret).

    A hall that the packs of this end do not have is passed over. Raises StatesBrokenError, which says what is
    wrong.
    """
    try:
        brought = [
            (one["state"], one.get("typical"), timedelta(seconds=float(one.get("age", 0))))
            for one in read_json(body)["halls"]
        ]
        known = [one for one in brought if hall_in(code, str(one[0]["hall"])) is not None]
        now = clock.now()
        kept = sum(
            keep_published(code, state, typical, now - max(age, timedelta(0)))
            for state, typical, age in known
        )
    except PublishedRefusedError as error:
        raise StatesBrokenError(f"{StatesBrokenError.__doc__}{error}") from None
    except (ValueError, OverflowError, KeyError, TypeError, AttributeError):
        raise StatesBrokenError(StatesBrokenError.__doc__) from None
    halls = {str(state["hall"]) for state, _, _ in known}
    return {
        "kept": kept,
        "leaving": {hall: wishes for hall in sorted(halls) if (wishes := wishes_in(code, hall))},
    }
