"""Where a fact comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read, when, and whether somebody compared it with the source."""

    title: str
    at: str
    read: date
    verified: bool
    note: str | None = None
