"""Taking over what somebody else knows already: shown beside what was typed, and taken field by field.

Where it comes from is no matter here. What was taken is remembered with its value, so that pages can say so
for as long as nobody changes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from madoguchi.core.vocabulary import AnswersError, Item, Value, value_from_json, value_to_json
from madoguchi.engines.forms.api import (
    DraftChange,
    DraftHandle,
    FieldReference,
    FormField,
    Json,
    as_text,
    save_draft,
)
from madoguchi.journeys.pre_application import state
from madoguchi.journeys.pre_application.application import Application, application_from

Known = Mapping[str | None, Mapping[str, Json]]
"""Values as JSON by item, by the key of the person they are about; None: the household."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One value for one field of the form, in words; `current` is what the field says now, or empty."""

    asked: FormField
    person_key: str | None
    value: Value = field(repr=False)

    @property
    def id(self) -> str:
        """The id of the field, which is the proposal's own."""
        return self.asked.id

    @property
    def text(self) -> str:
        """What is proposed."""
        return as_text(self.asked.item, self.value)

    @property
    def current(self) -> str:
        """What was typed."""
        return self.asked.as_text()

    @property
    def is_same(self) -> bool:
        """Whether nothing would change."""
        return self.asked.value == self.value


def proposals(application: Application, known: Known) -> list[Proposal]:
    """What is known of the fields of the form, in the order of the form; what is no field of it is left out.

    A value that the vocabulary does not accept proposes nothing.
    """
    return list(_proposals(application, known))


def adopt(handle: DraftHandle, known: Known, wanted: Collection[str]) -> Application:
    """Take over the proposals with these ids; others, and ids of none, change nothing.

    What could not be read in such a field is forgotten. Raises DraftNotFoundError.
    """

    def change(content: Mapping[str, Json]) -> DraftChange:
        now = application_from(handle, content)
        taken = [one for one in _proposals(now, known) if one.id in wanted]
        values: dict[str, Json] = {}
        for one in taken:
            path = state.path_of(one.asked.reference, now.member_keys)
            values[path] = values[state.ADOPTED + path] = value_to_json(one.value)
        return DraftChange(values) | _without_typed(now, {one.id for one in taken})

    return application_from(handle, save_draft(handle, change))


def is_adopted(application: Application, reference: FieldReference) -> bool:
    """Whether a field still says what was taken over for it."""
    content = application.state.content
    path = state.path_of(reference, application.member_keys)
    return state.ADOPTED + path in content and content[state.ADOPTED + path] == content.get(path)


def _proposals(application: Application, known: Known) -> Iterator[Proposal]:
    keys = application.member_keys
    for one in _fields(application):
        person_key = None if one.person is None else keys[one.person]
        told = known.get(person_key, {})
        if one.item.key not in told:
            continue
        value = _value(one.item, told[one.item.key])
        if value is not None:
            yield Proposal(one, person_key, value)


def _fields(application: Application) -> Iterable[FormField]:
    return (one for group in application.outline.groups for one in group.fields)


def _value(item: Item, given: Json) -> Value | None:
    if given is None or given == "":
        return None
    try:
        return value_from_json(item, given)
    except AnswersError:
        return None


def _without_typed(application: Application, fields: Collection[str]) -> DraftChange:
    """What was typed into these fields and could not be read stands in the way of what is taken over."""
    values: dict[str, Json] = {}
    removed: set[str] = set()
    for group in application.outline.groups:
        raw = application.state.raw(group.key)
        ids = {one.id for one in group.fields} & set(fields)
        kept = {
            name: text
            for name, text in raw.items()
            if not any(name == one or name.startswith(f"{one}-") for one in ids)
        }
        if kept:
            values[state.RAW + group.key] = kept
        elif raw:
            removed.add(state.RAW + group.key)
    return DraftChange(values, frozenset(removed))
