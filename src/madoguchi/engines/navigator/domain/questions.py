"""Which question comes next: one whose answer can still change the plan, and rather one that saves others.

First it is settled which procedures concern whom; the details of a procedure (deadline, things to bring, fee,
whether it can be done from home) are asked about only once the procedure itself is settled.

Questions come in the order of the event. One that stands later comes first where it may save the earlier one:
whoever has no certificate at all is not asked for its kind. Only questions on which the same procedures
depend change places, so that a conversation keeps to its subject. No question is put twice: of persons it is
asked at once for everybody of whom it may still matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

from madoguchi.core.conditions import UNKNOWN, Expression, OpenItem
from madoguchi.core.languages import translatable
from madoguchi.core.packs.model import Concerns, MunicipalityPack, Procedure, Question
from madoguchi.core.vocabulary import MEMBERS, PERSON_PREFIX, Facts, Item, ItemType, Scope, Sensitivity, Value
from madoguchi.engines.navigator.domain.model import AskedQuestion
from madoguchi.engines.navigator.domain.rules import EventRules, Rule

ROSTER_ITEM = Item(
    key=MEMBERS,
    type=ItemType.TEXT,
    label=translatable("手続きに関係する方"),
    question=translatable("手続きに関係するのは、どなたですか（ご自分も入れてください）"),
    why=translatable("続柄や年齢によって、必要な手続きが変わるためです。お名前はまだ聞きません。"),
    sensitivity=Sensitivity.PERSONAL,
    options={"can_not_know": False},
)
"""The composition of the household as something that can be asked."""


@dataclass(frozen=True, slots=True)
class Concern:
    """One procedure for one person (or the household) and whether it applies."""

    rule: Rule
    person: int | None
    applies: Value

    @property
    def procedure(self) -> Procedure:
        """The procedure as the pack says it."""
        return self.rule.procedure


def concerns(rule: Rule, facts: Facts) -> Iterator[Concern]:
    """Whom a procedure concerns, certainly or possibly; whom it does not concern is left out."""
    expression = rule.applies_when
    if rule.procedure.concerns is Concerns.HOUSEHOLD:
        value = expression.evaluate(facts)
        if value is not False:
            yield Concern(rule, None, value)
        return
    if facts.members is None:
        if _may_concern_somebody(expression, facts):
            yield Concern(rule, None, UNKNOWN)
        return
    for person in facts.persons():
        value = expression.evaluate(facts, person)
        if value is not False:
            yield Concern(rule, person, value)


def _may_concern_somebody(expression: Expression, facts: Facts) -> bool:
    """Whether a person of whom nothing is known might be concerned, while the members are not known."""
    if MEMBERS in expression.depends_on:
        return True
    return expression.evaluate(facts.with_members(({},)), 0) is not False


def open_items(concern: Concern, facts: Facts) -> frozenset[OpenItem]:
    """The unanswered items that can change whether the procedure applies or, once settled, its details."""
    rule = concern.rule
    if concern.person is None and rule.applies_when.scope is Scope.PERSON:
        return frozenset({OpenItem(MEMBERS)})
    if concern.applies is UNKNOWN or not rule.applies_when.answers_settle_it:
        deciding = rule.applies_when.open_items(facts, concern.person)
        if deciding:
            return deciding
    return _open_details(concern, facts)


def _open_details(concern: Concern, facts: Facts) -> frozenset[OpenItem]:
    """The unanswered items that can change the details of a procedure, should it apply."""
    rule = concern.rule
    found: set[OpenItem] = set()
    for detail in rule.own:
        found |= detail.open_items(facts, concern.person if detail.scope is Scope.PERSON else None)
    if facts.members is None and (rule.each or rule.names_people):
        found.add(OpenItem(MEMBERS))
    for detail in rule.each:
        for person in facts.persons():
            found |= detail.open_items(facts, person)
    return frozenset(found)


def next_asked(
    pack: MunicipalityPack, rules: EventRules, facts: Facts, found: list[Concern]
) -> AskedQuestion | None:
    """The question to put now, or None when the plan is settled."""
    openness = _Openness(facts, found)
    questions = rules.event.questions
    number = 1 + sum(is_answered(question.item, facts) for question in questions)
    for question in questions:
        still_open = openness.of_question(question)
        if not still_open:
            continue
        if question.item == MEMBERS:
            roster = tuple(rules.as_asked(pack.vocabulary[key]) for key in question.roster)
            return AskedQuestion(rules.as_asked(ROSTER_ITEM), _persons(still_open), number, False, roster)
        key = _first_to_ask(question.item, rules, openness)
        return _asked(rules.as_asked(pack.vocabulary[key]), openness.to_ask(key), number)
    # An item that the event forgot to ask: better asked late than a plan that never gets settled.
    for key in sorted(openness.keys() - rules.places.keys()):
        left = openness.of(key)
        if left and key == MEMBERS:
            return AskedQuestion(rules.as_asked(ROSTER_ITEM), (), number, False)
        if left and pack.vocabulary[key].question:
            return _asked(rules.as_asked(pack.vocabulary[key]), openness.to_ask(key), number)
    return None


def _first_to_ask(key: str, rules: EventRules, openness: _Openness) -> str:
    """The question itself, or one of the event's later ones that is likelier to save it than to be saved."""
    passed = {key}
    while True:
        best, most = key, 0.0
        rivals = openness.rivals(key) & rules.places.keys() - passed
        for other in sorted(rivals, key=rules.places.__getitem__):
            gain = openness.saving(other, key) - openness.saving(key, other)
            if gain > most:
                best, most = other, gain
        if best == key:
            return key
        key = best
        passed.add(key)


class _Openness:
    """Open items by key. A procedure's conditions are searched only when one of their items is asked for."""

    def __init__(self, facts: Facts, found: list[Concern]) -> None:
        self._facts = facts
        self._found = found
        self._reading: dict[str, list[int]] = {}
        self._searched: dict[int, dict[str, list[OpenItem]]] = {}
        for number, concern in enumerate(found):
            for key in concern.rule.depends_on:
                self._reading.setdefault(key, []).append(number)

    def keys(self) -> set[str]:
        """The keys of all items on which some procedure depends."""
        return set(self._reading)

    def of(self, key: str) -> set[OpenItem]:
        """The open items with this key."""
        found: set[OpenItem] = set()
        if key not in self._reading or self._all_answered(key):
            return found
        most = self._unanswered(key)
        for _, waiting in self._waiting_for(key):
            found.update(waiting[key])
            if len(found) == most:
                break
        return found

    def to_ask(self, key: str) -> set[OpenItem]:
        """The open items with this key, and those that details open should their procedure turn out to apply.

        A question is one page on which everybody answers: whoever might be asked later answers at once, else
        the same page would come again.
        """
        found = self.of(key)
        most = self._unanswered(key)
        for number in self._reading.get(key, ()):
            if len(found) == most:
                break
            details = _open_details(self._found[number], self._facts)
            found.update(item for item in details if item.key == key)
        return found

    def of_question(self, question: Question) -> set[OpenItem]:
        """The open items that the question asks for: its own, and for `members` those of the roster."""
        return self.of(question.item).union(*(self.of(key) for key in question.roster))

    def rivals(self, key: str) -> set[str]:
        """The keys that are open wherever this one is and may rule out whatever waits for it.

        Only their answers may save this question: see `saving`.
        """
        rivals: set[str] | None = None
        for number, waiting in self._waiting_for(key):
            odds = self._found[number].rule.odds
            here = {other for other in waiting if odds.get(other)}
            rivals = here if rivals is None else rivals & here
            if not rivals:
                break
        return (rivals or set()) - {key}

    def saving(self, asked: str, saved: str) -> float:
        """How many answers are saved, as far as can be expected, when one question is put before another.

        The chance that the answers to `asked` rule out every procedure that waits for `saved`, times the
        answers that `saved` would take. Answers of several persons are taken as independent.
        """
        chances: dict[int | None, float] = {}
        for number, waiting in self._waiting_for(saved):
            chance = self._found[number].rule.odds.get(asked, 0.0) if asked in waiting else 0.0
            if not chance:
                return 0.0
            for item in waiting[asked]:
                chances[item.person] = min(chance, chances.get(item.person, 1.0))
        return prod(chances.values()) * len(self.of(saved))

    def _waiting_for(self, key: str) -> Iterator[tuple[int, dict[str, list[OpenItem]]]]:
        """The concerns for which this key is open, each with all its open items by key."""
        for number in self._reading.get(key, ()):
            waiting = self._searched.get(number)
            if waiting is None:
                waiting = self._searched[number] = self._search(number)
            if key in waiting:
                yield number, waiting

    def _search(self, number: int) -> dict[str, list[OpenItem]]:
        waiting: dict[str, list[OpenItem]] = {}
        for item in open_items(self._found[number], self._facts):
            waiting.setdefault(item.key, []).append(item)
        return waiting

    def _unanswered(self, key: str) -> int:
        """How many open items there can be with this key: one of the case, or one for each person."""
        if not key.startswith(PERSON_PREFIX):
            return 1
        return sum(key not in member for member in self._facts.members or ())

    def _all_answered(self, key: str) -> bool:
        if not key.startswith(PERSON_PREFIX):
            return self._facts.is_answered(key)
        return self._facts.members is not None and all(key in member for member in self._facts.members)


def _asked(item: Item, still_open: set[OpenItem], number: int) -> AskedQuestion:
    can_not_know = item.options.get("can_not_know", True) is not False
    return AskedQuestion(item, _persons(still_open), number, can_not_know)


def _persons(still_open: set[OpenItem]) -> tuple[int, ...]:
    return tuple(sorted({item.person for item in still_open if item.person is not None}))


def is_answered(key: str, facts: Facts) -> bool:
    """Whether the question was put: for items of persons, to at least one of them."""
    if key.startswith(PERSON_PREFIX):
        return any(key in member for member in facts.members or ())
    return facts.is_answered(key)


__all__ = ["ROSTER_ITEM", "Concern", "concerns", "is_answered", "next_asked", "open_items"]
