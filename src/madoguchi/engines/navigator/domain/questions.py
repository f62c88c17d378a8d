"""Which question comes next: the first in the event's order whose answer can still change the plan.

First it is settled which procedures concern whom; the details of a procedure (deadline, things to bring, fee,
whether it can be done from home) are asked about only once the procedure itself is settled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from madoguchi.core.conditions import UNKNOWN, Expression, OpenItem
from madoguchi.core.packs.model import Concerns, LifeEvent, MunicipalityPack, Procedure
from madoguchi.core.vocabulary import MEMBERS, PERSON_PREFIX, Facts, Item, ItemType, Scope, Sensitivity, Value
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
    """The expressions of a procedure besides `applies_when`; `each` are asked for every member.

    `depends_on` are the items that they and `applies_when` read; `members` is always among them.
    """

    own: tuple[Expression, ...]
    each: tuple[Expression, ...]
    depends_on: frozenset[str]


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
    known = _DETAILS.get(id(procedure))
    if known is None or known[0] is not procedure:
        if len(_DETAILS) >= MOST_REMEMBERED:
            _DETAILS.clear()
        known = (procedure, _read_details(procedure))
        _DETAILS[id(procedure)] = known
    return known[1]


MOST_REMEMBERED = 10_000
_DETAILS: dict[int, tuple[Procedure, Details]] = {}
"""By the procedure object: comparing procedures by value would cost more than reading them again."""


def _read_details(procedure: Procedure) -> Details:
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
    keys = {key for expression in (procedure.applies_when, *own, *each) for key in expression.depends_on}
    return Details(tuple(own), tuple(each), frozenset({*keys, MEMBERS}))


def next_asked(
    pack: MunicipalityPack, event: LifeEvent, facts: Facts, found: list[Concern]
) -> AskedQuestion | None:
    """The first question of the event that is open for somebody, or None when the plan is settled."""
    openness = _Openness(facts, found)
    number = 1 + sum(_is_answered(question.item, facts) for question in event.questions)
    for question in event.questions:
        if question.item == MEMBERS:
            still_open = openness.of((MEMBERS, *question.roster))
            if still_open:
                roster = tuple(pack.vocabulary[key] for key in question.roster)
                return AskedQuestion(ROSTER_ITEM, _persons(still_open), number, False, roster)
        else:
            still_open = openness.of((question.item,))
            if still_open:
                return _asked(pack.vocabulary[question.item], still_open, number)
    # An item that the event forgot to ask: better asked late than a plan that never gets settled.
    asked = {question.item for question in event.questions}
    for key in openness.keys() - asked:
        still_open = openness.of((key,))
        if still_open and key == MEMBERS:
            return AskedQuestion(ROSTER_ITEM, (), number, False)
        if still_open and pack.vocabulary[key].question:
            return _asked(pack.vocabulary[key], still_open, number)
    return None


class _Openness:
    """Open items by key. A procedure's conditions are searched only when one of their items is asked for."""

    def __init__(self, facts: Facts, found: list[Concern]) -> None:
        self._facts = facts
        self._of_concern: dict[int, frozenset[OpenItem]] = {}
        self._by_key: dict[str, list[int]] = {}
        self._found = found
        for number, concern in enumerate(found):
            for key in details_of(concern.procedure).depends_on:
                self._by_key.setdefault(key, []).append(number)

    def keys(self) -> set[str]:
        """The keys of all items on which some procedure depends."""
        return set(self._by_key)

    def of(self, keys: tuple[str, ...]) -> list[OpenItem]:
        """The open items with one of these keys."""
        return [item for key in keys if not self._all_answered(key) for item in self._open(key)]

    def _all_answered(self, key: str) -> bool:
        if not key.startswith(PERSON_PREFIX):
            return self._facts.is_answered(key)
        return self._facts.members is not None and all(key in member for member in self._facts.members)

    def _open(self, key: str) -> set[OpenItem]:
        return {
            item for number in self._by_key.get(key, ()) for item in self._items(number) if item.key == key
        }

    def _items(self, number: int) -> frozenset[OpenItem]:
        known = self._of_concern.get(number)
        if known is None:
            known = frozenset(open_items(self._found[number], self._facts))
            self._of_concern[number] = known
        return known


def _asked(item: Item, still_open: list[OpenItem], number: int) -> AskedQuestion:
    can_not_know = item.options.get("can_not_know", True) is not False
    return AskedQuestion(item, _persons(still_open), number, can_not_know)


def _persons(still_open: list[OpenItem]) -> tuple[int, ...]:
    return tuple(sorted({item.person for item in still_open if item.person is not None}))


def _is_answered(key: str, facts: Facts) -> bool:
    """Whether the question was put: for items of persons, to at least one of them."""
    if key.startswith(PERSON_PREFIX):
        return any(key in member for member in facts.members or ())
    return facts.is_answered(key)


__all__ = ["ROSTER_ITEM", "Concern", "Details", "concerns", "details_of", "next_asked", "open_items"]
