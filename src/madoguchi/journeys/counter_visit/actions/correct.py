"""Correcting answers while talking, field by field; the household's composition as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context
from madoguchi.core.packs import MunicipalityPack
from madoguchi.core.vocabulary import PERSON_PREFIX, Facts, ItemType, facts_to_json
from madoguchi.engines.forms.api import (
    LOOK_UP,
    FormField,
    FormGroup,
    address_partner,
    as_input,
    choice_name,
    field_id,
    fill_from_postal_code,
    parse_group,
    question_group,
)
from madoguchi.engines.navigator.api import item_as_asked
from madoguchi.journeys.counter_visit.domain.errors import (
    AddressUnclearError,
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

    Beside a postal code stands the address that it fills (`seen_beside` is what stood there), and
    `confirmed` is the code for which the clerk was asked about the address already.
    """

    uuid: UUID
    item_key: str
    person: int | None
    posted: Mapping[str, Any]
    seen: str | None = None
    seen_beside: str | None = None
    confirmed: str = ""


def editable_fields(visit: Visit, item_key: str, person: int | None) -> tuple[FormField, ...]:
    """The field for one item of the visit, and after a postal code the address that it fills.

    Raises UnknownFieldError when there is no such field.
    """
    return _group(visit, pack_of(visit), facts_of(visit), item_key, person).fields


def _group(
    visit: Visit, pack: MunicipalityPack, facts: Facts, item_key: str, person: int | None
) -> FormGroup:
    item = pack.vocabulary.get(item_key)
    for_person = item_key.startswith(PERSON_PREFIX)
    if item is None or item.derived is not None or for_person != (person is not None):
        raise UnknownFieldError
    if person is not None and person not in facts.persons():
        raise UnknownFieldError
    persons = [] if person is None else [person]
    as_asked = item_as_asked(pack, visit.event_key, item_key)
    group = question_group(pack, as_asked, persons, facts)
    beside = address_partner(item, pack.vocabulary)
    if beside is None:
        return group
    return replace(group, fields=(*group.fields, *question_group(pack, beside, persons, facts).fields))


class CorrectItem(Action[Correction, Visit]):
    """Write down what the visitor says now, and that the clerk wrote it."""

    name: ClassVar[str] = "counter_visit.correct"
    permission: ClassVar[str | None] = "counter_visit.correct"

    def perform(self, context: Context, given: Correction) -> Visit:
        """Raises InputNotReadError with what to do, AddressUnclearError with what to choose from,
        StaleVisitError, UnknownFieldError, VisitClosedError.
        """
        visit = lock_open_visit(given.uuid)
        pack = pack_of(visit)
        facts = facts_of(visit)
        group = _group(visit, pack, facts, given.item_key, given.person)
        for one, seen in zip(group.fields, (given.seen, given.seen_beside), strict=False):
            if seen is not None and seen != as_input(one.value):
                raise StaleVisitError
        parsed = parse_group(group, _with_address(group, given, pack), facts, pack.vocabulary)
        if parsed.errors:
            raise InputNotReadError(" ".join(parsed.errors.values()), parsed.errors)
        origins = dict(visit.origins)
        for one in group.fields:
            if one.reference in parsed.values:
                facts = facts.with_value(one.item.key, parsed.values[one.reference], one.person)
            elif one.reference in parsed.cleared:
                facts = without_value(facts, one.item.key, one.person)
            if one.item.key == given.item_key or parsed.values.get(one.reference, one.value) != one.value:
                origins[one.id] = CLERK
        visit.answers, visit.origins = facts_to_json(facts), origins
        save_change(visit, "answers", "origins")
        return visit

    def details(self, given: Correction, result: Visit) -> Mapping[str, Any]:
        """Which item of which person; never what was written."""
        return {"item": given.item_key, "person": given.person, "version": result.version}


def _with_address(group: FormGroup, given: Correction, pack: MunicipalityPack) -> Mapping[str, Any]:
    """What was posted, with the address that a new postal code fills, as on the resident's page.

    Raises AddressUnclearError where the clerk has to choose or to go on writing. A code that fills nothing
    (unknown, of another municipality) is kept as it is: the check of form speaks of it.
    """
    if len(group.fields) < 2:
        return given.posted
    code, beside = group.fields
    posted = {code.id: "", beside.id: as_input(beside.value)} | {
        name: str(given.posted[name] or "") for name in given.posted
    }
    typed, chosen = posted[code.id].strip(), posted.get(choice_name(beside), "")
    known = as_input(code.value) if posted[beside.id] else ""
    if not typed or (not chosen and typed in (given.confirmed, known)):
        return posted
    filling = fill_from_postal_code(group, posted | {LOOK_UP: code.id}, pack.vocabulary, pack.municipality)
    if filling is None or filling.errors:
        return posted
    filled = filling.raw.get(beside.id, "")
    goes_on = beside.item.type is ItemType.ADDRESS and filled != posted[beside.id]
    if filling.choices or goes_on:
        choices, note = filling.choices.get(beside.id, ()), filling.notes.get(beside.id, "")
        raise AddressUnclearError(typed, filled, choices, note)
    return posted | dict(filling.raw) | {choice_name(beside): ""}


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
