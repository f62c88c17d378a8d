"""Answering what the navigator asks next, for everybody concerned at once; and the list of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from madoguchi.core.actions import Action, Context
from madoguchi.core.packs import MunicipalityPack
from madoguchi.core.vocabulary import MEMBERS, PERSON_PREFIX, Value, facts_to_json
from madoguchi.engines.forms.api import field_id, parse_group, parse_roster, question_group
from madoguchi.engines.navigator.api import item_as_asked
from madoguchi.journeys.counter_visit.actions.correct import CLERK
from madoguchi.journeys.counter_visit.domain.errors import (
    InputNotReadError,
    StaleVisitError,
    UnknownFieldError,
)
from madoguchi.journeys.counter_visit.models import Visit
from madoguchi.journeys.counter_visit.visits import facts_of, lock_open_visit, pack_of, save_change

ROSTER = ("person.relation", "person.birth_date")


@dataclass(frozen=True, slots=True)
class Answers:
    """What the visitor said to one question, for the household (`persons` empty) or for these people.

    `version` is the visit's version that the clerk saw: people are known by their number.
    """

    uuid: UUID
    version: int
    item_key: str
    persons: tuple[int, ...]
    posted: Mapping[str, Any]


class AnswerQuestion(Action[Answers, Visit]):
    """Write down the answers to one question. Whoever was left empty is asked again."""

    name: ClassVar[str] = "counter_visit.answer"
    permission: ClassVar[str | None] = "counter_visit.correct"

    def perform(self, context: Context, given: Answers) -> Visit:
        """Raises InputNotReadError with a message per field, StaleVisitError, UnknownFieldError,
        VisitClosedError, VisitNotFoundError.
        """
        visit = lock_open_visit(given.uuid)
        if visit.version != given.version:
            raise StaleVisitError
        pack, facts = pack_of(visit), facts_of(visit)
        item = pack.vocabulary.get(given.item_key)
        of_person = given.item_key.startswith(PERSON_PREFIX)
        if item is None or item.derived is not None or of_person != bool(given.persons):
            raise UnknownFieldError
        if any(person not in facts.persons() for person in given.persons):
            raise UnknownFieldError
        group = question_group(pack, item_as_asked(pack, visit.event_key, item.key), given.persons, facts)
        parsed = parse_group(group, given.posted, facts, pack.vocabulary)
        if parsed.errors:
            raise InputNotReadError(" ".join(parsed.errors.values()), parsed.errors)
        if not parsed.values:
            empty = {group.fields[0].id: "答えを入力してください。分からないときは「わからない」を選びます。"}
            raise InputNotReadError(empty[group.fields[0].id], empty)
        origins = dict(visit.origins)
        for one in group.fields:
            if one.reference in parsed.values:
                facts = facts.with_value(one.item.key, parsed.values[one.reference], one.person)
                origins[one.id] = CLERK
        visit.answers, visit.origins = facts_to_json(facts), origins
        save_change(visit, "answers", "origins")
        return visit

    def details(self, given: Answers, result: Visit) -> Mapping[str, Any]:
        """Which question, for how many; never what was answered."""
        return {"item": given.item_key, "persons": len(given.persons), "version": result.version}


@dataclass(frozen=True, slots=True)
class People:
    """The list of people as the clerk typed it: rows as in `forms.roster_page`, keyed by number."""

    uuid: UUID
    version: int
    posted: Mapping[str, Any]


class SavePeople(Action[People, Visit]):
    """Write down who belongs to the household: relation and birth date of each. Nobody leaves by absence."""

    name: ClassVar[str] = "counter_visit.save_people"
    permission: ClassVar[str | None] = "counter_visit.correct"

    def perform(self, context: Context, given: People) -> Visit:
        """Raises InputNotReadError with a message per field, StaleVisitError, VisitClosedError."""
        visit = lock_open_visit(given.uuid)
        if visit.version != given.version:
            raise StaleVisitError
        pack, facts = pack_of(visit), facts_of(visit)
        known = [str(number) for number in facts.persons()]
        parsed = parse_roster(
            pack.vocabulary, roster_items(pack, visit.event_key), given.posted, facts, known
        )
        if not parsed.is_clean:
            message = parsed.message or " ".join(parsed.errors.values())
            raise InputNotReadError(message, parsed.errors)
        members: list[dict[str, Value]] = [dict(member) for member in facts.members or ()]
        origins = dict(visit.origins)
        for key, answers in parsed.rows.items():
            number = int(key) if key in known else len(members)
            if number == len(members):
                members.append({})
            for item, value in answers.items():
                if members[number].get(item) != value:
                    origins[field_id(item, str(number))] = CLERK
            members[number] |= answers
        if not any(member.get("person.is_applicant") is True for member in members):
            # The first person of an empty visit is the one who stands at the counter.
            members[0]["person.is_applicant"] = True
        visit.answers = facts_to_json(facts.with_members(tuple(members)))
        visit.origins = origins
        save_change(visit, "answers", "origins")
        return visit

    def details(self, given: People, result: Visit) -> Mapping[str, Any]:
        """How many people there are now."""
        return {"persons": len(result.answers.get(MEMBERS) or ()), "version": result.version}


def roster_items(pack: MunicipalityPack, event_key: str) -> tuple[str, ...]:
    """What is asked of each person when the household is listed, as the event declares it."""
    questions = pack.events[event_key].questions
    return next((one.roster for one in questions if one.item == MEMBERS and one.roster), ROSTER)
