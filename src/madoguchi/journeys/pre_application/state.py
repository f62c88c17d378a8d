"""What a draft of this journey says: the event, the answers, the people with their keys, what was typed and
not read.

A draft is a flat table of paths (see the forms engine); this module knows which paths there are. It is pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from madoguchi.core.vocabulary import AnswersError, Facts, Value, Vocabulary, value_from_json, value_to_json
from madoguchi.engines.forms.api import FieldReference, Json

EVENT = "event"
STARTED = "time/started"
ANSWER = "answer/"
MEMBER = "member/"
ROSTER = "roster"
ASKED = "asked/"
RAW = "raw/"
CHOSEN = "chosen"
ONLINE = "online"
"""True while the whole form is filled in, to be signed and sent from home."""
SEALED = "sealed"
ADOPTED = "adopted/"
"""Before the path of an answer: the value that was taken over for it."""


@dataclass(frozen=True, slots=True)
class State:
    """One draft, read.

    `member_keys` are the keys of the people in their order, None while the household was not asked for; a
    person's number in the facts is the place in it. `asked` are the items answered as questions of the
    navigator, in order. `raw` holds by page what was typed and could not be read.
    """

    event: str
    started_at: datetime
    content: Mapping[str, Json] = field(repr=False)
    member_keys: tuple[str, ...] | None
    asked: tuple[str, ...]
    chosen: tuple[str, ...] | None
    online: bool = False

    def facts(self, vocabulary: Vocabulary, today: date) -> Facts:
        """The answers as facts; an answer that the vocabulary no longer accepts is as if it had not been
        given.
        """
        case: dict[str, Value] = {}
        members: dict[str, dict[str, Value]] = {key: {} for key in self.member_keys or ()}
        for path, given in self.content.items():
            if path.startswith(ANSWER):
                _take(case, path.removeprefix(ANSWER), given, vocabulary)
            elif path.startswith(MEMBER):
                key, _, item_key = path.removeprefix(MEMBER).partition("/")
                if item_key and key in members:
                    _take(members[key], item_key, given, vocabulary)
        people = None if self.member_keys is None else tuple(members.values())
        return Facts(case=case, members=people, today=today)

    def raw(self, page: str) -> Mapping[str, str]:
        """What was typed on a page and could not be read, by the name of the input."""
        found = self.content.get(RAW + page)
        return found if isinstance(found, dict) else {}

    def person_key(self, person: int) -> str:
        """The key of the person with that number."""
        return (self.member_keys or ())[person]


def read(content: Mapping[str, Json]) -> State | None:
    """The state that a draft's content says; None for one that is about no event."""
    if EVENT not in content:
        return None
    orders = {
        key: order
        for path, order in content.items()
        if path.startswith(MEMBER) and "/" not in (key := path.removeprefix(MEMBER))
    }
    asked = {path.removeprefix(ASKED): order for path, order in content.items() if path.startswith(ASKED)}
    chosen = content.get(CHOSEN)
    return State(
        event=str(content[EVENT]),
        started_at=datetime.fromisoformat(content[STARTED]),
        content=content,
        member_keys=tuple(sorted(orders, key=lambda key: (orders[key], key)))
        if content.get(ROSTER)
        else None,
        asked=tuple(sorted(asked, key=lambda key: (asked[key], key))),
        chosen=None if chosen is None else tuple(chosen),
        online=content.get(ONLINE) is True,
    )


def path_of(reference: FieldReference, member_keys: Sequence[str]) -> str:
    """Where an answer lies in the draft."""
    if reference.person is None:
        return ANSWER + reference.item
    return f"{MEMBER}{member_keys[reference.person]}/{reference.item}"


def as_paths(values: Mapping[FieldReference, Value], member_keys: Sequence[str]) -> dict[str, Json]:
    """Answers as paths and JSON values."""
    return {path_of(reference, member_keys): value_to_json(value) for reference, value in values.items()}


def next_order(content: Mapping[str, Json], start: str) -> int:
    """One more than the highest number at the paths that begin with `start`."""
    return 1 + max((order for path, order in _numbers(content, start)), default=0)


def _numbers(content: Mapping[str, Json], start: str) -> Iterable[tuple[str, int]]:
    return (
        (path, value)
        for path, value in content.items()
        if path.startswith(start) and isinstance(value, int) and not isinstance(value, bool)
    )


def _take(values: dict[str, Value], key: str, given: Any, vocabulary: Vocabulary) -> None:
    item = vocabulary.get(key)
    if item is None or item.derived is not None:
        return
    try:
        values[key] = value_from_json(item, given)
    except AnswersError:
        return
