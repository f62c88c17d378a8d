"""The state of scanning: which of several codes are there, what is still missing, what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from madoguchi.lib.sealing import EnvelopeIncomplete

MOST_PARTS = 60
LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class PartMark:
    """One of several codes, by the number printed under it."""

    number: int
    there: bool


@dataclass(frozen=True, slots=True)
class ScanView:
    """`kept`: texts that were read and stay on the page. `text`: what stands in the field."""

    kept: tuple[str, ...] = ()
    parts: tuple[PartMark, ...] = ()
    text: str = ""
    problem: str = ""
    message: str = ""

    @classmethod
    def waiting(cls, texts: Sequence[str], incomplete: EnvelopeIncomplete) -> ScanView:
        """Some are there, the others are still to come."""
        marks = tuple(
            PartMark(number, number not in incomplete.missing) for number in range(1, incomplete.total + 1)
        )
        return cls(tuple(texts), marks, message=str(incomplete))

    @classmethod
    def refused(cls, kept: Sequence[str], text: str, problem: str) -> ScanView:
        """The last text did not do; the earlier ones stay."""
        return cls(tuple(kept), (), text, problem)

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers of the codes that are still to come."""
        return tuple(part.number for part in self.parts if not part.there)


def posted_texts(posted: QueryDict) -> tuple[list[str], str]:
    """The texts that were kept, and the new one; `fresh` leaves the kept ones behind."""
    scanned = posted.get("scanned", "").strip()[:LONGEST_TEXT]
    kept = [text[:LONGEST_TEXT] for text in posted.getlist("part")[:MOST_PARTS] if text.strip()]
    if posted.get("fresh"):
        kept = []
    return [text for text in kept if text != scanned], scanned
