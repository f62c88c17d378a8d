"""Forms and letters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from madoguchi.core.packs.model.sources import Source


class Per(StrEnum):
    """How many copies of a document a visit makes."""

    HOUSEHOLD = "household"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class DocumentDefinition:
    """A form or letter. `slots` are the items that the layout prints, `template` is its absolute path."""

    key: str
    label: str
    template: Path
    per: Per
    slots: tuple[str, ...]
    law: str | None = None
    sources: tuple[Source, ...] = ()
