"""The answers that a case carries, as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.core.vocabulary import MEMBERS, AnswersError, Sensitivity, Vocabulary, value_from_json
from madoguchi.core.vocabulary.items import PERSON_PREFIX
from madoguchi.engines.forms.api import as_text


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One item and its answer."""

    label: str
    text: str
    sensitive: bool


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """The answers of the household, or of one person."""

    label: str
    lines: tuple[AnswerLine, ...]


def answer_groups(data: Mapping[str, Any], vocabulary: Vocabulary) -> tuple[AnswerGroup, ...]:
    """Read a case's data, in the vocabulary's order; an item that it does not know any more keeps its key."""
    groups = [AnswerGroup("世帯", _lines({k: v for k, v in data.items() if k != MEMBERS}, vocabulary))]
    members = data.get(MEMBERS)
    for number, member in enumerate(members if isinstance(members, list) else (), start=1):
        whole = {
            key if key.startswith(PERSON_PREFIX) else PERSON_PREFIX + key: value
            for key, value in member.items()
        }
        name = whole.get("person.name")
        groups.append(
            AnswerGroup(name if isinstance(name, str) else f"{number}人目", _lines(whole, vocabulary))
        )
    return tuple(group for group in groups if group.lines)


def _lines(answers: Mapping[str, Any], vocabulary: Vocabulary) -> tuple[AnswerLine, ...]:
    order = {key: place for place, key in enumerate(vocabulary)}
    return tuple(
        _line(key, answers[key], vocabulary)
        for key in sorted(answers, key=lambda key: (order.get(key, len(order)), key))
    )


def _line(key: str, given: object, vocabulary: Vocabulary) -> AnswerLine:
    item = vocabulary.get(key)
    if item is None:
        return AnswerLine(key, str(given), sensitive=True)
    try:
        text = as_text(item, value_from_json(item, given))
    except AnswersError:
        text = str(given)
    return AnswerLine(item.label, text, item.sensitivity is Sensitivity.SENSITIVE)
