"""In which language this request or task speaks; Japanese unless somebody said otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from madoguchi.core.languages.texts import JAPANESE, Texts

_IN_JAPANESE = Texts(JAPANESE)
_current: ContextVar[Texts] = ContextVar("texts", default=_IN_JAPANESE)


def spoken() -> Texts:
    """The texts of the language that is spoken now."""
    return _current.get()


def say(text: str, /, **values: object) -> str:
    """The Japanese text in the language that is spoken now, its `{placeholders}` filled in."""
    return _current.get().say(text, **values)


def translatable(text: str) -> str:
    """Marks a Japanese text of a table as one to translate; it is said later, by `spoken().say`."""
    return text


@contextmanager
def speaking_japanese() -> Iterator[None]:
    """Speak Japanese for a while: for what is made for the counter, whoever makes it."""
    with speaking(_IN_JAPANESE):
        yield


@contextmanager
def speaking(texts: Texts) -> Iterator[None]:
    """Speak this language for a while, in this thread or task."""
    token = _current.set(texts)
    try:
        yield
    finally:
        _current.reset(token)
