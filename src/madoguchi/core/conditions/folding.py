"""The tree with some answers already filled in: what is left of a condition when an event is chosen.

A life event answers some items by itself (`move.kind` is `move_in`). Filled in, most conditions of a pack are
decided at once, and those that are left become shorter. Folding keeps the value for all facts that hold these
answers. Only `any` over members none of whom can be meant becomes false (and `all` true) while the members
are not known yet, where the unfolded condition is still unknown: it decides earlier, never otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from madoguchi.core.conditions import nodes
from madoguchi.core.conditions.evaluating import compare, evaluate
from madoguchi.core.conditions.kinds import Kind
from madoguchi.core.vocabulary import Facts, Value

_TRUE = nodes.Literal(True, Kind.BOOLEAN)
_FALSE = nodes.Literal(False, Kind.BOOLEAN)

_NOBODY = Facts(case={}, members=(), today=date.min)
"""For folding written values: nothing of a household is read, and `today` is never folded."""


def fold(node: nodes.Node, known: Mapping[str, Value]) -> nodes.Node:
    """The node with the items of `known` (by key) filled in; the same object where nothing changes.

    A key of a person's item stands for that item of every person. 「わからない」 and partly known dates are
    not filled in.
    """
    match node:
        case nodes.Literal() | nodes.Today():
            return node
        case nodes.And(operands=operands) | nodes.Or(operands=operands):
            return _junction(node, operands, known)
        case nodes.ItemNode():
            return _filled_in(node, known)
        case nodes.Compare(right=nodes.Literal(value=value)):
            return _compared(node, value, known)
        case nodes.Known(operand=operand):
            # Only a plainly answered item: what is refined below must not make known() true too early.
            answered = isinstance(operand, nodes.ItemNode) and _filled_in(operand, known) is not operand
            return _TRUE if answered else node
        case nodes.Contains(codes=nodes.ItemNode(item=item), code=code) if isinstance(
            codes := known.get(item.key), tuple
        ):
            return _boolean(code in codes)
        case nodes.Choose(condition=condition):
            chosen = fold(condition, known)
            if isinstance(chosen, nodes.Literal):
                return fold(node.then if chosen.value else node.otherwise, known)
        case nodes.Aggregate(name=name, term=term):
            inner = fold(term, known)
            if (name, _truth(inner)) in (("any", False), ("all", True)):
                return inner
            return node if inner is term else replace(node, term=inner)
    written = nodes.children(node)
    parts = tuple(fold(child, known) for child in written)
    if all(isinstance(part, nodes.Literal) for part in parts):
        return nodes.Literal(evaluate(_with_children(node, parts), _NOBODY), node.kind)
    unchanged = all(part is child for part, child in zip(parts, written, strict=True))
    return node if unchanged else _with_children(node, parts)


def _boolean(value: bool) -> nodes.Literal:
    return _TRUE if value else _FALSE


def _filled_in(node: nodes.ItemNode, known: Mapping[str, Value]) -> nodes.Node:
    value = known.get(node.key)
    return nodes.Literal(value, node.kind) if isinstance(value, bool | int | str | date) else node


def _compared(node: nodes.Compare, written: Value, known: Mapping[str, Value]) -> nodes.Node:
    """A comparison with a written value, by far the most frequent part: `move.kind == "move_in"`."""
    left = fold(node.left, known)
    if isinstance(left, nodes.Literal):
        return _boolean(compare(node.operator, left.value, written))
    return node if left is node.left else replace(node, left=left)


def _truth(node: nodes.Node) -> bool | None:
    """The truth value of a written boolean; None for everything else."""
    return node.value if isinstance(node, nodes.Literal) and isinstance(node.value, bool) else None


def _junction(
    node: nodes.And | nodes.Or, written: tuple[nodes.Node, ...], known: Mapping[str, Value]
) -> nodes.Node:
    """The junction of folded operands without those that make no difference."""
    decisive = isinstance(node, nodes.Or)
    operands: list[nodes.Node] = []
    for operand in written:
        folded = fold(operand, known)
        truth = _truth(folded)
        if truth is decisive:
            return _boolean(decisive)
        if truth is None:
            operands.append(folded)
    left = tuple(operands)
    if not left:
        return _boolean(not decisive)
    if len(left) == 1:
        return left[0]
    unchanged = len(left) == len(node.operands) and all(
        one is other for one, other in zip(left, node.operands, strict=True)
    )
    return node if unchanged else replace(node, operands=left)


def _with_children(node: nodes.Node, parts: tuple[nodes.Node, ...]) -> nodes.Node:
    """The node over other nodes; `parts` are in the order of `nodes.children`."""
    match node:
        case nodes.DerivedNode():
            return replace(node, inner=parts[0])
        case nodes.Not():
            return replace(node, operand=parts[0])
        case nodes.Extreme():
            return replace(node, operands=parts)
        case nodes.Compare() | nodes.Arithmetic():
            return replace(node, left=parts[0], right=parts[1])
        case nodes.In():
            return replace(node, element=parts[0])
        case nodes.Contains():
            return replace(node, codes=parts[0])
        case nodes.Shift() | nodes.FiscalYear() | nodes.NextWorkingDay():
            return replace(node, day=parts[0])
        case nodes.DaysBetween():
            return replace(node, later=parts[0], earlier=parts[1])
        case nodes.Choose():
            return replace(node, condition=parts[0], then=parts[1], otherwise=parts[2])
        case nodes.Age():
            return replace(node, birth=parts[0], on=parts[1])
    raise AssertionError(node)


__all__ = ["fold"]
