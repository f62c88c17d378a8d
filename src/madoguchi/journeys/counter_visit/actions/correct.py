"""Correcting answers while talking, field by field; the household's composition as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context
from madoguchi.core.vocabulary import PERSON_PREFIX, Facts, facts_to_json
from madoguchi.engines.forms.api import FormField, as_input, field_id, parse_group, question_group
from madoguchi.journeys.counter_visit.domain.errors import (
    InputNotReadError,
    StaleVisitError,
    UnknownFieldError,
)
from madoguchi.journeys.counter_visit.models import Visit
from madoguchi.journeys.counter_visit.visits import facts_of, lock_open_visit, pack_of, save_change

CLERK = "clerk"


@dataclass(frozen=True, slots=True)
class Correction:
    """One field as the clerk typed it.

    `posted` are the inputs of the form by name; `seen` is the text that stood in the input when the page
    was made: if somebody changed the answer since, the correction is refused instead of overwriting it.
    """

    uuid: UUID
    item_key: str
    person: int | None
    posted: Mapping[str, Any]
    seen: str | None = None


def editable_field(visit: Visit, item_key: str, person: int | None) -> FormField:
    """The field for one item of the visit. Raises UnknownFieldError when there is no such field."""
    pack = pack_of(visit)
    facts = facts_of(visit)
    item = pack.vocabulary.get(item_key)
    for_person = item_key.startswith(PERSON_PREFIX)
    if item is None or item.derived is not None or for_person != (person is not None):
        raise UnknownFieldError
    if person is not None and person not in facts.persons():
        raise UnknownFieldError
    return question_group(pack, item_key, [] if person is None else [person], facts).fields[0]


class CorrectItem(Action[Correction, Visit]):
    """Write down what the visitor says now, and that the clerk wrote it."""

    name: ClassVar[str] = "counter_visit.correct"
    permission: ClassVar[str | None] = "counter_visit.correct"

    def perform(self, context: Context, given: Correction) -> Visit:
        """Raises InputNotReadError with what to do, StaleVisitError, UnknownFieldError, VisitClosedError."""
        visit = lock_open_visit(given.uuid)
        pack = pack_of(visit)
        facts = facts_of(visit)
        one = editable_field(visit, given.item_key, given.person)
        if given.seen is not None and given.seen != as_input(one.value):
            raise StaleVisitError
        persons = [] if given.person is None else [given.person]
        group = question_group(pack, given.item_key, persons, facts)
        parsed = parse_group(group, given.posted, facts, pack.vocabulary)
        if parsed.errors:
            raise InputNotReadError(" ".join(parsed.errors.values()), parsed.errors)
        for reference, value in parsed.values.items():
            facts = facts.with_value(reference.item, value, reference.person)
        if one.reference in parsed.cleared:
            facts = without_value(facts, given.item_key, given.person)
        visit.answers = facts_to_json(facts)
        visit.origins = {**visit.origins, one.id: CLERK}
        save_change(visit, "answers", "origins")
        return visit

    def details(self, given: Correction, result: Visit) -> Mapping[str, Any]:
        """Which item of which person; never what was written."""
        return {"item": given.item_key, "person": given.person, "version": result.version}


@dataclass(frozen=True, slots=True)
class MemberChange:
    """Add a person at the end (`remove` None), or take the person with that number away.

    `version` is the visit's version that the clerk saw: persons are known by their number here, so a
    list that changed meanwhile must be looked at first.
    """

    uuid: UUID
    version: int
    remove: int | None = None


class ChangeMembers(Action[MemberChange, Visit]):
    """Somebody else moves along, or does not."""

    name: ClassVar[str] = "counter_visit.change_members"
    permission: ClassVar[str | None] = "counter_visit.correct"

    def perform(self, context: Context, given: MemberChange) -> Visit:
        """Raises StaleVisitError, UnknownFieldError (no such person), VisitClosedError."""
        visit = lock_open_visit(given.uuid)
        if visit.version != given.version:
            raise StaleVisitError
        facts = facts_of(visit)
        members = list(facts.members or ())
        if given.remove is None:
            # The first person of an empty visit is the one who stands at the counter.
            members.append({} if members else {"person.is_applicant": True})
        else:
            if given.remove not in facts.persons():
                raise UnknownFieldError
            del members[given.remove]
            visit.origins = _renumbered(visit.origins, given.remove)
            visit.acknowledged = {}
        visit.answers = facts_to_json(facts.with_members(tuple(members)))
        save_change(visit, "answers", "origins", "acknowledged")
        return visit

    def details(self, given: MemberChange, result: Visit) -> Mapping[str, Any]:
        """Whether somebody came or went."""
        return {"removed": given.remove, "persons": len(result.answers.get("members") or ())}


def without_value(facts: Facts, item_key: str, person: int | None) -> Facts:
    """The same facts without one answer."""
    if person is None:
        return Facts(
            {key: value for key, value in facts.case.items() if key != item_key}, facts.members, facts.today
        )
    members = [dict(member) for member in facts.members or ()]
    members[person].pop(item_key, None)
    return facts.with_members(tuple(members))


def _renumbered(origins: Mapping[str, str], removed: int) -> dict[str, str]:
    """Origins after a person went: those of the people behind move up by one."""
    kept: dict[str, str] = {}
    for identifier, origin in origins.items():
        start, _, rest = identifier.partition("-")
        number, dash, stem = rest.partition("-")
        if start != "person" or not dash or not number.isdecimal() or int(number) < removed:
            kept[identifier] = origin
        elif int(number) > removed:
            kept[field_id(PERSON_PREFIX + stem, str(int(number) - 1))] = origin
    return kept
