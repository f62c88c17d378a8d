"""How what comes from a tablet meets what is there: field by field, and nothing is lost.

A tablet says which version of the survey it took along. A field that nobody has touched since takes the
tablet's value; one that has another value by now keeps it, and the tablet's is held for a person to decide.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from madoguchi.core.packs import AssessmentForm
from madoguchi.engines.assessments.domain.fields import FieldRefusedError, checked
from madoguchi.engines.assessments.domain.states import Reason

MOST_CHANGES = 400
"""Of one survey in one sending: more than three times the fields of the form."""


LONGEST_PATH, LONGEST_VALUE = 100, 10_000
"""Characters; of a value as JSON. More than any field of a form holds; what is kept is bounded by it."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field that was changed on the tablet; None takes the value away."""

    path: str
    value: Any = field(repr=False)


def is_oversized(change: Change) -> bool:
    """Whether no form could have made it: what does not fit is kept, and must not fill the disk."""
    return (
        len(change.path) > LONGEST_PATH or len(json.dumps(change.value, ensure_ascii=False)) > LONGEST_VALUE
    )


@dataclass(frozen=True, slots=True)
class Held:
    """A value that waits for a person, and the value that was there."""

    path: str
    value: Any = field(repr=False)
    there: Any = field(repr=False)
    reason: Reason


@dataclass(frozen=True, slots=True)
class Merged:
    """The fields after it, the version at which each was last changed, and what is held.

    `same` counts changes that were there already, with the same value.
    """

    fields: Mapping[str, Any] = field(repr=False)
    stamps: Mapping[str, int]
    applied: tuple[str, ...]
    same: int
    held: tuple[Held, ...]


def merge(
    form: AssessmentForm,
    fields: Mapping[str, Any],
    stamps: Mapping[str, int],
    changes: Sequence[Change],
    *,
    base: int,
    version: int,
    closed: Reason | None = None,
    corrected: Mapping[str, int] | None = None,
) -> Merged:
    """Merge changes made on top of version `base`; what is applied gets the stamp `version`.

    `closed`: why nothing may be written any more; then every difference is held for that reason.
    `corrected`: at which version an official put an answer right, by path.
    """
    by_officials = corrected or {}
    kept, marks = dict(fields), dict(stamps)
    applied: list[str] = []
    held: list[Held] = []
    same = 0
    for change in changes:
        there = kept.get(change.path)
        try:
            value = checked(form, change.path, change.value)
        except FieldRefusedError:
            held.append(Held(change.path, change.value, there, Reason.DOES_NOT_FIT))
            continue
        if value == there:
            same += 1
        elif by_officials.get(change.path, 0) > base:
            held.append(Held(change.path, value, there, Reason.CORRECTED_AT_DESK))
        elif closed is not None:
            held.append(Held(change.path, value, there, closed))
        elif marks.get(change.path, 0) > base:
            held.append(Held(change.path, value, there, Reason.CHANGED_ELSEWHERE))
        else:
            put(kept, change.path, value)
            marks[change.path] = version
            applied.append(change.path)
    return Merged(kept, marks, tuple(applied), same, tuple(held))


def put(fields: dict[str, Any], path: str, value: Any) -> None:
    """Set a field; None takes it away."""
    if value is None:
        fields.pop(path, None)
    else:
        fields[path] = value
