"""Who calls somebody back for whom a place is held, and how often nobody answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Try:
    """Nobody answered: when, and who had called (`by` is their id)."""

    at: datetime
    by: str
    name: str

    def to_payload(self) -> dict[str, str]:
        """As JSON."""
        return {"at": self.at.isoformat(), "by": self.by, "name": self.name}


@dataclass(frozen=True, slots=True)
class CallState:
    """A call-back now. `holder` is the id of who is calling since `held_at` (empty: nobody); `tries` are the
    calls that nobody answered, the first one first; `version` counts the changes.
    """

    holder: str = ""
    holder_name: str = ""
    held_at: datetime | None = None
    tries: tuple[Try, ...] = ()
    version: int = 0

    @property
    def last(self) -> Try | None:
        """The last call that nobody answered."""
        return self.tries[-1] if self.tries else None


def tries_of(payload: list[Mapping[str, Any]]) -> tuple[Try, ...]:
    """As they were kept."""
    return tuple(Try(datetime.fromisoformat(one["at"]), one["by"], one["name"]) for one in payload)


def place_in_calls(state: CallState, me: str, until: datetime) -> tuple[int, float, datetime]:
    """Sorts call-backs as somebody would make them: the own one, those that nobody makes (first the untried,
    then the one tried longest ago), those of others; among equals the one that ends first (`until`).
    """
    whose = 1 if not state.holder else 0 if state.holder == me else 2
    return whose, state.last.at.timestamp() if state.last else 0.0, until
