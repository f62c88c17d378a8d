"""What is ordered, what the ledger holds, and a notice with what it means."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from madoguchi_testing.ledgers.grounds import Ground


@dataclass(frozen=True, slots=True)
class LedgerOrder:
    """What is wanted; `municipalities` are six-digit codes, `towns` a CSV of real places with 小字."""

    seed: int = 6
    assets: int = 20_000
    notices: int = 2_000
    municipalities: tuple[str, ...] = ()
    towns: Path | None = None
    traps: float = 0.01
    """Share of notices that no program may decide: nothing fits, something contradicts, bad input."""


@dataclass(slots=True)
class Thing:
    """A parcel or house of the ledger, by numbers of its owners."""

    asset_id: str
    house: bool
    ground: Ground
    hamlet: str
    lot: tuple[int, ...]
    building: tuple[int, ...]
    category: str
    area: str
    structure: tuple[str, tuple[str, str], int]
    floors: tuple[str, ...]
    owners: tuple[int, ...]


@dataclass(slots=True)
class Draft:
    """A notice on its way, and what it means."""

    row: dict[str, str]
    expected: str
    asset_id: str
    owner_id: str
    case: str
    mistakes: list[str] = field(default_factory=list)
    giver: str = ""
    """The owner who gives, in a transfer."""
