"""What travels from the phone to the counter: the answers, which procedures, and how long it took.

The payload has text keys throughout, never positions, so that a changed pack can still read it: what the
office's vocabulary does not know, or no longer accepts, is left out and asked again. Anyone can seal
something to a public key, so nothing here trusts what it reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import cbor2

from madoguchi.core.packs.model import MunicipalityPack
from madoguchi.core.vocabulary import (
    MEMBERS,
    PERSON_PREFIX,
    Facts,
    Item,
    ItemType,
    PartialDate,
    Scope,
    Value,
    Vocabulary,
    value_from_json,
    value_to_json,
)
from madoguchi.core.vocabulary.answers import MOST_MEMBERS
from madoguchi.engines.forms.domain.characters import refuse_unwritable
from madoguchi.engines.forms.domain.declared import longest
from madoguchi.engines.forms.domain.reading import as_input, read_value
from madoguchi.lib.japanese.text import count_characters
from madoguchi.lib.sealing import dictionary_from

FORMAT = 1
_KEYS = ("format", "event", "answers", "people", MEMBERS, "procedures", "started", "seconds", "pack")
_TYPICAL_HOUSEHOLDS = (1, 2, 3, 4, 5)
_NOT_ANSWERED: dict[str, object] = {}
"""In the list of an item: this person was not asked. None is the answer 「わからない」."""
_MOST_PROCEDURES = 500
_LONGEST_FINGERPRINT = 64


class SealedContentError(ValueError):
    """申請コードの中身を読み取れません。コードを作り直してもらうか、画面から入力してください。"""

    def __str__(self) -> str:
        return self.__doc__ or ""


@dataclass(frozen=True, slots=True)
class SealedContent:
    """The answers of a household for one life event.

    `chosen` are the keys of the procedures (None: all of the plan). `journey_id` is the id of the code: it
    ties the steps at home to those at the counter when times are measured. `started_at` and `finished_at`
    (aware) say when the person began to write and made the code. `left_out` are items that could not be read
    any more.
    """

    event: str
    facts: Facts
    chosen: tuple[str, ...] | None
    journey_id: UUID
    started_at: datetime
    finished_at: datetime
    pack_fingerprint: str
    left_out: tuple[str, ...] = ()


def to_payload(content: SealedContent, vocabulary: Vocabulary) -> dict[str, Any]:
    """The content as plain values with text keys, as small as it gets.

    The people stand as one list for each item instead of one mapping for each person: an item's key, and a
    code that many of them share, then cost nearly nothing. Dates are numbers (20260311; zeros for what is not
    known).
    """
    facts = content.facts
    return {
        "format": FORMAT,
        "event": content.event,
        "answers": _case(facts, vocabulary),
        "people": None if facts.members is None else len(facts.members),
        MEMBERS: _columns(facts.members or (), vocabulary),
        "procedures": None if content.chosen is None else list(content.chosen),
        "started": int(content.started_at.timestamp()),
        "seconds": int((content.finished_at - content.started_at).total_seconds()),
        "pack": content.pack_fingerprint[:8],
    }


def answers_as_json(content: SealedContent, vocabulary: Vocabulary) -> dict[str, Any]:
    """The same payload with text as text, so that JSON can hold it and people can read it; `from_payload`
    reads it too.
    """
    payload: dict[str, Any] = _readable(to_payload(content, vocabulary))
    return payload


def from_payload(
    payload: Mapping[str, Any], vocabulary: Vocabulary, *, today: date, journey_id: UUID
) -> SealedContent:
    """The content again, read for `today`; `journey_id` stands on the envelope. Raises `SealedContentError`
    when it is not such a payload.
    """
    if payload.get("format") != FORMAT:
        raise SealedContentError
    left_out: dict[str, None] = {}
    try:
        started = _moment(payload["started"])
        return SealedContent(
            event=_text(payload["event"]),
            facts=Facts(
                case=_values(payload["answers"], vocabulary, Scope.CASE, left_out),
                members=_members(payload["people"], payload[MEMBERS], vocabulary, left_out),
                today=today,
            ),
            chosen=_chosen(payload["procedures"]),
            journey_id=journey_id,
            started_at=started,
            finished_at=started + timedelta(seconds=_number(payload["seconds"])),
            pack_fingerprint=_text(payload["pack"], _LONGEST_FINGERPRINT),
            left_out=tuple(left_out),
        )
    except (KeyError, ValueError, OverflowError, OSError):
        raise SealedContentError from None


def dictionary_strings(pack: MunicipalityPack) -> Iterable[str]:
    """The strings that answers in this municipality are made of, for compression."""
    yield from _KEYS
    yield from pack.events
    yield from pack.procedures
    for item in pack.vocabulary.values():
        if item.derived is None:
            yield item.short_key
            yield from item.choices


def sealing_dictionary(pack: MunicipalityPack) -> bytes:
    """The dictionary with which answers for this municipality are compressed.

    After the strings it holds answers as most people give them, in the order in which a payload has them:
    where a household answers like most, one reference covers several items with their values.
    """
    return dictionary_from(dictionary_strings(pack)) + b"".join(_typical_answers(pack.vocabulary))


def _typical_answers(vocabulary: Vocabulary) -> Iterable[bytes]:
    for item in vocabulary.of_case():
        if item.derived is None:
            yield cbor2.dumps(item.key) + cbor2.dumps(_typical(item))
    for people in _TYPICAL_HOUSEHOLDS:
        for item in vocabulary.of_persons():
            if item.derived is None:
                yield cbor2.dumps(item.short_key) + cbor2.dumps([_typical(item)] * people)


def _typical(item: Item) -> str | int | bool:
    """No, none, or the first choice; text has no typical value."""
    if item.choices:
        return next(iter(item.choices))
    return {ItemType.BOOLEAN: False, ItemType.INTEGER: 0}.get(item.type, "")


def _small(value: Value) -> Any:
    """A value as few bytes: dates as numbers, Japanese text in UTF-16 (two bytes a character, not three)."""
    if isinstance(value, date | PartialDate):
        return int(value.isoformat().replace("-", ""))
    given = value_to_json(value)
    return given.encode("utf-16-be") if isinstance(given, str) and not given.isascii() else given


def _large(item: Item, given: object) -> object:
    """The JSON form of a value again. Raises ValueError for bytes that are no text."""
    if isinstance(given, bytes):
        return given.decode("utf-16-be")
    if item.type is ItemType.DATE and isinstance(given, int) and 0 < given < 100_000_000:
        digits = f"{given:08d}"
        return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    return given


def _readable(value: Any) -> Any:
    """A payload with its bytes as the text that they are."""
    if isinstance(value, bytes):
        return value.decode("utf-16-be")
    if isinstance(value, dict):
        return {key: _readable(inner) for key, inner in value.items()}
    return [_readable(inner) for inner in value] if isinstance(value, list) else value


def _case(facts: Facts, vocabulary: Vocabulary) -> dict[str, Any]:
    return {item.key: _small(facts.case[item.key]) for item in vocabulary.of_case() if item.key in facts.case}


def _columns(members: Sequence[Mapping[str, Value]], vocabulary: Vocabulary) -> dict[str, list[Any]]:
    return {
        item.short_key: [
            _small(member[item.key]) if item.key in member else _NOT_ANSWERED for member in members
        ]
        for item in vocabulary.of_persons()
        if any(item.key in member for member in members)
    }


def _members(
    people: object, columns: object, vocabulary: Vocabulary, left_out: dict[str, None]
) -> tuple[Mapping[str, Value], ...] | None:
    if people is None:
        return None
    if not isinstance(columns, Mapping) or not 0 <= _number(people) <= MOST_MEMBERS:
        raise ValueError
    rows: list[dict[str, object]] = [{} for _ in range(_number(people))]
    for key, column in columns.items():
        if not isinstance(column, list) or len(column) != len(rows):
            raise ValueError
        for row, given in zip(rows, column, strict=True):
            if given != _NOT_ANSWERED:
                row[f"{PERSON_PREFIX}{key}"] = given
    return tuple(_values(row, vocabulary, Scope.PERSON, left_out) for row in rows)


def _values(
    answers: object, vocabulary: Vocabulary, scope: Scope, left_out: dict[str, None]
) -> dict[str, Value]:
    if not isinstance(answers, Mapping):
        raise ValueError
    values: dict[str, Value] = {}
    for key, given in answers.items():
        item = vocabulary.get(key)
        if item is None or item.scope is not scope or item.derived is not None:
            left_out[str(key)[:80]] = None
            continue
        try:
            values[key] = _as_a_form_gives_it(item, value_from_json(item, _large(item, given)))
        except ValueError:  # AnswersError is one, bytes that are no text give another
            left_out[key] = None
    return values


def _as_a_form_gives_it(item: Item, value: Value) -> Value:
    """The value, if a field of ours could have made it. Raises ValueError for text that is longer, or holds
    what our fields refuse: emoji, 外字, characters that turn the direction of writing.
    """
    # Cells hold no years of two digits, so that the day does not matter.
    is_rows = item.type is ItemType.ROWS and isinstance(value, tuple)
    if is_rows and read_value(item, as_input(value), today=date(2000, 1, 1)) != value:
        raise ValueError
    if isinstance(value, str) and item.type is not ItemType.CODE:
        # As in `reading.tidy`: marks and selectors count nothing but weigh.
        if count_characters(value) > longest(item) or len(value) > 3 * longest(item):
            raise ValueError
        if refuse_unwritable(value, item.label) != value:
            raise ValueError
    return value


def _chosen(given: object) -> tuple[str, ...] | None:
    if given is None:
        return None
    if not isinstance(given, list) or len(given) > _MOST_PROCEDURES:
        raise ValueError
    return tuple(_text(key) for key in given)


def _text(given: object, longest_text: int = 200) -> str:
    if not isinstance(given, str) or len(given) > longest_text or not given.isprintable():
        raise ValueError
    return given


def _number(given: object) -> int:
    if not isinstance(given, int) or isinstance(given, bool):
        raise ValueError
    return given


def _moment(given: object) -> datetime:
    return datetime.fromtimestamp(_number(given), UTC)
