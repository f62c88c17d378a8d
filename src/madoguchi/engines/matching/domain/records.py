"""What a person sees of a record that is compared, and how a decision about two of them is found again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from madoguchi.engines.matching.domain.levels import MISSING
from madoguchi.engines.matching.domain.model import Evidence, Match

LEAST_TEXTS = 2
"""Texts that count which a record without a number of its own must have for a decision to hold elsewhere."""


@dataclass(frozen=True, slots=True)
class RecordField:
    """One labelled text of a record.

    `counts`: whether a decision depends on it (a name does, the day on which a notice arrived does not).
    `guarded`: compared, but not shown (the address of somebody under 支援措置).
    """

    key: str
    label: str
    text: str = field(repr=False)
    counts: bool = True
    guarded: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One side of a comparison.

    `key` is an opaque reference (`resident:<uuid>`). Empty where the record is nothing but what it says (an
    owner as a notice names them): then a decision holds for every record that says the same, as long as that
    is more than a name (`is_thin`). `title` is what stands in lists. A field has the same `key` on both sides
    where both are compared.
    """

    key: str
    title: str = field(repr=False)
    fields: tuple[RecordField, ...] = field(repr=False)

    @property
    def is_thin(self) -> bool:
        """Whether it says too little to be taken for the same in another place: a name alone has many."""
        return not self.key and sum(bool(one.counts and one.text) for one in self.fields) < LEAST_TEXTS

    @property
    def fingerprint(self) -> str:
        """SHA-256 of what a decision depends on: other content gives another one, and is asked again."""
        content = [[one.key, one.text] for one in self.fields if one.counts and one.text]
        return _digest([self.key, sorted(content)])

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "key": self.key,
            "title": self.title,
            "fields": [
                {
                    "key": one.key,
                    "label": one.label,
                    "text": one.text,
                    "counts": one.counts,
                    "guarded": one.guarded,
                }
                for one in self.fields
            ],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Record:
        """As it was stored."""
        return cls(
            stored["key"], stored["title"], tuple(RecordField(**one) for one in stored.get("fields", ()))
        )


@dataclass(frozen=True, slots=True)
class Ground:
    """What one field says for or against two records being the same.

    `weight`: log2 of how much likelier it is among the same than among others; below 0 it speaks against.
    `words`: how far both agree (「同じ」「1字違い」).
    """

    label: str
    words: str
    weight: float

    def as_json(self) -> list[Any]:
        """As it is stored."""
        return [self.label, self.words, self.weight]


@dataclass(frozen=True, slots=True)
class CandidateRecord:
    """Somebody or something of a register that may be the same, with what speaks for it.

    `weight` is the sum of the grounds, `probability` (0 to 1) what the weights make of it; None where nobody
    knows. Neither decides anything: they order the candidates.
    """

    record: Record
    grounds: tuple[Ground, ...] = ()
    weight: float = 0.0
    probability: float | None = None


def grounds_of(match: Match) -> tuple[Ground, ...]:
    """What the comparison of two people says for and against, in the order of its fields; what neither or
    only one side knows is left out.
    """
    return tuple(
        Ground(one.field.label, one.label, round(one.weight, 1))
        for one in match.evidence
        if says_something(one)
    )


def says_something(evidence: Evidence) -> bool:
    """Whether both sides know the field."""
    return evidence.level != MISSING


def pair_of(kind: str, left: Record, right: Record) -> str:
    """The key of two records in decisions of one kind; the same whichever of both asks.

    >>> one, other = Record("a:1", "", ()), Record("a:2", "", ())
    >>> pair_of("k", one, other) == pair_of("k", other, one) != pair_of("other", one, other)
    True
    """
    return pair_of_fingerprints(kind, left.fingerprint, right.fingerprint)


def pair_of_fingerprints(kind: str, left: str, right: str) -> str:
    """As `pair_of`, where only the fingerprints are at hand."""
    return _digest([kind, *sorted((left, right))])


def _digest(content: Sequence[Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
