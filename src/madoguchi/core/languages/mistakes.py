"""What went wrong, in the language that is spoken now."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from madoguchi.core.languages.amounts import say_date_for_counter, say_era
from madoguchi.core.languages.speaking import spoken
from madoguchi.lib.japanese.dates import Era, WrittenDay


@runtime_checkable
class Mistake(Protocol):
    """A Japanese sentence with `{placeholders}` and what stands in them, as the libraries raise it."""

    template: str
    values: dict[str, object]


def say_mistake(mistake: Mistake) -> str:
    """The sentence, its eras and days written as the language writes them."""
    return spoken().say(mistake.template, **{name: _said(value) for name, value in mistake.values.items()})


def say_error(error: Exception) -> str:
    """The message of an error that is a `Mistake`, or whose whole text is one that translators get."""
    return say_mistake(error) if isinstance(error, Mistake) else spoken().say(str(error))


def _said(value: object) -> object:
    match value:
        case Era():
            return say_era(value)
        case WrittenDay(day=day) if not spoken().is_source:
            return say_date_for_counter(day)
    return value
