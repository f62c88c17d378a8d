"""Finding life events and procedures by everyday words: typed in kanji or kana, with slips, or in English.

Three looks at one text are added up: its words (dictionary forms, with other words for the same thing from
the packs), its sound (two and three kana in a row), which forgives what was split, misspelt or typed without
kanji, and what the packs say that words mean together (母 and 死ぬ).
Ranking: Okapi BM25 (Robertson and Zaragoza, 2009), one term counted in its best field.
"""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from madoguchi.core.packs.model import MunicipalityPack, Words
from madoguchi.lib.japanese.text import is_kana
from madoguchi.lib.japanese.words import heard, reading_of, spelt, words_of

LONGEST_QUERY = 200
"""Characters; people type a sentence, not a letter."""

MOST_HITS = 20
MOST_QUESTIONS = 3

_K1 = 1.2
_ALIKE = 0.6
"""What another word for the same thing is worth."""
_SOUNDS = {2: 0.4, 3: 0.4}
"""What two and three kana in a row are worth beside a word."""
_LEAST_HEARD = 0.5
"""An entry that shares no word with the query must have more than this share of its kana in a row."""
_GUESSED = 0.3
_SHORT = 3
"""What a word is worth that is so short in a text without kanji that it may be any of its homonyms."""
_CALLED_SO = 1.4
"""What it is worth when the whole query is one of its names."""
_TOGETHER = 2.0
"""What it is worth that words stand together which the packs name."""
_LEAST_KANA = 3
"""Kana of another word for the same thing that is known by its kana alone; fewer stand in too many words."""
_LEAST_SHARE = 0.25
"""A hit below this share of the best one is no hit."""
_LEAST_SHARE_OF_QUESTION = 0.6
"""The same for questions: an answer to something else helps nobody."""


class Kind(StrEnum):
    """What was found."""

    EVENT = "event"
    PROCEDURE = "procedure"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Hit:
    """A life event, a procedure or a question that was found. `score` compares the hits of one query only."""

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
    only_with: tuple[_Said, ...] = ()

    def add(self, text: str, weight: float) -> None:
        for term, worth in _terms(text):
            self.terms[term] = max(self.terms.get(term, 0.0), weight * worth)

    def call(self, name: str, weight: float) -> None:
        """A text by which people may call it whole."""
        self.add(name, weight)
        self.names |= _wholes(name)


class _Query:
    """What was typed: its words and its kana."""

    def __init__(self, text: str) -> None:
        self.terms: dict[str, float] = {}
        for term, worth in _terms(text):
            self.terms[term] = max(self.terms.get(term, 0.0), worth)
        self.typed = frozenset(self.terms)
        self.kana = spelt(text)
        self.names = _wholes(text)


class _Said:
    """Whether a query says a text: in kana anywhere, otherwise with all its words, however inflected."""

    def __init__(self, text: str) -> None:
        self.words = frozenset(f"w:{word.form}" for word in words_of(text))
        # 来た and 行く count as grammar and are no words: they are looked for as they are written.
        self.kana = spelt(text) if is_kana(text) or not self.words else ""

    def by(self, query: _Query, least_kana: int = 1) -> bool:
        if len(self.kana) >= least_kana and self.kana in query.kana:
            return True
        return bool(self.words) and self.words <= query.typed


class Finder:
    """The index over one municipality's events and procedures. Never changes; safe to share."""

    def __init__(self, pack: MunicipalityPack) -> None:
        self._entries = list(_entries(pack))
        self._questions = list(_questions(pack))
        counted = Counter(term for entry in self._entries for term in entry.terms)
        total = len(self._entries)
        self._rarity = {
            term: math.log(1 + (total - count + 0.5) / (count + 0.5)) for term, count in counted.items()
        }
        # A word that only questions say is as telling as the rarest.
        self._rarest = math.log(1 + (total + 0.5) / 0.5)
        self._latin = [term for term in counted if term.startswith("w:") and term[2:].isascii()]
        self._alike = [_said(group) for group in pack.words.alike]
        self._together = [[_said(one) for one in rule.lists] for rule in pack.words.together]
        self._idle = _any_of(pack.words.idle)

    @classmethod
    def of(cls, pack: MunicipalityPack) -> Finder:
        """The index over a pack: made at the first search, kept with the pack."""
        return pack.computed((__name__,), lambda: cls(pack))

    def find(self, query: str, *, most: int = MOST_HITS) -> tuple[Hit, ...]:
        """What fits the query, best first; nothing where no word of it is known."""
        asked = _Query(self._to_the_point(query[:LONGEST_QUERY]))
        wanted = self._wanted(asked)
        scored = [
            (self._score(entry, wanted) * (_CALLED_SO if asked.names & entry.names else 1.0), entry)
            for entry in self._entries
            if not entry.only_with or any(said.by(asked) for said in entry.only_with)
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

    def find_questions(self, query: str, *, most: int = MOST_QUESTIONS) -> tuple[Hit, ...]:
        """The questions with an answer that fit the query nearly as well as the best event or procedure.

        Best first. They are counted apart: however many questions there are, events and procedures are found
        in the order in which they are found without them.
        """
        asked = _Query(self._to_the_point(query[:LONGEST_QUERY]))
        wanted = self._wanted(asked)
        scored = [(self._score(entry, wanted), entry) for entry in self._questions]
        others = max((self._score(entry, wanted) for entry in self._entries), default=0.0)
        best = max([others, *(score for score, _ in scored)])
        found = [
            Hit(entry.kind, entry.key, entry.label, entry.summary, round(score, 3))
            for score, entry in scored
            if score > 0 and score >= best * _LEAST_SHARE_OF_QUESTION
        ]
        return tuple(sorted(found, key=lambda hit: (-hit.score, hit.key))[:most])

    def _to_the_point(self, query: str) -> str:
        """Without what says nothing about the matter; as it is when nothing else was said."""
        if self._idle is None:
            return query
        plain = unicodedata.normalize("NFKC", query)
        left = self._idle.sub(" ", plain)
        return left if left.strip() else plain

    def _wanted(self, query: _Query) -> dict[str, float]:
        wanted = dict(query.terms)
        for group in self._alike:
            if any(said.by(query, _LEAST_KANA) for said in group):
                for other in frozenset().union(*(said.words for said in group)) - query.typed:
                    wanted[other] = max(wanted.get(other, 0.0), _ALIKE)
        for number, lists in enumerate(self._together):
            if all(any(said.by(query) for said in one) for one in lists):
                wanted[_together(number)] = _TOGETHER
        for term in query.typed:
            if term.startswith("w:") and term[2:].isascii() and term not in self._rarity and len(term) > 5:
                for near in difflib.get_close_matches(term, self._latin, n=2, cutoff=0.8):
                    wanted[near] = max(wanted.get(near, 0.0), _ALIKE)
        return wanted

    def _score(self, entry: _Entry, wanted: Mapping[str, float]) -> float:
        fitting = [term for term in wanted if term in entry.terms]
        if all(term.startswith("s:") for term in fitting):
            sounds = sum(term.startswith("s:") for term in wanted)
            if len(fitting) <= sounds * _LEAST_HEARD:
                return 0.0
        return sum(
            wanted[term] * self._rarity.get(term, self._rarest) * weight * (_K1 + 1) / (weight + _K1)
            for term in fitting
            if (weight := entry.terms[term])
        )


def _entries(pack: MunicipalityPack) -> Iterator[_Entry]:
    words = pack.words
    for event in pack.events.values():
        entry = _Entry(Kind.EVENT, event.key, event.label, event.description)
        entry.call(event.label, 4.0)
        entry.add(event.description, 1.5)
        yield _with_words(entry, words)
    for procedure in pack.procedures.values():
        entry = _Entry(Kind.PROCEDURE, procedure.key, procedure.label, procedure.summary or "")
        entry.call(procedure.label, 3.5)
        entry.add(procedure.summary or "", 1.0)
        yield _with_words(entry, words)


def _questions(pack: MunicipalityPack) -> Iterator[_Entry]:
    for faq in pack.faqs.values():
        entry = _Entry(Kind.QUESTION, faq.key, faq.question, faq.answer[0])
        entry.call(faq.question, 3.5)
        for text in faq.words:
            entry.call(text, 3.0)
        for text in faq.answer:
            entry.add(text, 0.5)
        yield entry


def _with_words(entry: _Entry, words: Words) -> _Entry:
    for text in words.of.get(entry.key, ()):
        entry.call(text, 3.0)
    for number, rule in enumerate(words.together):
        if entry.key in rule.finds:
            entry.terms[_together(number)] = 3.0
    entry.only_with = _said(words.only_with.get(entry.key, ()))
    return entry


def _terms(text: str) -> Iterator[tuple[str, float]]:
    """Words (`w:`), what they sound like (`r:`), pairs and triples of kana (`s:`), each with its worth."""
    guessed = is_kana(text)
    for word in words_of(text):
        yield f"w:{word.form}", _GUESSED if guessed and len(word.reading) <= _SHORT else 1.0
        if len(word.reading) > 1:
            yield f"r:{heard(word.reading)}", 0.5
    sound = heard(reading_of(text))
    for length, worth in _SOUNDS.items():
        for start in range(len(sound) - length + 1):
            yield f"s:{sound[start : start + length]}", worth


def _together(number: int) -> str:
    """The term (`t:`) of a rule of the packs about words that stand together."""
    return f"t:{number}"


def _said(texts: Iterable[str]) -> tuple[_Said, ...]:
    return tuple(_Said(text) for text in texts)


def _any_of(texts: Iterable[str]) -> re.Pattern[str] | None:
    """Finds each of the texts, the longest first; a Latin one only as whole words."""
    longest = sorted(texts, key=len, reverse=True)
    parts = [rf"\b{re.escape(text)}\b" if text.isascii() else re.escape(text) for text in longest]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None


def _wholes(text: str) -> set[tuple[str, ...]]:
    """The whole text in its words, and as it is heard."""
    sound = heard(reading_of(text))
    return {tuple(word.form for word in words_of(text)), (sound,)} - {(), ("",)}
