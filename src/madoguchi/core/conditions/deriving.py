"""Derived items computed once for many conditions: no age is counted again in each condition that asks it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from madoguchi.core.conditions import nodes
from madoguchi.core.conditions.compiling import COMPUTED, NOBODY, Compiled, compile_node
from madoguchi.core.conditions.expression import Expression
from madoguchi.core.vocabulary import Facts, Scope


class Derivations:
    """The derived items that some expressions read, those below others first."""

    def __init__(self, expressions: Iterable[Expression]) -> None:
        found: dict[str, nodes.DerivedNode] = {}
        for expression in expressions:
            for node in _inner_first(expression.node):
                found.setdefault(node.item.key, node)
        self._of_case: list[tuple[str, Compiled]] = []
        self._of_persons: list[tuple[str, Compiled]] = []
        for key, node in found.items():
            place = self._of_persons if node.item.scope is Scope.PERSON else self._of_case
            place.append((COMPUTED + key, compile_node(node.inner)))

    def computed(self, facts: Facts) -> Facts:
        """The same facts with the values of the derived items, for evaluating only.

        They hold for exactly these answers: whoever tries others drops the values that depend on them, or
        begins with the answers alone.
        """
        members = facts.members
        if members is not None and self._of_persons:
            filled: tuple[dict[str, Any], ...] = tuple(dict(member) for member in members)
            for key, compute in self._of_persons:
                for member in filled:
                    member[key] = compute(facts, member)
            facts = facts.with_members(filled)
        if not self._of_case:
            return facts
        case: dict[str, Any] = dict(facts.case)
        facts = Facts(case=case, members=facts.members, today=facts.today)
        for key, compute in self._of_case:
            case[key] = compute(facts, NOBODY)
        return facts


def _inner_first(node: nodes.Node) -> Iterator[nodes.DerivedNode]:
    for child in nodes.children(node):
        yield from _inner_first(child)
    if isinstance(node, nodes.DerivedNode):
        yield node


__all__ = ["Derivations"]
