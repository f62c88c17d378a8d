"""The tree as nested closures: what the platform runs, in microseconds per condition.

Each closure takes the facts and the values of the person in question and gives a value as
`madoguchi.core.conditions.evaluating` defines it. Frequent shapes (an item beside a written value, an age
as of today) have closures of their own.
"""

from __future__ import annotations

import operator as operators
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from madoguchi.core.conditions import nodes, spans
from madoguchi.core.conditions.evaluating import arithmetic, bounds_of, compare, either
from madoguchi.core.conditions.spans import Span
from madoguchi.core.vocabulary import UNKNOWN, Facts, PartialDate, Scope, Value
from madoguchi.lib.working_days import next_working_day

Compiled = Callable[[Facts, Mapping[str, Value]], Any]
"""facts, values of the person in question (empty in case scope) → value, Span or UNKNOWN."""

NOBODY: Mapping[str, Value] = {}

COMPUTED = "="
"""Before the key of a derived item whose value was computed beforehand (`deriving`); no item begins so."""

_MISSING: Any = object()

_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operators.eq,
    "!=": operators.ne,
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
}

_ARITHMETIC: dict[str, Callable[[int, int], int]] = {
    "+": operators.add,
    "-": operators.sub,
    "*": operators.mul,
}


def compile_node(node: nodes.Node) -> Compiled:  # noqa: C901 - one branch per node
    """The closure of a node."""
    match node:
        case nodes.Literal(value=value):
            return lambda facts, person: value
        case nodes.Today():
            return lambda facts, person: facts.today
        case nodes.ItemNode():
            return _item(node)
        case nodes.DerivedNode():
            return _derived(node)
        case nodes.Not(operand=operand):
            return _not(compile_node(operand))
        case nodes.And(operands=parts):
            return _junction([compile_node(part) for part in parts], decisive=False)
        case nodes.Or(operands=parts):
            return _junction([compile_node(part) for part in parts], decisive=True)
        case nodes.Compare():
            return _compare(node)
        case nodes.In():
            return _in(node)
        case nodes.Contains(codes=codes, code=code):
            return _contains(compile_node(codes), code)
        case nodes.Choose():
            return _choose(node)
        case nodes.Known(operand=operand):
            return _known(compile_node(operand))
        case nodes.Age():
            return _age(node)
        case nodes.Arithmetic():
            return _arithmetic(node)
        case nodes.DaysBetween():
            return _days_between(node)
        case nodes.Shift(day=day, unit=unit, amount=amount):
            return _of_date(compile_node(day), lambda found: spans.shift(found, unit, amount))
        case nodes.FiscalYear(day=day):
            return _of_date(compile_node(day), spans.fiscal_year)
        case nodes.NextWorkingDay(day=day):
            return _of_date(compile_node(day), next_working_day)
        case nodes.Extreme():
            return _extreme(node)
        case nodes.Aggregate():
            return _aggregate(node)
    raise AssertionError(node)


def _item(node: nodes.ItemNode) -> Compiled:
    key = node.key
    if node.kind.is_ordered:
        if node.of_person:

            def person_date(facts: Facts, person: Mapping[str, Value]) -> Any:
                value = person.get(key, UNKNOWN)
                return Span(value.earliest, value.latest) if type(value) is PartialDate else value

            return person_date

        def case_date(facts: Facts, person: Mapping[str, Value]) -> Any:
            value = facts.case.get(key, UNKNOWN)
            return Span(value.earliest, value.latest) if type(value) is PartialDate else value

        return case_date
    if node.of_person:
        return lambda facts, person: person.get(key, UNKNOWN)
    return lambda facts, person: facts.case.get(key, UNKNOWN)


def _derived(node: nodes.DerivedNode) -> Compiled:
    key, compute = COMPUTED + node.item.key, compile_node(node.inner)
    if node.item.scope is Scope.PERSON:

        def derived_of_person(facts: Facts, person: Mapping[str, Value]) -> Any:
            value = person.get(key, _MISSING)
            return compute(facts, person) if value is _MISSING else value

        return derived_of_person

    def derived_of_case(facts: Facts, person: Mapping[str, Value]) -> Any:
        value = facts.case.get(key, _MISSING)
        return compute(facts, person) if value is _MISSING else value

    return derived_of_case


def _not(operand: Compiled) -> Compiled:
    def negated(facts: Facts, person: Mapping[str, Value]) -> Any:
        value = operand(facts, person)
        return value if value is UNKNOWN else not value

    return negated


def _junction(parts: list[Compiled], *, decisive: bool) -> Compiled:
    def junction(facts: Facts, person: Mapping[str, Value]) -> Any:
        result: Any = not decisive
        for part in parts:
            value = part(facts, person)
            if value is decisive:
                return decisive
            if value is UNKNOWN:
                result = UNKNOWN
        return result

    return junction


def _compare(node: nodes.Compare) -> Compiled:
    symbol = node.operator
    holds = _OPERATORS[symbol]
    left = compile_node(node.left)
    if isinstance(node.right, nodes.Literal):
        constant: Any = node.right.value

        def compared_with_constant(facts: Facts, person: Mapping[str, Value]) -> Any:
            value = left(facts, person)
            if value is UNKNOWN:
                return UNKNOWN
            return compare(symbol, value, constant) if type(value) is Span else holds(value, constant)

        return compared_with_constant
    right = compile_node(node.right)

    def compared(facts: Facts, person: Mapping[str, Value]) -> Any:
        one = left(facts, person)
        if one is UNKNOWN:
            return UNKNOWN
        other = right(facts, person)
        if other is UNKNOWN:
            return UNKNOWN
        if type(one) is Span or type(other) is Span:
            return compare(symbol, one, other)
        return holds(one, other)

    return compared


def _in(node: nodes.In) -> Compiled:
    element = compile_node(node.element)
    options = frozenset(option.value for option in node.options)

    def contained(facts: Facts, person: Mapping[str, Value]) -> Any:
        value = element(facts, person)
        if value is UNKNOWN:
            return UNKNOWN
        if type(value) is Span:
            # An interval is never certainly one written value; it is certainly none when all lie outside.
            outside = all(option < value.low or value.high < option for option in options)
            return False if outside else UNKNOWN
        return value in options

    return contained


def _contains(codes: Compiled, code: str) -> Compiled:
    def contains(facts: Facts, person: Mapping[str, Value]) -> Any:
        value = codes(facts, person)
        return value if value is UNKNOWN else code in value

    return contains


def _choose(node: nodes.Choose) -> Compiled:
    condition, then, otherwise = (compile_node(part) for part in nodes.children(node))
    ordered = node.kind.is_ordered

    def choose(facts: Facts, person: Mapping[str, Value]) -> Any:
        chosen = condition(facts, person)
        if chosen is True:
            return then(facts, person)
        if chosen is False:
            return otherwise(facts, person)
        return either(then(facts, person), otherwise(facts, person), ordered)

    return choose


def _known(operand: Compiled) -> Compiled:
    def known(facts: Facts, person: Mapping[str, Value]) -> Any:
        value = operand(facts, person)
        return value is not UNKNOWN and type(value) is not Span

    return known


def _age(node: nodes.Age) -> Compiled:
    birth, on = compile_node(node.birth), compile_node(node.on)
    age_between = spans.age_between

    def age(facts: Facts, person: Mapping[str, Value]) -> Any:
        born = birth(facts, person)
        if born is UNKNOWN:
            return UNKNOWN
        day = on(facts, person)
        if day is UNKNOWN:
            return UNKNOWN
        if type(born) is Span or type(day) is Span:
            (born_low, born_high), (low, high) = bounds_of(born), bounds_of(day)
            return spans.span(age_between(born_high, low), age_between(born_low, high))
        return age_between(born, day)

    return age


def _arithmetic(node: nodes.Arithmetic) -> Compiled:
    left, right, symbol = compile_node(node.left), compile_node(node.right), node.operator
    compute = _ARITHMETIC[symbol]

    def computed(facts: Facts, person: Mapping[str, Value]) -> Any:
        one, other = left(facts, person), right(facts, person)
        if one is UNKNOWN or other is UNKNOWN:
            return UNKNOWN
        if type(one) is int and type(other) is int:
            return spans.clamp(compute(one, other))
        return arithmetic(symbol, bounds_of(one), bounds_of(other))

    return computed


def _days_between(node: nodes.DaysBetween) -> Compiled:
    later, earlier = compile_node(node.later), compile_node(node.earlier)

    def days_between(facts: Facts, person: Mapping[str, Value]) -> Any:
        one, other = later(facts, person), earlier(facts, person)
        if one is UNKNOWN or other is UNKNOWN:
            return UNKNOWN
        (low, high), (other_low, other_high) = bounds_of(one), bounds_of(other)
        return spans.span((low - other_high).days, (high - other_low).days)

    return days_between


def _of_date(day: Compiled, compute: Callable[[date], Any]) -> Compiled:
    def computed(facts: Facts, person: Mapping[str, Value]) -> Any:
        value = day(facts, person)
        if value is UNKNOWN:
            return UNKNOWN
        return spans.span(compute(value.low), compute(value.high)) if type(value) is Span else compute(value)

    return computed


def _extreme(node: nodes.Extreme) -> Compiled:
    terms = [compile_node(term) for term in node.operands]
    choose: Callable[..., Any] = min if node.name == "min" else max

    def extreme(facts: Facts, person: Mapping[str, Value]) -> Any:
        return _extreme_of([term(facts, person) for term in terms], choose)

    return extreme


def _extreme_of(values: list[Any], choose: Callable[..., Any]) -> Any:
    if not values or any(value is UNKNOWN for value in values):
        return UNKNOWN
    bounds = [bounds_of(value) for value in values]
    return spans.span(choose(low for low, _ in bounds), choose(high for _, high in bounds))


def _aggregate(node: nodes.Aggregate) -> Compiled:
    term, name = compile_node(node.term), node.name
    if name in ("any", "all"):
        return _question_to_all(term, decisive=name == "any")

    def aggregate(facts: Facts, person: Mapping[str, Value]) -> Any:
        if facts.members is None:
            return UNKNOWN
        values = [term(facts, member) for member in facts.members]
        if name == "count":
            certain = sum(value is True for value in values)
            return spans.span(certain, certain + sum(value is UNKNOWN for value in values))
        if name != "sum":
            return _extreme_of(values, min if name == "min" else max)
        if any(value is UNKNOWN for value in values):
            return UNKNOWN
        bounds = [bounds_of(value) for value in values]
        low, high = sum(low for low, _ in bounds), sum(high for _, high in bounds)
        return spans.span(spans.clamp(low), spans.clamp(high))

    return aggregate


def _question_to_all(term: Compiled, *, decisive: bool) -> Compiled:
    def question(facts: Facts, person: Mapping[str, Value]) -> Any:
        if facts.members is None:
            return UNKNOWN
        result: Any = not decisive
        for member in facts.members:
            value = term(facts, member)
            if value is decisive:
                return decisive
            if value is UNKNOWN:
                result = UNKNOWN
        return result

    return question
