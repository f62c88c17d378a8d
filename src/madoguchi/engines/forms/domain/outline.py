"""From the chosen procedures to the pages of a form: every item that they ask, each exactly once.

The plan is known here only by its shape (`PlanShape`): the navigator is a sibling engine, and its plans fit.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Protocol

from madoguchi.core.languages import say, spoken, translatable
from madoguchi.core.packs.model import MunicipalityPack, Procedure
from madoguchi.core.packs.showing import shown_when
from madoguchi.core.vocabulary import DONT_KNOW, Facts, Item, Scope, Value, person_label
from madoguchi.engines.forms.domain.declared import (
    is_asked,
    is_consent,
    is_optional,
    kana_partner,
)
from madoguchi.engines.forms.domain.fields import FieldReference, FormField, FormGroup, FormOutline, field_id
from madoguchi.lib.japanese.names import propose_kana

HOUSEHOLD_GROUP = "household"
HOUSEHOLD_LABEL = translatable("世帯のこと")


class DeadlineShape(Protocol):
    """The last day, and in words how it was counted."""

    @property
    def date(self) -> datetime.date:
        """The last day."""

    @property
    def begins(self) -> datetime.date:
        """The day from which was counted."""

    @property
    def text(self) -> str:
        """How it was counted."""


class EntryShape(Protocol):
    """One line of a plan: a procedure, and the person that it concerns (None: the household)."""

    @property
    def procedure(self) -> Procedure:
        """What is to be done."""

    @property
    def person(self) -> int | None:
        """The number of the person, None for the household."""

    @property
    def status(self) -> str:
        """`needed`, or `possible` while an answer is open."""

    @property
    def deadline(self) -> DeadlineShape | None:
        """Until when; None: no deadline, or not known yet."""


class PlanShape(Protocol):
    """What forms need to know of a plan."""

    @property
    def entries(self) -> Sequence[EntryShape]:
        """Its lines."""


PersonKeys = Callable[[int], str]
"""How a person's number in the facts becomes the key in field ids and addresses of pages.

A draft gives each person a key that stays when somebody before them is taken off the roster, so that a page
that was open meanwhile never writes into another person's answers.
"""


def by_number(person: int) -> str:
    """Persons known by their number: for programs and for the counter, where one clerk holds the visit."""
    return str(person)


NEEDED = "needed"


def chosen_entries(plan: PlanShape, chosen: Collection[str] | None) -> list[EntryShape]:
    """The plan's entries that are certainly needed and whose procedure was chosen (None: all of them).

    What is only possible is not filled in: nobody is asked for a form that they may not need.
    """
    return [
        entry
        for entry in plan.entries
        if entry.status == NEEDED and (chosen is None or entry.procedure.key in chosen)
    ]


def fields_for(
    pack: MunicipalityPack,
    plan: PlanShape,
    facts: Facts,
    *,
    chosen: Collection[str] | None = None,
    answered_before: Collection[str] = (),
    person_keys: PersonKeys = by_number,
    online: bool = False,
) -> FormOutline:
    """The pages of the form: the groups of the household in their order, then one group for each person.

    A person's items of a group with a page of its own (`own_page`) follow on pages of that person. What is to
    be consented to stands last, whosever it is.

    `chosen` are the keys of the procedures to fill in (None: all of the plan). With `online` the form is the
    whole one that is filled in at home and signed (`asks_online`), not what the counter needs beforehand.
    `answered_before` are the items that the navigator asks: those that have an answer are shown filled in and
    not asked again. Items whose `visible_when` is false for these facts are left out; while it is not known
    they are asked. Takes well under a millisecond for a household of five.
    """
    wanted = _wanted(pack, chosen_entries(plan, chosen), facts, online=online)
    build = _FieldBuilder(pack, facts, frozenset(answered_before), person_keys)
    groups: dict[str, list[FormField]] = {}
    persons: dict[tuple[int, str], list[FormField]] = {}
    for item in pack.vocabulary.values():
        if item.key not in wanted:
            continue
        if item.scope is Scope.CASE:
            if build.is_shown(item, None):
                groups.setdefault(item.group or HOUSEHOLD_GROUP, []).append(build.field(item, None))
            continue
        for person in sorted(wanted[item.key]):
            if build.is_shown(item, person):
                page = (person, item.group or "") if has_own_page(pack, item) else (person, "")
                persons.setdefault(page, []).append(build.field(item, person))
    pages = [
        FormGroup(key, _group_label(pack, key), None, tuple(fields))
        for key, fields in _in_order(pack, groups)
    ]
    pages += [
        _page_of_person(pack, facts, person, group, _by_group(pack, persons[person, group]), person_keys)
        for person, group in sorted(persons, key=lambda page: (page[0], _rank(pack, page[1])))
    ]
    return FormOutline(tuple(sorted(pages, key=_asks_consent_only)))


def _rank(pack: MunicipalityPack, group: str) -> int:
    """A person's first page, then the groups in their order."""
    return pack.groups[group].order if group in pack.groups else -1


def _by_group(pack: MunicipalityPack, fields: Iterable[FormField]) -> tuple[FormField, ...]:
    """First who it is, then what is asked of them: fields in the order of their groups."""
    return tuple(sorted(fields, key=lambda field: _rank(pack, field.item.group or "")))


def _asks_consent_only(page: FormGroup) -> bool:
    return all(is_consent(field.item) for field in page.fields)


def has_own_page(pack: MunicipalityPack, item: Item) -> bool:
    """Whether an item of a person stands on a page of its group, not on the person's first page."""
    group = pack.groups.get(item.group or "")
    return group is not None and group.own_page


def _page_of_person(
    pack: MunicipalityPack,
    facts: Facts,
    person: int,
    group: str,
    fields: tuple[FormField, ...],
    person_keys: PersonKeys,
) -> FormGroup:
    key, label = f"person-{person_keys(person)}", person_label(facts, person)
    if group:
        key += f"-{group}"
        label = say("{group}（{person}）", group=pack.groups[group].label, person=label)
    return FormGroup(key, label, person, fields)


def question_group(
    pack: MunicipalityPack,
    item: Item,
    persons: Iterable[int],
    facts: Facts,
    *,
    person_keys: PersonKeys = by_number,
) -> FormGroup:
    """One question of the navigator as a page: one field, or one for each of the persons that it is about.

    `item` is of the vocabulary, with the choices that are to be offered.
    """
    build = _FieldBuilder(pack, facts, frozenset(), person_keys)
    holders: list[int | None] = [None] if item.scope is Scope.CASE else list(persons)
    fields = tuple(build.field(item, person) for person in holders)
    return FormGroup(field_id(item.key), item.question or item.label, None, fields)


def _wanted(
    pack: MunicipalityPack, entries: Iterable[EntryShape], facts: Facts, *, online: bool
) -> dict[str, set[int]]:
    """Which items are asked, and of whom (an empty set for items of the household)."""
    wanted: dict[str, set[int]] = {}
    for entry in entries:
        for key in entry.procedure.asked(online=online):
            item = pack.vocabulary.get(key)
            if item is None or not is_asked(item):
                continue
            holders = wanted.setdefault(key, set())
            if item.scope is Scope.PERSON:
                holders.update(facts.persons() if entry.person is None else [entry.person])
    return wanted


def _group_label(pack: MunicipalityPack, key: str) -> str:
    group = pack.groups.get(key)
    return group.label if group is not None else spoken().say(HOUSEHOLD_LABEL)


def _in_order(
    pack: MunicipalityPack, groups: dict[str, list[FormField]]
) -> Iterator[tuple[str, list[FormField]]]:
    """Groups by their declared order; those without an order stand where their first item stands."""
    known = pack.groups
    return iter(sorted(groups.items(), key=lambda pair: known[pair[0]].order if pair[0] in known else 1_000))


class _FieldBuilder:
    """Makes fields for one set of facts."""

    def __init__(
        self, pack: MunicipalityPack, facts: Facts, answered_before: frozenset[str], person_keys: PersonKeys
    ) -> None:
        self._vocabulary = pack.vocabulary
        self._facts = facts
        self._answered_before = answered_before
        self._person_keys = person_keys

    def is_shown(self, item: Item, person: int | None) -> bool:
        condition = shown_when(item, self._vocabulary)
        return condition is None or condition.evaluate(self._facts, person) is not False

    def field(self, item: Item, person: int | None) -> FormField:
        value = self._value(item.key, person)
        key = None if person is None else self._person_keys(person)
        known = value is not None and value is not DONT_KNOW
        return FormField(
            id=field_id(item.key, key),
            item=item,
            person=person,
            label=item.label,
            value=value,
            optional=is_optional(item),
            answered_before=known and item.key in self._answered_before,
            proposed="" if known else self._proposal(item, person),
        )

    def _value(self, key: str, person: int | None) -> Value | None:
        return self._facts.get(key, person) if self._facts.is_answered(key, person) else None

    def _proposal(self, item: Item, person: int | None) -> str:
        name = kana_partner(item, self._vocabulary)
        written = self._value(name.key, person) if name is not None else None
        return propose_kana(written) or "" if isinstance(written, str) and written else ""


__all__ = [
    "EntryShape",
    "FieldReference",
    "PersonKeys",
    "PlanShape",
    "by_number",
    "chosen_entries",
    "fields_for",
    "question_group",
]
