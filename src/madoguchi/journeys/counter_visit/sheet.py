"""What the clerk sees of a visit: answers beside the register, checks, documents, and whether it can be
accepted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain
from uuid import UUID

from madoguchi.core import tenancy
from madoguchi.core.actions import Context, NotAllowedError
from madoguchi.core.audit.api import record_reading
from madoguchi.core.clock import TOKYO
from madoguchi.core.packs import People
from madoguchi.core.vocabulary import (
    MEMBERS,
    PERSON_PREFIX,
    Facts,
    Item,
    PartialDate,
    Value,
    person_label,
    value_from_json,
)
from madoguchi.engines.documents.api import GENERIC, Circumstances, DocumentRequest, documents_for
from madoguchi.engines.forms.api import (
    Finding,
    FormField,
    Roster,
    as_text,
    fields_for,
    question_group,
    roster_page,
)
from madoguchi.engines.navigator.api import AskedQuestion, item_as_asked
from madoguchi.engines.residents.api import Notice, PersonSought, ResidentRecord, Status, same_people
from madoguchi.journeys.counter_visit.actions.asking import roster_items
from madoguchi.journeys.counter_visit.domain.checks import (
    Check,
    as_checks,
    came_before,
    findings_about,
    left_out,
    register_findings,
)
from madoguchi.journeys.counter_visit.domain.differences import Difference, Sameness, compare
from madoguchi.journeys.counter_visit.domain.identity import IdentityMethod
from madoguchi.journeys.counter_visit.filing import Filing, filing_of
from madoguchi.journeys.counter_visit.models import Visit, VisitState
from madoguchi.journeys.counter_visit.papers import circumstances_of
from madoguchi.journeys.counter_visit.visits import get_visit, same_people_before
from madoguchi.journeys.counter_visit.whom import Whom, register_answers, says, sought_in, with_household

READ = "counter_visit.open"
OLD_ADDRESS = "move.old_address"


@dataclass(frozen=True, slots=True)
class Row:
    """One item: the answer, where it came from, and the register's value with the differences marked.

    `register` is None when the register says nothing about it.
    """

    field: FormField
    origin: str
    register: str | None
    difference: Difference | None
    register_value: Value | None = None
    """The register's value as an answer, for taking it over."""

    @property
    def can_be_adopted(self) -> bool:
        """Whether the register says something else than the answer, or something where there is none."""
        if self.register_value is None:
            return False
        return self.difference is None or self.difference.sameness is not Sameness.SAME

    @property
    def differs(self) -> bool:
        """Whether answer and register disagree in substance."""
        return self.difference is not None and self.difference.sameness is Sameness.DIFFERENT

    @property
    def missing(self) -> bool:
        """Whether the answer is needed and not there."""
        return self.field.missing


@dataclass(frozen=True, slots=True)
class Section:
    """Rows that belong together: a subject of the household, or one person with what the register knows."""

    key: str
    label: str
    person: int | None
    rows: tuple[Row, ...]
    matches: tuple[ResidentRecord, ...] = ()
    whom: Whom | None = None
    """Set for the subject whose items tell whom the event is about."""

    @property
    def resident(self) -> ResidentRecord | None:
        """The person in the register, when there is exactly one."""
        return self.matches[0] if len(self.matches) == 1 else None

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What must not be overlooked about this person."""
        if self.whom is not None:
            return self.whom.notices
        return tuple(notice for record in self.matches for notice in record.notices)

    @property
    def relation_label(self) -> str:
        """世帯主, 子 …, as answered; empty when it was not."""
        return next((row.field.as_text() for row in self.rows if row.field.item.key == "person.relation"), "")


@dataclass(frozen=True)
class Sheet(Filing):
    """Everything about one visit: what is filed, beside the register."""

    matches: Mapping[int, tuple[ResidentRecord, ...]] = field(repr=False)
    old_address: str = field(default="", repr=False)
    before: Visit | None = None
    """An earlier visit that is perhaps the same."""
    whom: Whom | None = field(default=None, repr=False)
    """Whom the event is about, where that is none of the visit's people."""

    @property
    def everybody_found(self) -> tuple[ResidentRecord, ...]:
        """All rows of the register that the sheet shows."""
        people = tuple(chain.from_iterable(self.matches.values()))
        if self.whom is None:
            return people
        return (*people, *self.whom.matches, *self.whom.left_behind)

    @property
    def question(self) -> AskedQuestion | None:
        """What to ask next, as long as an answer can still change the plan."""
        return self.plan.next_question if self.visit.is_open else None

    @cached_property
    def question_fields(self) -> tuple[FormField, ...]:
        """The fields of the next question, one for each person concerned; none for the household's
        composition.
        """
        asked = self.question
        if asked is None or asked.item.key == MEMBERS:
            return ()
        return question_group(self.pack, asked.item, asked.persons, self.facts).fields

    def roster(self, empty_rows: int = 1) -> Roster:
        """The list of people with what the event asks of each, and empty rows; keys are their numbers."""
        keys = [str(person) for person in self.facts.persons()]
        event = self.visit.event_key
        items = [item_as_asked(self.pack, event, key) for key in roster_items(self.pack, event)]
        return roster_page(items, self.facts, keys, empty_rows=empty_rows)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The household by subject, then each person: what the procedures ask, and what was answered
        besides.
        """
        outline = fields_for(self.pack, self.plan, self.facts, chosen=self.chosen)
        by_key: dict[str, list[FormField]] = {group.key: list(group.fields) for group in outline.groups}
        labels = {group.key: group.label for group in outline.groups}
        known = {one.reference for one in outline.fields}
        for one in self._answered_besides():
            if one.reference in known:
                continue
            key = f"person-{one.person}" if one.person is not None else one.item.group or "household"
            by_key.setdefault(key, []).append(one)
        for person in self.facts.persons():
            by_key.setdefault(f"person-{person}", [])
        return tuple(
            self._section(key, labels.get(key, ""), fields)
            for key, fields in sorted(by_key.items(), key=self._place)
        )

    @cached_property
    def persons(self) -> tuple[Section, ...]:
        """The sections of the people."""
        return tuple(section for section in self.sections if section.person is not None)

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """The check of form and of the register, most serious first."""
        found = (self.form_findings, self._register_findings(), self._before_findings(), self._left_out())
        return as_checks(list(chain.from_iterable(found)), self.visit.acknowledged)

    @cached_property
    def documents(self) -> tuple[DocumentRequest, ...]:
        """The documents that accepting makes."""
        return tuple(documents_for(self.pack, self.plan, self.facts, self.circumstances, chosen=self.chosen))

    @cached_property
    def signed_items(self) -> frozenset[str]:
        """The items that stand on the documents: what a signature is given for."""
        printed = {key for one in self.documents for key in self.pack.documents[one.key].slots}
        generic = [key for one in self.documents if one.key == GENERIC for key in one.procedures]
        return frozenset(printed.union(*(self.pack.procedures[key].asks for key in generic)))

    @property
    def circumstances(self) -> Circumstances:
        """What the documents need to know of the visit besides the answers."""
        return circumstances_of(self.visit)

    @property
    def identity_label(self) -> str:
        """How identity was checked; empty while it was not."""
        return IdentityMethod(self.visit.identity_method).label if self.visit.identity_method else ""

    def _before_findings(self) -> Iterator[Finding]:
        if self.before is not None:
            at = self.before.opened_at.astimezone(TOKYO)
            when = f"{at.month}月{at.day}日 {at.hour}時{at.minute:02d}分"
            yield came_before(when, VisitState(self.before.state).label)

    def _register_findings(self) -> Iterator[Finding]:
        expects_resident = self.event.people is not People.NEWCOMERS
        for person in self.facts.persons():
            if not self.facts.is_answered("person.name", person):
                continue
            called = person_label(self.facts, person)
            yield from register_findings(
                person, called, self.matches.get(person, ()), expects_resident=expects_resident
            )
        if self.whom is not None and self.whom.is_known:
            prefix = self.whom.prefix
            yield from findings_about(
                self.whom.sought.name,
                (f"{prefix}name", f"{prefix}birth_date"),
                self.whom.matches,
                lived_here=says(self.facts, prefix, "resident"),
                told=says(self.facts, prefix, "notified"),
            )

    def _left_out(self) -> Iterator[Finding]:
        """What the code held and could not be read, as long as nobody has answered it."""
        left = [self.pack.vocabulary[key] for key in self.visit.left_out if key in self.pack.vocabulary]
        labels = [item.label for item in left if not self._is_answered(item)]
        if labels:
            yield left_out(labels, self.visit.left_out)

    def _is_answered(self, item: Item) -> bool:
        persons = self.facts.persons() if item.key.startswith(PERSON_PREFIX) else (None,)
        return all(self.facts.is_answered(item.key, person) for person in persons)

    def _answered_besides(self) -> Iterator[FormField]:
        """What was answered to the navigator's questions and stands on no form, in the vocabulary's order."""
        for item in self.pack.vocabulary.values():
            if item.derived is not None or item.key in self.event.sets:
                continue
            persons = self._answered_persons(item)
            if persons is not None:
                as_asked = item_as_asked(self.pack, self.visit.event_key, item.key)
                yield from question_group(self.pack, as_asked, persons, self.facts).fields

    def _answered_persons(self, item: Item) -> list[int] | None:
        if item.key.startswith("person."):
            return [number for number in self.facts.persons() if self.facts.is_answered(item.key, number)]
        return [] if item.key in self.facts.case else None

    def _place(self, pair: tuple[str, list[FormField]]) -> tuple[int, int]:
        key = pair[0]
        if key.startswith("person-"):
            return (1, int(key.removeprefix("person-")))
        return (0, self.pack.groups[key].order if key in self.pack.groups else 1_000)

    def _section(self, key: str, label: str, fields: Sequence[FormField]) -> Section:
        person = int(key.removeprefix("person-")) if key.startswith("person-") else None
        if not label:
            group = self.pack.groups.get(key)
            label = (
                person_label(self.facts, person)
                if person is not None
                else group.label
                if group
                else "世帯のこと"
            )
        whom = self.whom if self._tells_whom(key) else None
        matches, known = self._register_of(whom, person)
        return Section(key, label, person, tuple(self._row(one, known) for one in fields), matches, whom)

    def _register_of(
        self, whom: Whom | None, person: int | None
    ) -> tuple[tuple[ResidentRecord, ...], Mapping[str, object]]:
        """Who in the register a section is about, and what the register answers when that is one person."""
        if whom is not None:
            about = whom.prefix.removesuffix(".")
            return whom.matches, {} if whom.record is None else register_answers(
                whom.record, about, self.pack
            )
        matches = () if person is None else self.matches.get(person, ())
        known = matches[0].as_answers() if len(matches) == 1 else {}
        if self.whom is not None and self.whom.was_head:
            known.pop("person.relation", None)
        return matches, known

    def _tells_whom(self, key: str) -> bool:
        """Whether a section is the subject that tells whom the event is about."""
        return self.whom is not None and self.pack.vocabulary[f"{self.whom.prefix}name"].group == key

    def _row(self, one: FormField, known: Mapping[str, object]) -> Row:
        value: Value | None = None
        if one.item.key in known:
            value = value_from_json(one.item, known[one.item.key])
        elif one.item.key == OLD_ADDRESS and self.old_address:
            value = self.old_address
        register = None if value is None else as_text(one.item, value)
        text = one.as_text()
        difference = compare(text, register) if register is not None and text else None
        return Row(one, self.visit.origins.get(one.id, ""), register, difference, value)


def open_sheet(context: Context, uuid: UUID) -> Sheet:
    """The sheet of a visit; looking at it is written into the audit log.

    Raises NotAllowedError, VisitNotFoundError, AnswersError (a vocabulary that has moved on).
    """
    if not context.actor.may(READ):
        raise NotAllowedError(NotAllowedError.__doc__)
    with tenancy.municipality(context.municipality_code):
        visit = get_visit(uuid)
        sheet = sheet_of(visit)
        record_reading(
            context,
            "counter_visit.visit",
            f"visit:{visit.uuid}",
            {"residents": [str(one.uuid) for one in sheet.everybody_found]},
        )
        return sheet


def sheet_of(visit: Visit) -> Sheet:
    """The sheet of a visit that was read already, inside `tenancy.municipality(...)`."""
    filing = filing_of(visit)
    matches, whom = _matches(visit, filing)
    return Sheet(
        visit,
        filing.pack,
        filing.facts,
        matches,
        old_address=_address_in_register(matches),
        before=same_people_before(visit, filing.facts),
        whom=whom,
    )


def queue(context: Context, *, limit: int = 50) -> list[Visit]:
    """The visits of the day that are still open, and those accepted last, for the counter's list."""
    if not context.actor.may(READ):
        raise NotAllowedError(NotAllowedError.__doc__)
    with tenancy.municipality(context.municipality_code):
        waiting = list(Visit.objects.filter(state=VisitState.OPEN).order_by("opened_at")[:limit])
        accepted = list(Visit.objects.filter(state=VisitState.ACCEPTED).order_by("-accepted_at")[:10])
        record_reading(context, "counter_visit.queue", "", {"visits": len(waiting) + len(accepted)})
        return [*waiting, *accepted]


def _matches(visit: Visit, filing: Filing) -> tuple[dict[int, tuple[ResidentRecord, ...]], Whom | None]:
    """Who in the register may be each person of the visit (those who live here, else those who did), and whom
    the event is about.
    """
    facts = filing.facts
    persons = facts.persons()
    people = [_sought(facts, person) for person in persons]
    prefix = f"{filing.event.about}." if filing.event.about else ""
    whom = Whom(prefix, sought_in(facts, prefix)) if prefix else None
    sought = people if whom is None else [*people, whom.sought]
    found = same_people(visit.municipality_code, sought)
    if whom is not None:
        whom = with_household(replace(whom, matches=found[-1]))
    matches = {
        person: tuple(one for one in records if one.status is Status.RESIDENT) or records
        for person, records in zip(persons, found[: len(people)], strict=True)
    }
    return matches, whom


def _sought(facts: Facts, person: int) -> PersonSought:
    name, kana = facts.get("person.name", person), facts.get("person.name_kana", person)
    birth = facts.get("person.birth_date", person)
    return PersonSought(
        name=name if isinstance(name, str) else "",
        name_kana=kana if isinstance(kana, str) else "",
        birth_date=birth if isinstance(birth, date | PartialDate) else None,
    )


def _address_in_register(matches: Mapping[int, tuple[ResidentRecord, ...]]) -> str:
    """The address of the household in the register, when the people of the visit are found in one."""
    for found in matches.values():
        if len(found) == 1 and found[0].status is Status.RESIDENT:
            return found[0].address
    return ""
