"""A condition as an outline for people who read rules: all of these, one of these, down to single phrases.

One sentence for `A and (B or C and D)` can be read in two ways; an outline in one only. Nobody's values stand
in it: it says what the rule is, not why it holds for somebody (that is `explaining`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from madoguchi.core.conditions import nodes, wording
from madoguchi.core.conditions.expression import Expression
from madoguchi.core.conditions.kinds import Kind


class Joined(StrEnum):
    """How the parts of an outline belong together."""

    ALL = "all"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Outline:
    """Either one phrase (`joined` None), or parts that belong together.

    `items` are the keys of the base items that it reads, in reading order.
    """

    phrase: str
    items: tuple[str, ...]
    joined: Joined | None = None
    parts: tuple[Outline, ...] = ()

    @property
    def leaves(self) -> Iterator[Outline]:
        """Every single phrase, in reading order."""
        if self.joined is None:
            yield self
        for part in self.parts:
            yield from part.leaves


def outline(expression: Expression) -> Outline:
    """The outline of a condition. Negations are carried down to the phrases."""
    return _outline(expression.node, holds=True)


def term_words(expression: Expression) -> str:
    """A date or number in words: 「引越しの日の14日後」; of a choice both branches with their condition."""
    return _term(expression.node)


def _term(node: nodes.Node) -> str:
    if isinstance(node, nodes.Choose):
        condition = wording.condition_text(node.condition)
        return f"{condition}ときは{_term(node.then)}、そうでなければ{_term(node.otherwise)}"
    return wording.term_text(node)


def _outline(node: nodes.Node, *, holds: bool) -> Outline:
    match node:
        case nodes.Not(operand=operand):
            return _outline(operand, holds=not holds)
        case nodes.DerivedNode(inner=inner, item=item) if inner.kind is Kind.BOOLEAN and not item.says:
            return _outline(inner, holds=holds)
        case nodes.And(operands=operands) | nodes.Or(operands=operands):
            joined = Joined.ALL if isinstance(node, nodes.And) == holds else Joined.ANY
            return _joined(joined, [_outline(operand, holds=holds) for operand in operands])
        case nodes.Choose(condition=condition, then=then, otherwise=otherwise) if node.kind is Kind.BOOLEAN:
            first = [_outline(condition, holds=True), _outline(then, holds=holds)]
            second = [_outline(condition, holds=False), _outline(otherwise, holds=holds)]
            return _joined(Joined.ANY, [_joined(Joined.ALL, first), _joined(Joined.ALL, second)])
    return Outline(wording.condition_phrase(node, holds), _items(node))


def _joined(joined: Joined, parts: list[Outline]) -> Outline:
    """The parts as one outline; parts that are joined the same way are taken in."""
    flat: list[Outline] = []
    for part in parts:
        flat.extend(part.parts if part.joined is joined else (part,))
    items = tuple(dict.fromkeys(key for part in flat for key in part.items))
    return Outline("", items, joined, tuple(flat))


def _items(node: nodes.Node) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.key for one in nodes.walk(node) if isinstance(one, nodes.ItemNode)))
