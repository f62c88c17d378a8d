"""What is left of a pack's procedures once a life event is chosen.

The event sets some facts (`move.kind` is `move_in`). With these filled in, most procedures are ruled out
before anybody is asked anything, and the conditions of the others become shorter. Which procedures an event
can lead to is therefore never declared: it follows from their conditions. Computed once per pack and event.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from madoguchi.core.conditions import Expression, nodes
from madoguchi.core.conditions.deriving import Derivations
from madoguchi.core.conditions.folding import fold
from madoguchi.core.conditions.pairs import NOTHING
from madoguchi.core.packs.model import (
    Bring,
    Concerns,
    DeadlineRule,
    LifeEvent,
    MunicipalityPack,
    Procedure,
    Who,
)
from madoguchi.core.vocabulary import (
    MEMBERS,
    PERSON_PREFIX,
    Item,
    ItemType,
    Scope,
    Value,
    Vocabulary,
    value_from_json,
)

_SHOWN_NUMBERS = 2
"""How many values stand for a number without a small range: the smallest (mostly "none") and the next."""


class UnknownEventError(KeyError):
    """このできごとの案内はありません。"""

    def __init__(self, event_key: str) -> None:
        self.event_key = event_key
        super().__init__(event_key)


@dataclass(frozen=True, eq=False)
class Rule:
    """One procedure as one event sees it: its conditions with what the event sets filled in.

    `procedure` is as the pack says it, for words and explanations; everything else here is for computing.
    `bring` has only what may be needed after this event.
    """

    procedure: Procedure
    applies_when: Expression
    deadline: DeadlineRule | None
    at_home: Expression | bool
    fee_when: Expression | None
    bring: tuple[Bring, ...]
    vocabulary: Vocabulary

    @cached_property
    def own(self) -> tuple[Expression, ...]:
        """What decides the details of an entry: deadline, at home, fee, what the person brings."""
        found = [self.deadline.after] if self.deadline is not None else []
        found += [one for one in (self.at_home, self.fee_when) if isinstance(one, Expression)]
        found += [bring.when for bring in self.bring if bring.when is not None and not self._of_each(bring)]
        return _undecided(found)

    @cached_property
    def each(self) -> tuple[Expression, ...]:
        """What decides details for every member of the household: things that everyone brings."""
        return _undecided(
            [bring.when for bring in self.bring if bring.when is not None and self._of_each(bring)]
        )

    @cached_property
    def names_people(self) -> bool:
        """Whether the application names people: then somebody must be there to be named."""
        return any(key.startswith(PERSON_PREFIX) for key in self.procedure.asks)

    @cached_property
    def depends_on(self) -> frozenset[str]:
        """The items that all these conditions read; `members` is always among them."""
        found = (self.applies_when, *self.own, *self.each)
        return frozenset({MEMBERS}.union(*(expression.depends_on for expression in found)))

    @cached_property
    def codes(self) -> frozenset[tuple[str, str]]:
        """The choices of items that take several for which these conditions look: item key and code."""
        conditions = (self.applies_when, *self.own, *self.each)
        return frozenset(
            (node.codes.key, node.code)
            for condition in conditions
            for node in nodes.walk(condition.node)
            if isinstance(node, nodes.Contains) and isinstance(node.codes, nodes.ItemNode)
        )

    @cached_property
    def odds(self) -> Mapping[str, float]:
        """By item: the share of its answers that rule the procedure out whatever else is answered, 0 to 1.

        Only for choosing which question to ask first: all answers are taken as equally likely.
        """
        shares: dict[str, float] = {}
        for key in self.applies_when.depends_on - {MEMBERS}:
            answers = plain_answers(self.vocabulary[key])
            without = sum(self._ruled_out_by(key, answer) for answer in answers)
            if without:
                shares[key] = without / len(answers)
        return shares

    def _ruled_out_by(self, key: str, answer: Value) -> bool:
        folded = fold(self.applies_when.node, {key: answer})
        return getattr(folded, "value", None) is False

    def _of_each(self, bring: Bring) -> bool:
        if bring.who is Who.EVERYONE:
            return True
        about_person = bring.when is not None and bring.when.scope is Scope.PERSON
        return about_person and self.procedure.concerns is Concerns.HOUSEHOLD


@dataclass(frozen=True, eq=False)
class EventRules:
    """The procedures to which an event can lead, in the order in which its plan shows them.

    `sets` are the facts that choosing the event answers.
    """

    event: LifeEvent
    sets: Mapping[str, Value]
    rules: tuple[Rule, ...]

    @cached_property
    def derivations(self) -> Derivations:
        """The derived items that decide which procedures apply."""
        return Derivations(rule.applies_when for rule in self.rules)

    @cached_property
    def granted(self) -> frozenset[str]:
        """What the event itself says: no reason worth telling where there is another."""
        return frozenset(self.sets)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each question in the order of the event, by the key of its item; rosters are one."""
        return {question.item: place for place, question in enumerate(self.event.questions)}

    @cached_property
    def _codes(self) -> frozenset[tuple[str, str]]:
        return frozenset().union(*(rule.codes for rule in self.rules))

    @cached_property
    def _printed(self) -> frozenset[str]:
        return frozenset().union(*(rule.procedure.asks for rule in self.rules))

    def as_asked(self, item: Item) -> Item:
        """The item as this event asks it: in the event's own words where it has some, and of a list to tick
        only the choices that can matter after it.

        Lists without 「どれも当てはまらない」 stay whole: somebody might find nothing to tick. So do those
        that are printed on an application.
        """
        item = self.event.worded(item)
        if not item.multiple or NOTHING not in item.choices or item.key in self._printed:
            return item
        choices = {
            code: label
            for code, label in item.choices.items()
            if code == NOTHING or (item.key, code) in self._codes
        }
        return replace(item, choices=choices)


def rules_of(pack: MunicipalityPack, event_key: str) -> EventRules:
    """The rules of an event in this municipality; cached with the pack. Raises UnknownEventError."""
    event = pack.events.get(event_key)
    if event is None:
        raise UnknownEventError(event_key)
    return pack.computed((__name__, event_key), lambda: _read(pack, event))


def procedures_of_event(pack: MunicipalityPack, event_key: str) -> tuple[Procedure, ...]:
    """The procedures to which an event can lead in this municipality. Raises UnknownEventError."""
    return tuple(rule.procedure for rule in rules_of(pack, event_key).rules)


def procedures_in_each(
    packs: Mapping[str, MunicipalityPack], event_key: str
) -> Mapping[str, tuple[Procedure, ...]]:
    """`procedures_of_event` in many municipalities by code; what they share is looked at once."""
    leads_to: dict[int, bool] = {}
    found = {}
    for code, pack in packs.items():
        event = pack.events.get(event_key)
        if event is None:
            raise UnknownEventError(event_key)
        sets = _answers_of(pack, event)
        for procedure in [one for one in pack.procedures.values() if id(one) not in leads_to]:
            leads_to[id(procedure)] = procedure.applies_when.filled_in(sets).written_value is not False
        possible = {key: one for key, one in pack.procedures.items() if leads_to[id(one)]}
        found[code] = tuple(_in_order(possible, event))
    return found


def _read(pack: MunicipalityPack, event: LifeEvent) -> EventRules:
    sets = _answers_of(pack, event)
    return EventRules(event, sets, tuple(_possible(_in_order(pack.procedures, event), sets, pack.vocabulary)))


def _answers_of(pack: MunicipalityPack, event: LifeEvent) -> Mapping[str, Value]:
    """What an event answers by itself."""
    return {key: value_from_json(pack.vocabulary[key], value) for key, value in event.sets.items()}


def _in_order(procedures: Mapping[str, Procedure], event: LifeEvent) -> list[Procedure]:
    """All these procedures, those that the event puts first in front."""
    first = {key: procedures[key] for key in event.procedures_order if key in procedures}
    return [*first.values(), *(one for key, one in procedures.items() if key not in first)]


def _possible(
    procedures: list[Procedure], sets: Mapping[str, Value], vocabulary: Vocabulary
) -> Iterator[Rule]:
    """The procedures that these facts do not rule out."""
    for procedure in procedures:
        applies_when = procedure.applies_when.filled_in(sets)
        if applies_when.written_value is False:
            continue
        deadline, fee = procedure.deadline, procedure.fee
        bring = (_filled_in(one, sets) for one in procedure.bring)
        yield Rule(
            procedure=procedure,
            applies_when=applies_when,
            deadline=None if deadline is None else replace(deadline, after=deadline.after.filled_in(sets)),
            at_home=_holding(procedure.at_home, sets),
            fee_when=None if fee is None or fee.when is None else fee.when.filled_in(sets),
            bring=tuple(one for one in bring if one.when is None or one.when.written_value is not False),
            vocabulary=vocabulary,
        )


def _filled_in(bring: Bring, sets: Mapping[str, Value]) -> Bring:
    if bring.when is None:
        return bring
    when = bring.when.filled_in(sets)
    return bring if when is bring.when else replace(bring, when=when)


def _holding(condition: Expression | bool, sets: Mapping[str, Value]) -> Expression | bool:
    if isinstance(condition, bool):
        return condition
    folded = condition.filled_in(sets)
    return folded.written_value is True if folded.written_value is not None else folded


def _undecided(expressions: list[Expression]) -> tuple[Expression, ...]:
    """Each expression once, without those that are written values."""
    return tuple(dict.fromkeys(one for one in expressions if one.written_value is None))


def plain_answers(item: Item) -> tuple[Value, ...]:
    """Answers that stand for all answers to an item; none for dates, texts and choices of several."""
    if item.type is ItemType.BOOLEAN:
        return (True, False)
    if item.type is ItemType.INTEGER:
        low = 0 if item.minimum is None else item.minimum
        return tuple(range(low, low + _SHOWN_NUMBERS))
    return tuple(item.choices) if item.type is ItemType.CODE and not item.multiple else ()


__all__ = ["EventRules", "Rule", "UnknownEventError", "plain_answers", "procedures_in_each", "rules_of"]
