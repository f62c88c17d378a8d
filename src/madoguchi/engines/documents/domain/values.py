"""Values of facts as a layout prints them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypedDict

from madoguchi.core.vocabulary import Facts, Item, ItemType, PartialDate, Unknown, Value, Vocabulary
from madoguchi.lib.japanese.dates import format_wareki
from madoguchi.lib.japanese.text import remove_invisible

MOST_CHARACTERS = 1000
"""A slot prints no more than this; what is longer ends with a note that says so."""
_CUT = "…（以下は書ききれないため省きました）"
_SEVEN_DIGITS = re.compile(r"([0-9]{3})([0-9]{4})", re.ASCII)


class PrintedChoice(TypedDict):
    """One choice of a code: its value and its label."""

    value: str
    label: str


class PrintedValue(TypedDict):
    """One slot: the text to print, the code behind it (None while it is open), and the choices of a code."""

    text: str
    code: str | None
    choices: list[PrintedChoice]


def printable(text: str) -> str:
    """One line of visible characters; lone surrogates and control characters would stop the typesetter."""
    line = remove_invisible(text.replace("\n", " ").replace("\t", " "))
    return line if len(line) <= MOST_CHARACTERS else line[:MOST_CHARACTERS] + _CUT


def printed_value(item: Item, value: Value) -> PrintedValue:
    """A value as a slot. What is not known has an empty text: the place is left to be written by hand."""
    choices: list[PrintedChoice] = [
        {"value": choice, "label": label} for choice, label in item.choices.items()
    ]
    if isinstance(value, Unknown):
        return {"text": "", "code": None, "choices": choices}
    if isinstance(value, bool):
        code = "true" if value else "false"
    elif isinstance(value, (date, PartialDate)):
        return {"text": format_wareki(value), "code": str(value), "choices": choices}
    else:
        code = ",".join(value) if isinstance(value, tuple) else str(value)
    return {"text": printable(_text(item, value)), "code": printable(code), "choices": choices}


def _text(item: Item, value: Value) -> str:
    if item.type is ItemType.POSTAL_CODE and isinstance(value, str):
        digits = _SEVEN_DIGITS.fullmatch(value)
        return f"{digits[1]}-{digits[2]}" if digits else value
    return item.label_of(value)


class PrintedAnswers:
    """The answers of one household as slots. Each is written out once, however many documents print it."""

    def __init__(self, vocabulary: Vocabulary, facts: Facts) -> None:
        self._vocabulary = vocabulary
        self._facts = facts
        self._printed: dict[tuple[str, int | None], PrintedValue] = {}

    def slots(self, keys: Sequence[str], person: int | None) -> Mapping[str, PrintedValue]:
        """The slots among `keys` of the household (`person` None) or of one member, by item key."""
        of_person = person is not None
        return {
            key: self._slot(key, person)
            for key in keys
            if key.startswith("person.") == of_person and key in self._vocabulary
        }

    def _slot(self, key: str, person: int | None) -> PrintedValue:
        printed = self._printed.get((key, person))
        if printed is None:
            printed = printed_value(self._vocabulary[key], self._facts.get(key, person))
            self._printed[key, person] = printed
        return printed
