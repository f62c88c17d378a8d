"""What a page showed when it was made, so that a page left open in another window never undoes newer answers.

The page carries one hidden input (`SEEN`): a short mark of each field's value. When it comes back, only the
fields that the person changed since are taken over; all others stay as they are now, whatever the page says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from madoguchi.core.vocabulary import Value
from madoguchi.engines.forms.domain.fields import FieldReference, FormField
from madoguchi.engines.forms.domain.parsing import ParsedGroup, Posted
from madoguchi.engines.forms.domain.reading import as_input

SEEN = "seen"
"""The name of the hidden input."""

_MARK_CHARACTERS = 8
_LONGEST = 40_000


def _mark(value: Value | None) -> str:
    return hashlib.blake2b(
        as_input(value).encode("utf-8", "replace"), digest_size=_MARK_CHARACTERS // 2
    ).hexdigest()


def seen_marks(fields: Iterable[FormField]) -> str:
    """The content of the hidden input: `id:mark` for each field, with spaces between."""
    return " ".join(f"{one.id}:{_mark(one.value)}" for one in fields)


def is_unchanged(posted: Posted, identifier: str, value: Value | None) -> bool:
    """Whether the page showed just this value when it was made."""
    return _read_marks(posted).get(identifier) == _mark(value)


def showed_something(posted: Posted, identifiers: Iterable[str]) -> bool:
    """Whether one of these fields had a value when the page was made."""
    marks = _read_marks(posted)
    return any(marks.get(identifier, _mark(None)) != _mark(None) for identifier in identifiers)


def _read_marks(posted: Posted) -> Mapping[str, str]:
    words = str(posted.get(SEEN) or "")[:_LONGEST].split()
    return dict(word.rsplit(":", 1) for word in words if ":" in word)


def only_changes(fields: Iterable[FormField], parsed: ParsedGroup, posted: Posted) -> ParsedGroup:
    """`parsed` without the fields that the person left as the page showed them.

    A field of which the page does not say what it showed counts as changed.
    """
    marks = _read_marks(posted)
    unchanged = {
        one.reference
        for one in fields
        if marks.get(one.id) == _mark(parsed.values.get(one.reference)) and one.id not in parsed.errors
    }
    return ParsedGroup(
        values=_without(parsed.values, unchanged),
        cleared=parsed.cleared - unchanged,
        errors=parsed.errors,
        raw=parsed.raw,
        notes=parsed.notes,
    )


def _without(
    values: Mapping[FieldReference, Value], unchanged: set[FieldReference]
) -> dict[FieldReference, Value]:
    return {reference: value for reference, value in values.items() if reference not in unchanged}
