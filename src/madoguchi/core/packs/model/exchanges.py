"""What one authority may send to another, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from madoguchi.core.packs.model.sources import Source


class Party(StrEnum):
    """Who sends or receives: a municipality, or a body that several of them have in common."""

    MUNICIPALITY = "municipality"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class ExchangeKind:
    """One kind of message between two authorities. What is not declared here does not travel.

    `items` are items of the vocabulary; `parts` are JSON documents with a shape of their own, by name, with
    their labels; `files` is the most files. `desk` is the desk role that sends and receives it, `paper` the
    document for receivers who are not on this platform. The content is deleted `keep_days` days after the
    message is settled. `example` names the fields that are not from a source.
    """

    key: str
    label: str
    law: str
    desk: str
    items: tuple[str, ...]
    keep_days: int
    sources: tuple[Source, ...]
    sender: Party = Party.MUNICIPALITY
    receiver: Party = Party.MUNICIPALITY
    parts: Mapping[str, str] = field(default_factory=dict)
    files: int = 0
    paper: str | None = None
    example: frozenset[str] = frozenset()
