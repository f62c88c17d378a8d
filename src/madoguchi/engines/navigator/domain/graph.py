"""An event as a picture: questions, procedures, and which question bears on which procedure.

Pure data, for whoever draws it. With the facts of a household every node and edge also has a state.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from madoguchi.core.conditions import Expression, nodes, wording
from madoguchi.core.packs.model import Concerns, MunicipalityPack, Question
from madoguchi.core.vocabulary import MEMBERS, PERSON_PREFIX, Facts
from madoguchi.engines.navigator.domain.planning import facts_with_sets
from madoguchi.engines.navigator.domain.questions import (
    ROSTER_ITEM,
    Concern,
    concerns,
    is_answered,
    open_items,
)
from madoguchi.engines.navigator.domain.rules import Rule, rules_of

WHO_IS_THERE = "どなたがいるか"
"""How the household bears on a procedure of persons that asks neither who they are nor how old."""


class NodeState(StrEnum):
    """What a household's answers have made of a node or an edge.

    A question is `answered`, `open` (it can still change the plan) or `needless` (it cannot). A procedure is
    `yes` for somebody, `no` for everybody, or `open`. An edge is `open` while its question can change its
    procedure, `yes` or `no` once the procedure is decided, `answered` where others still decide it, and
    `needless` where it was decided without that question.
    """

    ANSWERED = "answered"
    OPEN = "open"
    NEEDLESS = "needless"
    YES = "yes"
    NO = "no"


class Bearing(StrEnum):
    """On what of a procedure a question bears."""

    APPLIES = "applies"
    DETAILS = "details"


@dataclass(frozen=True, slots=True)
class QuestionNode:
    """One page of questions. `items` are all that it asks; for the household those of the roster."""

    key: str
    label: str
    items: tuple[str, ...]
    of_person: bool
    state: NodeState | None = None


@dataclass(frozen=True, slots=True)
class ProcedureNode:
    """One procedure to which the event can lead; `condition` says when, without what the event sets."""

    key: str
    label: str
    condition: str
    of_person: bool
    state: NodeState | None = None
    persons: tuple[int, ...] = ()
    """Whom it certainly concerns."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A question bears on a procedure; `texts` are the parts of its conditions that read the answers."""

    question: str
    procedure: str
    bearing: Bearing
    texts: tuple[str, ...]
    state: NodeState | None = None


@dataclass(frozen=True, slots=True)
class EventGraph:
    """The whole event. Questions stand in the order of the event, procedures in that of the plan."""

    event: str
    label: str
    questions: tuple[QuestionNode, ...]
    procedures: tuple[ProcedureNode, ...]
    edges: tuple[Edge, ...]


@dataclass(frozen=True, slots=True)
class _Situation:
    """What is known of one procedure for one household."""

    found: tuple[Concern, ...]
    open_keys: frozenset[str]

    @property
    def state(self) -> NodeState:
        if any(concern.applies is True for concern in self.found):
            return NodeState.YES
        return NodeState.OPEN if self.found else NodeState.NO


def event_graph(pack: MunicipalityPack, event_key: str, facts: Facts | None = None) -> EventGraph:
    """The graph of an event; with the facts of a household also how far it got. Raises UnknownEventError."""
    rules = rules_of(pack, event_key)
    in_force = [
        rule for rule in rules.rules if facts is None or rule.procedure.in_force.contains(facts.today)
    ]
    situations: dict[str, _Situation] = {}
    if facts is not None:
        facts = facts_with_sets(rules, facts)
        situations = {rule.procedure.key: _situation(rule, facts) for rule in in_force}
    edges = tuple(
        edge
        for question in rules.event.questions
        for rule in in_force
        for edge in _edges(question, rule, facts, situations.get(rule.procedure.key))
    )
    still_open = frozenset(key for situation in situations.values() for key in situation.open_keys)
    return EventGraph(
        event=rules.event.key,
        label=rules.event.label,
        questions=tuple(_question(pack, question, facts, still_open) for question in rules.event.questions),
        procedures=tuple(_procedure(rule, situations.get(rule.procedure.key)) for rule in in_force),
        edges=edges,
    )


def _situation(rule: Rule, facts: Facts) -> _Situation:
    found = tuple(concerns(rule, facts))
    keys = frozenset(item.key for concern in found for item in open_items(concern, facts))
    return _Situation(found, keys)


def _question(
    pack: MunicipalityPack, question: Question, facts: Facts | None, still_open: frozenset[str]
) -> QuestionNode:
    item = ROSTER_ITEM if question.item == MEMBERS else pack.vocabulary[question.item]
    keys = _keys(question)
    state = None
    if facts is not None:
        answered = all(is_answered(key, facts) for key in keys)
        waiting = NodeState.OPEN if still_open & set(keys) else NodeState.NEEDLESS
        state = NodeState.ANSWERED if answered else waiting
    items = question.roster or (question.item,)
    return QuestionNode(question.item, item.label, items, question.item.startswith(PERSON_PREFIX), state)


def _keys(question: Question) -> tuple[str, ...]:
    return (question.item, *question.roster)


def _procedure(rule: Rule, situation: _Situation | None) -> ProcedureNode:
    procedure = rule.procedure
    always = rule.applies_when.written_value is True
    condition = "いつも" if always else wording.condition_phrase(rule.applies_when.node)
    certain = () if situation is None else situation.found
    return ProcedureNode(
        key=procedure.key,
        label=procedure.label,
        condition=condition,
        of_person=procedure.concerns == "person",
        state=None if situation is None else situation.state,
        persons=tuple(one.person for one in certain if one.applies is True and one.person is not None),
    )


def _edges(
    question: Question, rule: Rule, facts: Facts | None, situation: _Situation | None
) -> Iterator[Edge]:
    keys = set(_keys(question))
    for bearing, expressions in (
        (Bearing.APPLIES, (rule.applies_when,)),
        (Bearing.DETAILS, (*rule.own, *rule.each)),
    ):
        reading = [expression for expression in expressions if expression.depends_on & keys]
        texts = tuple(dict.fromkeys(text for one in reading for text in _texts(one, keys)))
        if MEMBERS in keys and _asks_who_is_there(rule, bearing):
            texts = texts or (WHO_IS_THERE,)
        if texts:
            state = None
            if facts is not None and situation is not None:
                state = _edge_state(keys, facts, situation)
            yield Edge(question.item, rule.procedure.key, bearing, texts, state)


def _asks_who_is_there(rule: Rule, bearing: Bearing) -> bool:
    """Whether people must be known although no condition reads anything of them."""
    if bearing is Bearing.APPLIES:
        return rule.procedure.concerns is Concerns.PERSON
    return bool(rule.each) or rule.names_people


def _edge_state(keys: set[str], facts: Facts, situation: _Situation) -> NodeState:
    if situation.open_keys & keys:
        return NodeState.OPEN
    if not any(is_answered(key, facts) for key in keys):
        return NodeState.NEEDLESS
    return situation.state if situation.state is not NodeState.OPEN else NodeState.ANSWERED


def _texts(expression: Expression, keys: set[str]) -> Iterator[str]:
    """The smallest parts of a condition that read one of the items, in words; else the term itself."""
    if expression.kind != "boolean":
        yield wording.term_text(expression.node)
        return
    yield from _parts(expression.node, keys)


def _parts(node: nodes.Node, keys: set[str]) -> Iterator[str]:
    if not _reads(node, keys):
        return
    match node:
        case nodes.And(operands=operands) | nodes.Or(operands=operands):
            for operand in operands:
                yield from _parts(operand, keys)
        case _:
            yield wording.condition_phrase(node)


def _reads(node: nodes.Node, keys: set[str]) -> bool:
    return any(
        (isinstance(inner, nodes.ItemNode) and inner.key in keys)
        or (isinstance(inner, nodes.Aggregate) and MEMBERS in keys)
        for inner in nodes.walk(node)
    )


__all__ = ["Bearing", "Edge", "EventGraph", "NodeState", "ProcedureNode", "QuestionNode", "event_graph"]
