"""Evaluation of the tree as the language is defined: slow, plain, the measure for the other two ways.

`madoguchi.core.conditions.compiling` gives the same values in microseconds, `dataframes` for all residents
at once; property-based tests hold the three together.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from madoguchi.core.conditions import nodes, spans
from madoguchi.core.conditions.spans import Span
from madoguchi.core.vocabulary import UNKNOWN, Facts, PartialDate, Value
from madoguchi.lib.working_days import next_working_day


def evaluate(node: nodes.Node, facts: Facts, person: int | None = None) -> Any:  # noqa: C901 - one per node
    """The value: bool, int, str, date, a tuple of codes, a Span of numbers or dates, or UNKNOWN."""
    match node:
        case nodes.Literal():
            return node.value
        case nodes.Today():
            return facts.today
        case nodes.ItemNode(item=item):
            return from_fact(facts.get(item.key, person))
        case nodes.DerivedNode(inner=inner):
            return evaluate(inner, facts, person)
        case nodes.Not(operand=operand):
            value = evaluate(operand, facts, person)
            return UNKNOWN if value is UNKNOWN else not value
        case nodes.And(operands=operands):
            return conjunction(evaluate(operand, facts, person) for operand in operands)
        case nodes.Or(operands=operands):
            return disjunction(evaluate(operand, facts, person) for operand in operands)
        case nodes.Compare(operator=operator, left=left, right=right):
            return compare(operator, evaluate(left, facts, person), evaluate(right, facts, person))
        case nodes.In(element=element, options=options):
            value = evaluate(element, facts, person)
            return disjunction(compare("==", value, option.value) for option in options)
        case nodes.Contains(codes=codes, code=code):
            value = evaluate(codes, facts, person)
            return UNKNOWN if value is UNKNOWN else code in value
        case nodes.Choose(condition=condition, then=then, otherwise=otherwise):
            chosen = evaluate(condition, facts, person)
            if chosen is not UNKNOWN:
                return evaluate(then if chosen else otherwise, facts, person)
            return either(
                evaluate(then, facts, person), evaluate(otherwise, facts, person), node.kind.is_ordered
            )
        case nodes.Known(operand=operand):
            value = evaluate(operand, facts, person)
            return value is not UNKNOWN and not isinstance(value, Span)
        case nodes.Aggregate():
            return _aggregate(node, facts)
    return _computed(node, [evaluate(child, facts, person) for child in nodes.children(node)])


def _computed(node: nodes.Node, values: list[Any]) -> Any:
    """The nodes whose value is unknown as soon as one part is."""
    if any(value is UNKNOWN for value in values):
        return UNKNOWN
    bounds = [bounds_of(value) for value in values]
    match node:
        case nodes.Arithmetic(operator=operator):
            return arithmetic(operator, *bounds)
        case nodes.Shift(unit=unit, amount=amount):
            low, high = bounds[0]
            return spans.span(spans.shift(low, unit, amount), spans.shift(high, unit, amount))
        case nodes.DaysBetween():
            (low, high), (earlier_low, earlier_high) = bounds
            return spans.span((low - earlier_high).days, (high - earlier_low).days)
        case nodes.Age():
            (birth_low, birth_high), (on_low, on_high) = bounds
            return spans.span(spans.age_between(birth_high, on_low), spans.age_between(birth_low, on_high))
        case nodes.FiscalYear():
            return spans.span(*(spans.fiscal_year(bound) for bound in bounds[0]))
        case nodes.NextWorkingDay():
            return spans.span(*(next_working_day(bound) for bound in bounds[0]))
        case nodes.Extreme(name=name):
            choose = min if name == "min" else max
            return spans.span(choose(low for low, _ in bounds), choose(high for _, high in bounds))
    raise AssertionError(node)


def from_fact(value: Value) -> Any:
    """A fact as the language computes with it: a partly known date is an interval."""
    return Span(value.earliest, value.latest) if isinstance(value, PartialDate) else value


def bounds_of(value: Any) -> tuple[Any, Any]:
    """Low and high of a value that is not unknown."""
    return (value.low, value.high) if isinstance(value, Span) else (value, value)


def conjunction(values: Iterable[Any]) -> Any:
    """Kleene's and."""
    unknown = False
    for value in values:
        if value is False:
            return False
        unknown = unknown or value is UNKNOWN
    return UNKNOWN if unknown else True


def disjunction(values: Iterable[Any]) -> Any:
    """Kleene's or."""
    unknown = False
    for value in values:
        if value is True:
            return True
        unknown = unknown or value is UNKNOWN
    return UNKNOWN if unknown else False


def compare(operator: nodes.ComparisonOperator, left: Any, right: Any) -> Any:
    """A comparison of two values; of intervals it is decided when it holds, or fails, throughout."""
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if operator == "!=":
        same = compare("==", left, right)
        return UNKNOWN if same is UNKNOWN else not same
    if operator in (">", ">="):
        return compare("<" if operator == ">" else "<=", right, left)
    left_low, left_high = bounds_of(left)
    right_low, right_high = bounds_of(right)
    if operator == "==":
        if not isinstance(left, Span) and not isinstance(right, Span):
            return left == right
        return False if left_high < right_low or right_high < left_low else UNKNOWN
    if operator == "<":
        return True if left_high < right_low else False if left_low >= right_high else UNKNOWN
    return True if left_high <= right_low else False if left_low > right_high else UNKNOWN


def either(one: Any, other: Any, ordered: bool) -> Any:
    """What is known of a value that is one of two: the interval around both, or the value both agree on."""
    if one is UNKNOWN or other is UNKNOWN:
        return UNKNOWN
    if not ordered:
        return one if one == other else UNKNOWN
    lows, highs = zip(bounds_of(one), bounds_of(other), strict=True)
    return spans.span(min(lows), max(highs))


def arithmetic(operator: nodes.ArithmeticOperator, left: tuple[int, int], right: tuple[int, int]) -> Any:
    """Interval arithmetic of integers, kept within the bounds of the language."""
    if operator == "+":
        corners = [left[0] + right[0], left[1] + right[1]]
    elif operator == "-":
        corners = [left[0] - right[1], left[1] - right[0]]
    else:
        corners = [one * other for one in left for other in right]
    return spans.span(spans.clamp(min(corners)), spans.clamp(max(corners)))


def _aggregate(node: nodes.Aggregate, facts: Facts) -> Any:
    if facts.members is None:
        return UNKNOWN
    values = [evaluate(node.term, facts, person) for person in facts.persons()]
    match node.name:
        case "any":
            return disjunction(values)
        case "all":
            return conjunction(values)
        case "count":
            certain = sum(value is True for value in values)
            return spans.span(certain, certain + sum(value is UNKNOWN for value in values))
    if any(value is UNKNOWN for value in values) or (not values and node.name != "sum"):
        return UNKNOWN
    bounds = [bounds_of(value) for value in values]
    if node.name == "sum":
        return spans.span(
            spans.clamp(sum(low for low, _ in bounds)), spans.clamp(sum(high for _, high in bounds))
        )
    choose = min if node.name == "min" else max
    return spans.span(choose(low for low, _ in bounds), choose(high for _, high in bounds))


def known_value(value: Any) -> Any:
    """What leaves the language: an interval that is not one value is not known."""
    return UNKNOWN if isinstance(value, Span) else value


__all__ = ["arithmetic", "bounds_of", "compare", "either", "evaluate", "known_value"]
