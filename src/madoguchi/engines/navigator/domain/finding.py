"""Finding life events and procedures by everyday words: typed in kanji or kana, with slips, or in English.

Two looks at one text are added up: its words (dictionary forms, with other words for the same thing from the
packs) and its sound (pairs of kana), which forgives what was split, misspelt or typed without kanji.
Ranking: Okapi BM25 (Robertson and Zaragoza, 2009), one term counted in its best field.
"""

from __future__ import annotations

import difflib
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from madoguchi.core.packs.model import MunicipalityPack
from madoguchi.lib.japanese.words import reading_of, words_of

LONGEST_QUERY = 200
"""Characters; people type a sentence, not a letter."""

MOST_HITS = 20

_K1 = 1.2
_ALIKE = 0.6
"""What another word for the same thing is worth."""
_SOUND = 0.45
"""What a pair of kana is worth beside a word."""
_CALLED_SO = 1.4
"""What it is worth when the whole query is one of its names."""
_LEAST_SHARE = 0.25
"""A hit below this share of the best one is no hit."""


class Kind(StrEnum):
    """What was found."""

    EVENT = "event"
    PROCEDURE = "procedure"


@dataclass(frozen=True, slots=True)
class Hit:
    """A life event or a procedure that was found. `score` compares the hits of one query only."""

    kind: Kind
    key: str
    label: str
    summary: str
    score: float


@dataclass(slots=True)
class _Entry:
    kind: Kind
    key: str
    label: str
    summary: str
    terms: dict[str, float] = field(default_factory=dict)
    names: set[tuple[str, ...]] = field(default_factory=set)

    def add(self, text: str, weight: float) -> None:
        for term, worth in _terms(text):
            self.terms[term] = max(self.terms.get(term, 0.0), weight * worth)

    def call(self, name: str, weight: float) -> None:
        """A text by which people may call it whole."""
        self.add(name, weight)
        self.names.add(_whole(name))


class Finder:
    """The index over one municipality's events and procedures. Never changes; safe to share."""

    def __init__(self, pack: MunicipalityPack) -> None:
        self._entries = list(_entries(pack))
        counted = Counter(term for entry in self._entries for term in entry.terms)
        total = len(self._entries)
        self._rarity = {
            term: math.log(1 + (total - count + 0.5) / (count + 0.5)) for term, count in counted.items()
        }
        self._latin = [term for term in counted if term.startswith("w:") and term[2:].isascii()]
        self._alike = _groups(pack.words.alike)

    @classmethod
    def of(cls, pack: MunicipalityPack) -> Finder:
        """The index over a pack: made at the first search, kept with the pack."""
        return pack.computed((__name__,), lambda: cls(pack))

    def find(self, query: str, *, most: int = MOST_HITS) -> tuple[Hit, ...]:
        """What fits the query, best first; nothing where no word of it is known."""
        wanted = self._wanted(query[:LONGEST_QUERY])
        whole = _whole(query)
        scored = [
            (self._score(entry, wanted) * (_CALLED_SO if whole in entry.names else 1.0), entry)
            for entry in self._entries
        ]
        best = max((score for score, _ in scored), default=0.0)
        if best <= 0:
            return ()
        found = [
            Hit(entry.kind, entry.key, entry.label, entry.summary, round(score, 3))
            for score, entry in scored
            if score >= best * _LEAST_SHARE
        ]
        return tuple(sorted(found, key=lambda hit: (-hit.score, hit.kind, hit.key))[:most])

    def _wanted(self, query: str) -> dict[str, float]:
        wanted: dict[str, float] = {}
        for term, worth in _terms(query):
            wanted[term] = max(wanted.get(term, 0.0), worth)
        typed = frozenset(wanted)
        for group in self._alike:
            if any(text and text <= typed for text in group):
                for other in frozenset().union(*group) - typed:
                    wanted[other] = max(wanted.get(other, 0.0), _ALIKE)
        for term in typed:
            if term.startswith("w:") and term[2:].isascii() and term not in self._rarity and len(term) > 5:
                for near in difflib.get_close_matches(term, self._latin, n=2, cutoff=0.8):
                    wanted[near] = max(wanted.get(near, 0.0), _ALIKE)
        return wanted

    def _score(self, entry: _Entry, wanted: Mapping[str, float]) -> float:
        return sum(
            worth * self._rarity[term] * weight * (_K1 + 1) / (weight + _K1)
            for term, worth in wanted.items()
            if (weight := entry.terms.get(term)) is not None
        )


def _entries(pack: MunicipalityPack) -> Iterator[_Entry]:
    for event in pack.events.values():
        entry = _Entry(Kind.EVENT, event.key, event.label, event.description)
        entry.call(event.label, 4.0)
        entry.add(event.description, 1.5)
        for text in pack.words.of.get(event.key, ()):
            entry.call(text, 3.0)
        yield entry
    for procedure in pack.procedures.values():
        entry = _Entry(Kind.PROCEDURE, procedure.key, procedure.label, procedure.summary or "")
        entry.call(procedure.label, 3.5)
        entry.add(procedure.summary or "", 1.0)
        for text in pack.words.of.get(procedure.key, ()):
            entry.call(text, 3.0)
        yield entry


def _terms(text: str) -> Iterator[tuple[str, float]]:
    """Words (`w:`), what they sound like (`r:`) and pairs of kana (`s:`), each with its worth."""
    for word in words_of(text):
        yield f"w:{word.form}", 1.0
        if len(word.reading) > 1:
            yield f"r:{word.reading}", 0.5
    reading = reading_of(text)
    for pair in pairwise(reading):
        yield f"s:{''.join(pair)}", _SOUND


def _groups(alike: Iterable[tuple[str, ...]]) -> list[list[frozenset[str]]]:
    """The words of each text that means the same as the others of its group."""
    return [[frozenset(f"w:{word.form}" for word in words_of(text)) for text in group] for group in alike]


def _whole(text: str) -> tuple[str, ...]:
    return tuple(word.form for word in words_of(text)) or (reading_of(text),)
