"""Why a condition holds, fails, or is still open, in one Japanese sentence (for other languages see `pairs`).

The few leaves that decided the value are picked (one reason for an `or` that holds, all parts of an `and`),
put into words with the labels of the vocabulary, and gathered by person:
「お母さまは76歳（75歳以上）で、要介護2のため」.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from madoguchi.core.conditions import nodes, wording
from madoguchi.core.conditions.compiling import NOBODY, Compiled, compile_node
from madoguchi.core.conditions.evaluating import known_value
from madoguchi.core.conditions.kinds import Kind
from madoguchi.core.conditions.pairs import NOTHING, told_in_pairs
from madoguchi.core.languages import say, spoken
from madoguchi.core.vocabulary import UNKNOWN, Facts, Item, Value, person_label

PersonLabel = Callable[[Facts, int], str]

MOST_WITNESSES = 3

MOST_REASONS = 4
"""How many different reasons of several persons one sentence still tells."""

_BOUND = re.compile(r"(?P<number>-?\d+)(?P<side>\D+)")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One comparison that decided. `holds` is True, False or UNKNOWN; `items` are the base items it reads."""

    phrase: str
    holds: Value
    person: int | None
    items: tuple[str, ...]
    term: str = ""
    """For a number: what was measured (「年齢」), so that two bounds of one number are told together."""
    measured: str = ""
    before: str = ""
    bound: str = ""
    asked: tuple[Item, ...] = ()
    """The same items with their labels, for languages that tell answers instead of sentences."""
    exclusion: bool = False
    """Whether it only says what a person is not (「生活保護ではない」): no reason where there is another."""

    @property
    def general(self) -> str:
        """The phrase for several persons at once: the bound that all of them keep, without their numbers."""
        return f"{self.before}{self.bound}" if self.bound else self.phrase


@dataclass(frozen=True, slots=True)
class Explanation:
    """`sentence` ends in 「ため」; `leaves` are the reasons one by one, in the order of the expression."""

    sentence: str
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What is the same for all households about one node: how to compute it, and whom it is about.

    `items` are the base items it reads, by their `keys` too; `asks_all` says whether it asks all members
    about something.
    """

    compute: Compiled
    items: tuple[Item, ...]
    keys: tuple[str, ...]
    of_person: bool
    asks_all: bool


class Parts:
    """The nodes of one expression with what explanations need of them, worked out when first asked for.

    Every part of an expression is evaluated for every explanation; as closures that takes microseconds.
    """

    def __init__(self, node: nodes.Node) -> None:
        self.node = node
        # By identity: the nodes live as long as the expression, and equal ones are computed alike anyway.
        self._known: dict[int, Part] = {}

    def of(self, node: nodes.Node) -> Part:
        """What is known about a node of the expression."""
        known = self._known.get(id(node))
        if known is None:
            below = list(nodes.walk(node))
            items = [one for one in below if isinstance(one, nodes.ItemNode)]
            by_key = {one.key: one.item for one in items}
            known = self._known[id(node)] = Part(
                compile_node(node),
                tuple(by_key.values()),
                tuple(by_key),
                any(one.of_person for one in items),
                any(isinstance(one, nodes.Aggregate) for one in below),
            )
        return known

    def value(self, node: nodes.Node, facts: Facts, person: int | None) -> Any:
        """The value of a node of the expression: as the language defines it, with intervals."""
        return self.of(node).compute(facts, NOBODY if person is None else (facts.members or ())[person])


def explain(
    parts: Parts,
    facts: Facts,
    person: int | None,
    label: PersonLabel | None,
    granted: Collection[str] = (),
) -> Explanation:
    """The explanation of the value that the condition `parts.node` has for these facts.

    `granted` are keys of items that go without saying, such as what the life event itself sets: they are told
    only where nothing else is a reason.
    """
    value = parts.value(parts.node, facts, person)
    leaves = _telling(_merged(_leaves(parts, parts.node, facts, person, value)), granted)
    return Explanation(_sentence(leaves, value, facts, label or _plain_label), tuple(leaves))


def sentences(
    explanations: Sequence[Explanation], facts: Facts, *, label: PersonLabel | None = None
) -> tuple[str, ...]:
    """The explanations of one condition for several persons, those with the same reasons in one sentence.

    「あなたと配偶者の方はマイナンバーカードを持っているため」; numbers that differ are told by their bound.
    """
    groups: dict[tuple[tuple[bool, str], ...], list[Explanation]] = {}
    for explanation in explanations:
        reasons = tuple((leaf.person is None, leaf.general) for leaf in explanation.leaves)
        groups.setdefault(reasons, []).append(explanation)
    return tuple(
        same[0].sentence
        if len(same) == 1
        else _sentence([leaf for one in same for leaf in one.leaves], True, facts, label or _plain_label)
        for same in groups.values()
    )


def reason_for_nobody(
    explanations: Sequence[Explanation], facts: Facts, *, label: PersonLabel | None = None
) -> str:
    """Why a condition fails for each of some persons, in one sentence that ends in 「ため」.

    What holds for the whole household is said alone; what holds for all of several persons is said of
    「どなたも」 or 「みなさん」; else persons with the same reason are told together.
    """
    called = label or _plain_label
    for explanation in explanations:
        if explanation.leaves and all(leaf.person is None for leaf in explanation.leaves):
            return explanation.sentence
    leaves = [leaf for explanation in explanations for leaf in explanation.leaves]
    if not spoken().is_source:
        return _sentence(leaves, False, facts, called)
    phrases = {tuple(dict.fromkeys(leaf.general for leaf in one.leaves)) for one in explanations}
    if len(explanations) > 1 and len(phrases) == 1 and leaves:
        phrase = wording.join(list(next(iter(phrases))))
        subject = "どなたも" if phrase.endswith("ない") else "みなさん"
        return f"{subject}{wording.attributive(phrase)}ため"
    if len(phrases) > MOST_REASONS:
        return "当てはまる方がいないため"
    return _sentence(leaves, False, facts, called)


def _telling(leaves: list[Leaf], granted: Collection[str]) -> list[Leaf]:
    """The leaves without what goes without saying, as long as something is left."""
    said = [leaf for leaf in leaves if not leaf.items or not set(leaf.items) <= set(granted)] or leaves
    return [leaf for leaf in said if not leaf.exclusion] or said


def _plain_label(facts: Facts, person: int) -> str:
    return person_label(facts, person, with_age=False)


def _leaves(parts: Parts, node: nodes.Node, facts: Facts, person: int | None, value: Any) -> list[Leaf]:
    """The leaves that made the node have this value."""
    match node:
        case nodes.Not(operand=operand):
            return _leaves(parts, operand, facts, person, parts.value(operand, facts, person))
        case nodes.DerivedNode(inner=inner) if node.kind is Kind.BOOLEAN and not node.item.says:
            return _leaves(parts, inner, facts, person, value)
        case nodes.And(operands=operands) | nodes.Or(operands=operands):
            return _junction(parts, node, operands, facts, person, value)
        case nodes.Choose(condition=condition, then=then, otherwise=otherwise) if node.kind is Kind.BOOLEAN:
            chosen = parts.value(condition, facts, person)
            reasons = _leaves(parts, condition, facts, person, chosen)
            if chosen is UNKNOWN:
                return reasons
            branch = then if chosen else otherwise
            return reasons + _leaves(parts, branch, facts, person, parts.value(branch, facts, person))
        case nodes.Aggregate(name="any" | "all", term=term) if facts.members is not None:
            return _question_to_all(parts, node, term, facts, value)
        case nodes.Literal():
            return []
    return [_leaf(parts, node, facts, person, value)]


def _junction(
    parts: Parts,
    node: nodes.And | nodes.Or,
    operands: tuple[nodes.Node, ...],
    facts: Facts,
    person: int | None,
    value: Any,
) -> list[Leaf]:
    decisive = isinstance(node, nodes.Or)
    found = [(operand, parts.value(operand, facts, person)) for operand in operands]
    if value is decisive:
        deciding = [(operand, part) for operand, part in found if part is decisive]
        candidates = [_leaves(parts, operand, facts, person, part) for operand, part in deciding]
        return min(candidates, key=len)
    alike = [(operand, part) for operand, part in found if part is value]
    return [leaf for operand, part in alike for leaf in _leaves(parts, operand, facts, person, part)]


def _question_to_all(
    parts: Parts, node: nodes.Aggregate, term: nodes.Node, facts: Facts, value: Any
) -> list[Leaf]:
    decisive = node.name == "any"
    if value is decisive or value is UNKNOWN:
        witnesses = [
            (person, found)
            for person in facts.persons()
            if (found := parts.value(term, facts, person)) is value
        ]
        return [
            leaf
            for person, found in witnesses[:MOST_WITNESSES]
            for leaf in _leaves(parts, term, facts, person, found)
        ]
    phrase = wording.condition_phrase(node, holds=value is True)
    asked = parts.of(term)
    return [Leaf(phrase, value, None, asked.keys, asked=asked.items)]


def _leaf(parts: Parts, node: nodes.Node, facts: Facts, person: int | None, value: Any) -> Leaf:
    known = parts.of(node)
    subject = person if known.of_person and not known.asks_all else None
    told = partial(Leaf, holds=known_value(value), person=subject, items=known.keys, asked=known.items)
    if value is UNKNOWN:
        return told(f"{_asked(node)}がまだ分からない")
    holds = value is True
    match node:
        case nodes.Compare(operator=operator, left=left, right=right):
            if isinstance(left, nodes.Literal | nodes.Today) and not isinstance(right, nodes.Literal):
                operator, left, right = wording.mirrored(operator), right, left
            operator = operator if holds else wording.opposite(operator)
            return _comparison(parts, told, operator, left, right, facts, person)
        case nodes.In(element=element):
            item = wording.item_of(element)
            found = parts.value(element, facts, person)
            text = wording.value_text(found, item, facts.today)
            phrase = wording.code_text(item, text, found) if item else f"{wording.term_text(element)}が{text}"
            return told(phrase, exclusion=subject is not None and not holds)
    return told(wording.condition_phrase(node, holds))


def _comparison(
    parts: Parts,
    told: partial[Leaf],
    operator: nodes.ComparisonOperator,
    left: nodes.Node,
    right: nodes.Node,
    facts: Facts,
    person: int | None,
) -> Leaf:
    item = wording.item_of(left)
    value = parts.value(left, facts, person)
    if left.kind is Kind.NUMBER:
        unit = wording.term_unit(left)
        shown = wording.value_text(value) + unit
        if item is not None and item.says_not and value == 0:
            return told(item.says_not)
        if item is not None and item.says:
            return told(item.says.replace("{value}", shown))
        term = wording.term_text(left)
        before = _before_age(left)
        before = f"{term}が" if before is None else before
        measured = f"{before}{shown}"
        bound = wording.relation_text(operator, right, unit, item)
        exact = operator == "==" and isinstance(right, nodes.Literal)
        phrase = measured if exact else f"{measured}（{bound}）"
        bound = "" if exact else bound
        return told(phrase, term=term, measured=measured, before=before, bound=bound)
    if left.kind is Kind.CODE and item is not None and isinstance(value, str):
        phrase = wording.code_text(item, item.label_of(value), value)
        excluded = right.value if isinstance(right, nodes.Literal) and operator == "!=" else NOTHING
        exclusion = told.keywords["person"] is not None and excluded != NOTHING
        return told(phrase, exclusion=exclusion)
    if left.kind is Kind.DATE:
        shown = wording.value_text(value, item, facts.today)
        relation = wording.relation_text(operator, right, "", item)
        return told(f"{wording.term_text(left)}（{shown}）が{relation}")
    if left.kind is Kind.BOOLEAN and item is not None and isinstance(value, bool):
        return told(wording.flag_text(item, value))
    relation = wording.relation_text(operator, right, "", item)
    return told(f"{wording.term_text(left)}が{relation}")


def _before_age(node: nodes.Node) -> str | None:
    """What people say before an age: nothing, or 「引越しの日に」; None where the number is no age."""
    match node:
        case nodes.DerivedNode(inner=inner):
            return _before_age(inner)
        case nodes.Age(on=nodes.Today()):
            return ""
        case nodes.Age(on=on):
            return f"{wording.term_text(on)}に"
    return None


def _asked(node: nodes.Node) -> str:
    """The labels of what is missing in an open leaf."""
    if isinstance(node, nodes.Aggregate):
        return "世帯の方のこと"
    labels = dict.fromkeys(part.item.label for part in nodes.walk(node) if isinstance(part, nodes.ItemNode))
    return "".join(f"「{label}」" for label in labels) or wording.term_text(node)


def _merged(leaves: list[Leaf]) -> list[Leaf]:
    """Each phrase once per person, two bounds of one number in one: 「10歳（6歳以上15歳未満）」."""
    merged: list[Leaf] = []
    for leaf in leaves:
        if any(leaf.phrase == other.phrase and leaf.person == other.person for other in merged):
            continue
        twin = next(
            (
                index
                for index, other in enumerate(merged)
                if leaf.bound and other.bound and (other.term, other.person) == (leaf.term, leaf.person)
            ),
            None,
        )
        if twin is None:
            merged.append(leaf)
            continue
        bound = _tightest(merged[twin].bound, leaf.bound)
        by_key = {item.key: item for item in (*merged[twin].asked, *leaf.asked)}
        asked, keys = tuple(by_key.values()), tuple(by_key)
        phrase = f"{leaf.measured}（{bound}）"
        merged[twin] = replace(merged[twin], phrase=phrase, bound=bound, items=keys, asked=asked)
    return merged


def _tightest(one: str, other: str) -> str:
    """Two bounds of one number as they are said: both, or the stricter where one already says the other."""
    first, second = _BOUND.fullmatch(one), _BOUND.fullmatch(other)
    if first is None or second is None or first["side"] != second["side"]:
        return one + other
    choose = min if first["side"].endswith(("未満", "以下")) else max
    return choose((one, first), (other, second), key=lambda told: int(told[1]["number"]))[0]


def _sentence(leaves: list[Leaf], value: Any, facts: Facts, label: PersonLabel) -> str:
    if not leaves:
        return say("どなたにも当てはまるため") if value is not False else say("どなたにも当てはまらないため")
    if not spoken().is_source:
        return told_in_pairs(leaves, facts, [label(facts, person) for person in facts.persons()])
    told: dict[int | None, list[Leaf]] = {}
    for leaf in leaves:
        told.setdefault(leaf.person, []).append(leaf)
    groups: dict[tuple[str, ...], list[int]] = {}
    for person, own in told.items():
        if person is not None:
            groups.setdefault(tuple(dict.fromkeys(leaf.general for leaf in own)), []).append(person)
    household = (
        [wording.join(list(dict.fromkeys(leaf.phrase for leaf in told[None])))] if None in told else []
    )
    persons = []
    for general, together in groups.items():
        alone = len(together) == 1
        phrases = [leaf.phrase for leaf in told[together[0]]] if alone else list(general)
        called = "、".join(label(facts, person) for person in together)
        persons.append(f"{called}は{wording.join(phrases)}")
    return wording.attributive(wording.join([*household, *persons])) + "ため"
