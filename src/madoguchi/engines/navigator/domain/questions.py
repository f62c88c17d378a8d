"""Which question comes next: the first in the event's order whose answer can still change the plan.

First it is settled which procedures concern whom; the details of a procedure (deadline, things to bring, fee,
whether it can be done from home) are asked about only once the procedure itself is settled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from madoguchi.core.conditions import UNKNOWN, Expression, OpenItem
from madoguchi.core.packs.model import Concerns, LifeEvent, MunicipalityPack, Procedure, Question
from madoguchi.core.vocabulary import MEMBERS, Facts, Item, ItemType, Scope, Sensitivity, Value
from madoguchi.engines.navigator.domain.model import AskedQuestion

ROSTER_ITEM = Item(
    key=MEMBERS,
    type=ItemType.TEXT,
    label="手続きに関係する方",
    question="手続きに関係するのは、どなたですか（ご自分も入れてください）",
    why="続柄や年齢によって、必要な手続きが変わるためです。お名前はまだ聞きません。",
    sensitivity=Sensitivity.PERSONAL,
    options={"can_not_know": False},
)
"""The composition of the household as something that can be asked."""


@dataclass(frozen=True, slots=True)
class Concern:
    """One procedure for one person (or the household) and whether it applies."""

    procedure: Procedure
    person: int | None
    applies: Value


@dataclass(frozen=True, slots=True)
class Details:
    """The expressions of a procedure besides `applies_when`; `each` are asked for every member."""

    own: tuple[Expression, ...]
    each: tuple[Expression, ...]


def concerns(procedure: Procedure, facts: Facts) -> Iterator[Concern]:
    """Whom a procedure concerns, certainly or possibly; whom it does not concern is left out."""
    expression = procedure.applies_when
    if procedure.concerns is Concerns.HOUSEHOLD:
        value = expression.evaluate(facts)
        if value is not False:
            yield Concern(procedure, None, value)
        return
    if facts.members is None:
        if _may_concern_somebody(expression, facts):
            yield Concern(procedure, None, UNKNOWN)
        return
    for person in facts.persons():
        value = expression.evaluate(facts, person)
        if value is not False:
            yield Concern(procedure, person, value)


def _may_concern_somebody(expression: Expression, facts: Facts) -> bool:
    """Whether a person of whom nothing is known might be concerned, while the members are not known."""
    if MEMBERS in expression.depends_on:
        return True
    return expression.evaluate(facts.with_members(({},)), 0) is not False


def open_items(concern: Concern, facts: Facts) -> Iterator[OpenItem]:
    """The unanswered items that can change whether the procedure applies or, once settled, its details."""
    expression = concern.procedure.applies_when
    if concern.person is None and expression.scope is Scope.PERSON:
        yield OpenItem(MEMBERS)
        return
    deciding = expression.open_items(facts, concern.person)
    yield from deciding
    if deciding:
        return
    details = details_of(concern.procedure)
    for detail in details.own:
        yield from detail.open_items(facts, concern.person if detail.scope is Scope.PERSON else None)
    if details.each and facts.members is None:
        yield OpenItem(MEMBERS)
    for detail in details.each:
        for person in facts.persons():
            yield from detail.open_items(facts, person)


def details_of(procedure: Procedure) -> Details:
    """The expressions of a procedure besides `applies_when`."""
    own: list[Expression] = []
    each: list[Expression] = []
    if procedure.deadline is not None:
        own.append(procedure.deadline.after)
    if isinstance(procedure.at_home, Expression):
        own.append(procedure.at_home)
    if procedure.fee is not None and procedure.fee.when is not None:
        own.append(procedure.fee.when)
    for bring in procedure.bring:
        if bring.when is not None:
            everyone = bring.when.scope is Scope.PERSON and procedure.concerns is Concerns.HOUSEHOLD
            (each if everyone or bring.who == "everyone" else own).append(bring.when)
    return Details(tuple(own), tuple(each))


def next_asked(
    pack: MunicipalityPack, event: LifeEvent, facts: Facts, found: list[Concern]
) -> AskedQuestion | None:
    """The first question of the event that is open for somebody, or None when the plan is settled."""
    still_open = {item for concern in found for item in open_items(concern, facts)}
    if not still_open:
        return None
    keys = {item.key for item in still_open}
    number = 1 + sum(_is_answered(question, facts) for question in event.questions)
    for question in event.questions:
        if question.item == MEMBERS:
            if MEMBERS in keys or keys.intersection(question.roster):
                persons = _persons(still_open, question.roster)
                roster = tuple(pack.vocabulary[key] for key in question.roster)
                return AskedQuestion(ROSTER_ITEM, persons, number, False, roster)
        elif question.item in keys:
            return _asked(pack.vocabulary[question.item], still_open, number)
    # An item that the event forgot to ask: better asked late than a plan that never gets settled.
    for item in pack.vocabulary.values():
        if item.key in keys and item.question:
            return _asked(item, still_open, number)
    if MEMBERS in keys:
        return AskedQuestion(ROSTER_ITEM, (), number, False)
    return None


def _asked(item: Item, still_open: set[OpenItem], number: int) -> AskedQuestion:
    can_not_know = item.options.get("can_not_know", True) is not False
    return AskedQuestion(item, _persons(still_open, (item.key,)), number, can_not_know)


def _persons(still_open: set[OpenItem], keys: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(sorted({item.person for item in still_open if item.key in keys and item.person is not None}))


def _is_answered(question: Question, facts: Facts) -> bool:
    if question.item == MEMBERS:
        return facts.members is not None
    if question.item.startswith("person."):
        return any(question.item in member for member in facts.members or ())
    return question.item in facts.case


__all__ = ["ROSTER_ITEM", "Concern", "Details", "concerns", "details_of", "next_asked", "open_items"]
