"""Questions that people ask again and again, with their answers."""

from __future__ import annotations

from dataclasses import dataclass

from madoguchi.core.packs.model.sources import Source


@dataclass(frozen=True, slots=True)
class Faq:
    """One question (よくある質問). `answer` are its paragraphs.

    `about`: keys of the life events and procedures on whose pages it stands. `words`: what people call it
    when they look for it. `found_by`: what people type who mean it, tried by `packs test`.
    """

    key: str
    question: str
    answer: tuple[str, ...]
    about: tuple[str, ...]
    sources: tuple[Source, ...]
    words: tuple[str, ...] = ()
    found_by: tuple[str, ...] = ()
    order: int = 100
