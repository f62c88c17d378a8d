"""What is wanted and what is free. Moments are aware, in Asia/Tokyo; minutes are whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from madoguchi.engines.booking.domain.states import DayState

PLACES = "places"
"""The line of a calendar of sessions; its desks are the places."""


@dataclass(frozen=True, slots=True)
class Need:
    """So many minutes at a line. A booking is a sequence of needs; one of a session is none at all."""

    line: str
    minutes: int

    def to_payload(self) -> dict[str, Any]:
        """As it is kept and sent."""
        return {"line": self.line, "minutes": self.minutes}

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Need:
        """From `to_payload`."""
        return cls(str(payload["line"]), int(payload["minutes"]))


@dataclass(frozen=True, slots=True)
class Step:
    """One desk of a line (1 is the first; of a session: the place) for a while; `ends` is not in it."""

    line: str
    desk: int
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Start:
    """A beginning that can be booked, with the steps as they would come. `left` is how many may still take
    it: places of a session, 1 at desks.
    """

    at: datetime
    ends: datetime
    steps: tuple[Step, ...] = ()
    left: int = 1


@dataclass(frozen=True, slots=True)
class DayFree:
    """A day of a calendar: how many starts are free, how many places at them, and where none are, why (a few
    Japanese words).
    """

    day: date
    free_starts: int
    left: int
    state: DayState
    reason: str = ""
