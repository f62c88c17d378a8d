"""What a notice was found to mean, and how sure that is."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

NEW_OWNER = "new"
"""Stands for the owner that the ledger does not have yet."""


class Status(StrEnum):
    """Whether a notice becomes an entry by itself."""

    MATCHED = "matched"
    """Asset and owner are both sure."""
    REVIEW = "review"
    """Somebody has to look; `reason` says at what."""
    UNMATCHED = "unmatched"
    """Nothing in the ledger fits."""


class Agreement(StrEnum):
    """How far a part of the notice and of the ledger say the same."""

    SAME = "same"
    ALIKE = "alike"
    """The same but for writing: variants of kanji, 大字, roofs, abbreviations."""
    OPEN = "open"
    """One side says nothing."""
    OTHER = "other"


class Evidence(NamedTuple):
    """One part compared: what the notice writes, what the ledger writes."""

    field: str
    """Column of the notice."""
    notice: str
    ledger: str
    agreement: Agreement


class Outcome(NamedTuple):
    """What a notice means. `asset_id` and `owner_id` are proposals unless `status` is matched."""

    notice_id: str
    status: Status
    asset_id: str
    """Empty for 新築, and where no asset was found."""
    owner_id: str
    """An `owner_id`, `new`, several of both joined by `;` (joint owners, as written), or empty."""
    score: float
    """0 to 1: how sure asset and owner are together."""
    reason: str
    """In Japanese; for review what a person has to look at."""
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[str, ...] = ()
    """Assets that come into question (`asset_id`), best first, at most five."""
    column: str = ""
    """Column of the notice where something is wrong that has to be mended; empty where nothing is."""
    remedy: str = ""


RESULT_COLUMNS = ("notice_id", "status", "asset_id", "owner_id", "score", "reason")
