"""Conditions as a decision of GoRules zen-engine: an expression for each rule, a run for each household."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from madoguchi.core.conditions import nodes
from madoguchi.core.vocabulary import Facts
from madoguchi_testing.benchmarks.peers.plain import (
    RealRule,
    UntranslatableError,
    first_day_number,
    flag_of,
    folded_today,
    name_of,
    number_of,
    plain_values,
)

Decide = Callable[[dict[str, Any]], dict[str, Any]]


def decision_of(rules: Sequence[RealRule], today: date) -> Decide:
    """The rules as one loaded decision: context → results by rule, a list per member for rules about persons.

    Raises ImportError without the `bench` extra, UntranslatableError.
    """
    import zen

    expressions = [{"id": rule.name, "key": rule.name, "value": expression_of(rule, today)} for rule in rules]
    place = {"x": 0, "y": 0}
    graph = {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": place},
            {
                "id": "rules",
                "type": "expressionNode",
                "name": "rules",
                "position": place,
                "content": {"expressions": expressions},
            },
            {"id": "out", "type": "outputNode", "name": "out", "position": place},
        ],
        "edges": [
            {"id": "first", "sourceId": "in", "targetId": "rules", "type": "edge"},
            {"id": "second", "sourceId": "rules", "targetId": "out", "type": "edge"},
        ],
    }
    decision = zen.ZenEngine().create_decision(json.dumps(graph))
    return lambda context: dict(decision.evaluate(context)["result"])


def context_of(facts: Facts) -> dict[str, Any]:
    """The answers of a household as the decision reads them."""
    return plain_values(facts.case) | {"members": [plain_values(member) for member in facts.members or ()]}


def expression_of(rule: RealRule, today: date) -> str:
    """A rule in the expression language of zen."""
    writer = _Writer(today)
    if rule.of_person:
        return f"map(members, {writer.write(rule.expression.node, '#.')})"
    return writer.write(rule.expression.node, "")


class _Writer:
    def __init__(self, today: date) -> None:
        self._today = today

    def write(self, node: nodes.Node, of_member: str) -> str:  # noqa: C901 - one branch per node
        """The node as text; `of_member` stands before the items of a member."""
        by_day = folded_today(node, self._today)
        if by_day is not None:
            return self._literal(by_day)

        def inner(part: nodes.Node) -> str:
            return self.write(part, of_member)

        match node:
            case nodes.ItemNode(key=key):
                return f"{of_member if node.of_person else ''}{name_of(key)}"
            case nodes.DerivedNode(inner=below):
                return inner(below)
            case nodes.Not(operand=operand):
                return f"(not {inner(operand)})"
            case nodes.And(operands=operands):
                return f"({' and '.join(inner(operand) for operand in operands)})"
            case nodes.Or(operands=operands):
                return f"({' or '.join(inner(operand) for operand in operands)})"
            case nodes.Compare(operator=operator, left=left, right=right):
                return f"({inner(left)} {operator} {inner(right)})"
            case nodes.In(element=element, options=options):
                written = ", ".join(self._literal(option.value) for option in options)
                return f"({inner(element)} in [{written}])"
            case nodes.Contains(codes=nodes.ItemNode(key=key) as codes, code=code):
                return f"({of_member if codes.of_person else ''}{flag_of(key, code)} == true)"
            case nodes.Arithmetic(operator=operator, left=left, right=right):
                return f"({inner(left)} {operator} {inner(right)})"
            case nodes.Choose(condition=condition, then=then, otherwise=otherwise):
                return f"({inner(condition)} ? {inner(then)} : {inner(otherwise)})"
            case nodes.Age(birth=birth, on=on):
                return f"floor(({inner(on)} - {inner(birth)}) / 10000)"
            case nodes.FiscalYear():
                day, number = first_day_number(node)
                return f"floor(({inner(day)} - {number}) / 10000)"
            case nodes.Aggregate(name="any" | "all" | "count" as name, term=term):
                function = {"any": "some", "all": "all", "count": "count"}[name]
                return f"{function}(members, {self.write(term, '#.')})"
        raise UntranslatableError(type(node).__name__)

    def _literal(self, value: Any) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, date):
            return str(number_of(value))
        return f"'{value}'" if isinstance(value, str) else str(value)


__all__ = ["Decide", "context_of", "decision_of", "expression_of"]
