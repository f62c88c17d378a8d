"""Making the plan: which procedures, for whom, until when, where, and what to bring."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from madoguchi.core.conditions import UNKNOWN, Expression
from madoguchi.core.packs.model import (
    Bring,
    Concerns,
    ItemToBring,
    LifeEvent,
    MunicipalityPack,
    Procedure,
    Who,
)
from madoguchi.core.vocabulary import MEMBERS, Facts, Item, Scope, Value, person_label
from madoguchi.engines.navigator.domain.counters import Counters, Errand, count_counters
from madoguchi.engines.navigator.domain.deadlines import Deadline, count_deadline
from madoguchi.engines.navigator.domain.model import (
    AskedQuestion,
    BringLine,
    Plan,
    PlanBring,
    PlanEntry,
    RuledOut,
    Status,
)
from madoguchi.engines.navigator.domain.noting import merged_notes
from madoguchi.engines.navigator.domain.questions import ROSTER_ITEM, Concern, concerns, next_asked
from madoguchi.engines.navigator.domain.rules import EventRules, Rule, UnknownEventError, rules_of


def make_plan(pack: MunicipalityPack, event_key: str, facts: Facts) -> Plan:
    """The plan of a household after a life event, as far as the answers go.

    What choosing the event answers (`sets`) is added to the facts. Raises UnknownEventError.
    """
    rules = rules_of(pack, event_key)
    facts = facts_with_sets(rules, facts)
    computed = rules.derivations.computed(facts)
    found = _concerns(rules, computed)
    entries = tuple(_entry(pack, rules, concern, computed) for concern in found)
    return Plan(
        pack=pack,
        event=rules.event,
        facts=facts,
        entries=entries,
        find_bring=lambda: _merge(entries, facts),
        find_ruled_out=lambda: tuple(_ruled_out(rules, found, facts)),
        find_counters=lambda: counters_of(pack, (one for one in entries if one.status is Status.NEEDED)),
        next_question=next_asked(pack, rules, computed, found),
    )


def next_question(pack: MunicipalityPack, event_key: str, facts: Facts) -> AskedQuestion | None:
    """The next question that can still change the plan. Raises UnknownEventError."""
    rules = rules_of(pack, event_key)
    facts = facts_with_sets(rules, facts)
    computed = rules.derivations.computed(facts)
    return next_asked(pack, rules, computed, _concerns(rules, computed))


def counters_of(
    pack: MunicipalityPack, entries: Iterable[PlanEntry], *, at: Collection[str] | None = None
) -> Counters:
    """The counters of these entries. `at`: the roles of the desk where the household stands already; None
    while it plans.
    """
    one_stop = pack.municipality.one_stop
    here = {pack.desks[role].place for role in at or () if role in pack.desks}
    if at is not None and one_stop is not None and pack.desks[one_stop.desk].place not in here:
        # Another desk works for itself.
        one_stop = None
    errands = (
        Errand(entry.key, entry.desk, entry.in_person)
        for entry in entries
        if entry.desk is not None and not entry.at_home
    )
    desk = None if one_stop is None else pack.desks.get(one_stop.desk)
    return count_counters(errands, one_stop, desk, there=at is not None)


def counters_of_procedures(pack: MunicipalityPack, procedures: Iterable[Procedure]) -> Counters:
    """The counters of procedures of which nobody has answered anything, as on the telephone: whether somebody
    must come to a desk in person is then taken for certain.
    """
    errands = [
        Errand(one.key, pack.desks[one.desk], one.in_person is not None)
        for one in procedures
        if one.desk in pack.desks
    ]
    one_stop = pack.municipality.one_stop
    return count_counters(errands, one_stop, None if one_stop is None else pack.desks.get(one_stop.desk))


def item_as_asked(pack: MunicipalityPack, event_key: str, item_key: str) -> Item:
    """An item, or `members`, in the words of this event and with the choices that it offers.

    Raises UnknownEventError, KeyError.
    """
    item = ROSTER_ITEM if item_key == MEMBERS else pack.vocabulary[item_key]
    return rules_of(pack, event_key).as_asked(item)


def facts_of_event(pack: MunicipalityPack, event: LifeEvent, facts: Facts) -> Facts:
    """The facts with what choosing the event already answers."""
    return facts_with_sets(rules_of(pack, event.key), facts)


def facts_with_sets(rules: EventRules, facts: Facts) -> Facts:
    """The facts with what choosing the event already answers."""
    return Facts(case={**facts.case, **rules.sets}, members=facts.members, today=facts.today)


def _concerns(rules: EventRules, facts: Facts) -> list[Concern]:
    return [
        concern
        for rule in rules.rules
        if rule.procedure.in_force.contains(facts.today)
        for concern in concerns(rule, facts)
    ]


def _ruled_out(rules: EventRules, found: list[Concern], facts: Facts) -> Iterator[RuledOut]:
    """The procedures that concern nobody, or not everybody, in the order of the rules."""
    concerned: dict[str, set[int | None]] = {}
    for concern in found:
        concerned.setdefault(concern.procedure.key, set()).add(concern.person)
    for rule in rules.rules:
        procedure = rule.procedure
        if not procedure.in_force.contains(facts.today):
            continue
        whom = concerned.get(procedure.key, set())
        others = tuple(person for person in facts.persons() if person not in whom)
        if not whom:
            yield RuledOut(procedure, (), facts, rules.granted)
        elif others and procedure.concerns is Concerns.PERSON:
            yield RuledOut(procedure, others, facts, rules.granted)


def _entry(pack: MunicipalityPack, rules: EventRules, concern: Concern, facts: Facts) -> PlanEntry:
    rule, procedure, person = concern.rule, concern.procedure, concern.person
    needed = concern.applies is True
    nobody_yet = person is None and procedure.concerns is Concerns.PERSON
    deadline: Deadline | None = None
    if rule.deadline is not None and not (nobody_yet and rule.deadline.after.scope is Scope.PERSON):
        deadline = count_deadline(rule.deadline, facts, person)
    needs_presence = procedure.in_person
    no_fee = nobody_yet or _holds(rule.fee_when, facts, person) is False
    return PlanEntry(
        procedure=procedure,
        person=person,
        status=Status.NEEDED if needed else Status.POSSIBLE,
        deadline=deadline,
        late=needed and deadline is not None and deadline.date < facts.today,
        desk=pack.desks.get(procedure.desk),
        fee=None if no_fee else procedure.fee,
        at_home=_holds(rule.at_home, facts, person) is True,
        in_person=needs_presence is not None and _holds(needs_presence.when, facts, person) is not False,
        facts=facts,
        granted=rules.granted,
        find_bring=lambda: () if nobody_yet else _bring(pack, rule, person, facts),
    )


def _holds(expression: Expression | bool | None, facts: Facts, person: int | None) -> Value:
    """The value of a detail's condition; without one it holds."""
    if expression is None or isinstance(expression, bool):
        return expression is not False
    if expression.scope is Scope.CASE:
        return expression.evaluate(facts)
    return UNKNOWN if person is None else expression.evaluate(facts, person)


def _bring(pack: MunicipalityPack, rule: Rule, person: int | None, facts: Facts) -> tuple[BringLine, ...]:
    applicant = facts.applicant()
    lines = (
        _bring_line(pack.items_to_bring[bring.what], bring, person, facts, applicant) for bring in rule.bring
    )
    return tuple(line for line in lines if line is not None)


def _bring_line(
    item: ItemToBring, bring: Bring, person: int | None, facts: Facts, applicant: int | None
) -> BringLine | None:
    """The line, or None when nobody needs to bring it."""
    if bring.who is Who.EVERYONE:
        values = {index: _holds(bring.when, facts, index) for index in facts.persons()}
        certain = tuple(index for index, value in values.items() if value is True)
        persons = certain or tuple(index for index, value in values.items() if value is UNKNOWN)
        if persons or facts.members is None:
            return BringLine(item, persons, bring.note, certain=bool(certain))
        return None
    value = True if bring.when is None else _holds(bring.when, facts, person)
    if value is False:
        return None
    if bring.who is Who.PERSON and person is not None:
        whose: tuple[int, ...] = (person,)
    else:
        whose = () if bring.who is not Who.APPLICANT or applicant is None else (applicant,)
    return BringLine(item, whose, bring.note, certain=value is True)


def _merge(entries: tuple[PlanEntry, ...], facts: Facts) -> tuple[PlanBring, ...]:
    """Each thing once over all needed procedures, with everybody whose thing it is.

    A thing that is certain somewhere is certain; who might have to bring it elsewhere is left out then.
    """
    found: dict[str, list[tuple[PlanEntry, BringLine]]] = {}
    for entry in entries:
        if entry.status is Status.NEEDED and not entry.at_home:
            for line in entry.bring:
                found.setdefault(line.item.key, []).append((entry, line))
    merged: list[PlanBring] = []
    whose = {person for lines in found.values() for _, line in lines for person in line.persons}
    labels = {person: person_label(facts, person) for person in whose}
    for lines in found.values():
        certain = any(line.certain for _, line in lines)
        counted = [(entry, line) for entry, line in lines if line.certain or not certain]
        persons = tuple(sorted({person for _, line in counted for person in line.persons}))
        merged.append(
            PlanBring(
                item=lines[0][1].item,
                persons=persons,
                person_labels=tuple(labels[person] for person in persons),
                notes=merged_notes(
                    lines[0][1].item.note, [(entry.label, line.note) for entry, line in counted]
                ),
                procedures=tuple(dict.fromkeys(entry.procedure.key for entry, _ in counted)),
                certain=certain,
            )
        )
    return tuple(sorted(merged, key=lambda bring: not bring.certain))


__all__ = [
    "UnknownEventError",
    "counters_of",
    "facts_of_event",
    "facts_with_sets",
    "item_as_asked",
    "make_plan",
    "next_question",
]
