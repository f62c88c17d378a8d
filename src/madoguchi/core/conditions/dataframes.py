"""The tree as Polars expressions: one condition for every resident of the region at once.

The frame has one row per person:

- `household_id`: the household; questions to all members are windows over it.
- `is_member`: boolean; false on the one row that stands for a household without members.
- `members_known`: boolean, the same on all rows of a household; false where its composition is not known.
- `today`: a date column.
- one column per item, named by its key: Boolean, Int64, String or List(String); a missing value is null.
- two columns per date item, `<key>.earliest` and `<key>.latest`: the same day twice where it is known, the
  bounds where it is partly known (昭和18年), null twice where it is not.

Null is unknown. Polars' `&`, `|` and `~` on nullable booleans are Kleene's. Dates and numbers are pairs of
expressions, low and high, as intervals are in the other two ways of evaluation.
"""

from __future__ import annotations

import operator as operators
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any

import polars as pl

from madoguchi.core.conditions import nodes, spans
from madoguchi.core.conditions.kinds import Kind, kind_of
from madoguchi.core.vocabulary import Facts, Item, PartialDate, Unknown, Vocabulary
from madoguchi.lib.working_days import next_working_day

Pair = tuple[pl.Expr, pl.Expr]

_IS_MEMBER = "is_member"
_MEMBERS_KNOWN = "members_known"
_HOUSEHOLD = "household_id"

_FIRST_OF_APRIL = 401
"""Month and day on which a fiscal year begins, as in `_number`."""

_OFFSETS: Mapping[nodes.DurationUnit, str] = {"days": "d", "months": "mo", "years": "y"}
_EXACT: Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "==": operators.eq,
    "<": operators.lt,
    "<=": operators.le,
}
_ARITHMETIC: Mapping[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "+": operators.add,
    "-": operators.sub,
    "*": operators.mul,
}


def as_expression(node: nodes.Node) -> pl.Expr:
    """The value of the expression on each row; null where it is unknown or only known within bounds."""
    if node.kind.is_ordered:
        low, high = _pair(node)
        return pl.when(low == high).then(low)
    return _plain(node)


def frame_of(households: Iterable[Facts], vocabulary: Vocabulary) -> pl.DataFrame:
    """The frame of some households, for tests and small sets; large ones come from the register's columns."""
    items = [item for item in vocabulary.values() if item.derived is None]
    rows: list[dict[str, Any]] = []
    for number, facts in enumerate(households):
        members: tuple[Any, ...] = facts.members or ({},)
        for member in members:
            row: dict[str, Any] = {
                _HOUSEHOLD: number,
                _IS_MEMBER: bool(facts.members),
                _MEMBERS_KNOWN: facts.members is not None,
                "today": facts.today,
            }
            for item in items:
                row.update(_cells(item, {**facts.case, **member}.get(item.key)))
            rows.append(row)
    return pl.DataFrame(rows, schema=frame_schema(vocabulary))


def frame_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """Names and types of the columns that expressions over this vocabulary read."""
    schema: dict[str, Any] = {
        _HOUSEHOLD: pl.Int64,
        _IS_MEMBER: pl.Boolean,
        _MEMBERS_KNOWN: pl.Boolean,
        "today": pl.Date,
    }
    for item in vocabulary.values():
        if item.derived is not None:
            continue
        match kind_of(item):
            case Kind.DATE:
                schema[f"{item.key}.earliest"] = schema[f"{item.key}.latest"] = pl.Date
            case Kind.NUMBER:
                schema[item.key] = pl.Int64
            case Kind.BOOLEAN:
                schema[item.key] = pl.Boolean
            case Kind.CODES:
                schema[item.key] = pl.List(pl.String)
            case _:
                schema[item.key] = pl.String
    return schema


def _cells(item: Item, value: Any) -> dict[str, Any]:
    if isinstance(value, Unknown):
        value = None
    if kind_of(item) is Kind.DATE:
        partial = isinstance(value, PartialDate)
        return {
            f"{item.key}.earliest": value.earliest if partial else value,
            f"{item.key}.latest": value.latest if partial else value,
        }
    return {item.key: list(value) if isinstance(value, tuple) else value}


def _plain(node: nodes.Node) -> pl.Expr:  # noqa: C901 - one branch per node
    """Booleans, texts and codes: one expression."""
    match node:
        case nodes.Literal(value=value):
            return pl.lit(value)
        case nodes.ItemNode(item=item):
            return pl.col(item.key)
        case nodes.DerivedNode(inner=inner):
            return _plain(inner)
        case nodes.Not(operand=operand):
            return ~_plain(operand)
        case nodes.And(operands=operands):
            return reduce(lambda one, other: one & other, [_plain(operand) for operand in operands])
        case nodes.Or(operands=operands):
            return reduce(lambda one, other: one | other, [_plain(operand) for operand in operands])
        case nodes.Compare(operator=operator, left=left, right=right):
            if left.kind.is_ordered:
                return _compare_pairs(operator, _pair(left), _pair(right))
            same = _plain(left) == _plain(right)
            return same if operator == "==" else ~same
        case nodes.In(element=element, options=options):
            if element.kind.is_ordered:
                pair = _pair(element)
                parts = [_compare_pairs("==", pair, _pair(option)) for option in options]
                return reduce(lambda one, other: one | other, parts)
            found = _plain(element)
            return reduce(lambda one, other: one | other, [found == _plain(option) for option in options])
        case nodes.Contains(codes=codes, code=code):
            found = _plain(codes)
            return pl.when(found.is_not_null()).then(found.list.contains(code))
        case nodes.Choose(condition=condition, then=then, otherwise=otherwise):
            chosen, one, other = _plain(condition), _plain(then), _plain(otherwise)
            agreed = pl.when(one == other).then(one)
            return pl.when(chosen.is_null()).then(agreed).when(chosen).then(one).otherwise(other)
        case nodes.Known(operand=operand):
            return as_expression(operand).is_not_null()
        case nodes.Aggregate(name="any", term=term):
            window = _of_members(_plain(term), False).any(ignore_nulls=False).over(_HOUSEHOLD)
            return pl.when(pl.col(_MEMBERS_KNOWN)).then(window)
        case nodes.Aggregate(name="all", term=term):
            window = _of_members(_plain(term), True).all(ignore_nulls=False).over(_HOUSEHOLD)
            return pl.when(pl.col(_MEMBERS_KNOWN)).then(window)
    raise AssertionError(node)


def _pair(node: nodes.Node) -> Pair:  # noqa: C901 - one branch per node
    """Numbers and dates: the lowest and the highest value, null both where unknown."""
    match node:
        case nodes.Literal(value=value):
            return _exactly(pl.lit(value, dtype=pl.Int64 if node.kind is Kind.NUMBER else pl.Date))
        case nodes.Today():
            return _exactly(pl.col("today"))
        case nodes.ItemNode(item=item):
            if node.kind is Kind.DATE:
                return pl.col(f"{item.key}.earliest"), pl.col(f"{item.key}.latest")
            return _exactly(pl.col(item.key))
        case nodes.DerivedNode(inner=inner):
            return _pair(inner)
        case nodes.Arithmetic(operator=operator, left=left, right=right):
            return _arithmetic(operator, _pair(left), _pair(right))
        case nodes.Shift(day=day, unit=unit, amount=amount):
            return _each(_pair(day), lambda bound: _shifted(bound, unit, amount))
        case nodes.DaysBetween(later=later, earlier=earlier):
            (low, high), (other_low, other_high) = _pair(later), _pair(earlier)
            return _both((low - other_high).dt.total_days(), (high - other_low).dt.total_days())
        case nodes.Age(birth=birth, on=on):
            (born_low, born_high), (low, high) = _pair(birth), _pair(on)
            if born_low is born_high and low is high:
                return _exactly(_age(born_low, low))
            return _both(_age(born_high, low), _age(born_low, high))
        case nodes.FiscalYear(day=day):
            return _each(_pair(day), _fiscal_year)
        case nodes.NextWorkingDay(day=day):
            return _each(_pair(day), _next_working_day)
        case nodes.Extreme(name=name, operands=operands):
            pairs = [_pair(operand) for operand in operands]
            return _extreme(name, [low for low, _ in pairs]), _extreme(name, [high for _, high in pairs])
        case nodes.Choose(condition=condition, then=then, otherwise=otherwise):
            return _choose(_plain(condition), _pair(then), _pair(otherwise))
        case nodes.Aggregate():
            return _aggregate(node)
    raise AssertionError(node)


def _exactly(value: pl.Expr) -> Pair:
    """A value that is never known within bounds only: both bounds are one object, and are computed once."""
    return value, value


def _each(pair: Pair, compute: Callable[[pl.Expr], pl.Expr]) -> Pair:
    """A function of both bounds."""
    low, high = pair
    return _exactly(compute(low)) if low is high else (compute(low), compute(high))


def _both(low: pl.Expr, high: pl.Expr) -> Pair:
    """Both bounds, or null both."""
    known = low.is_not_null() & high.is_not_null()
    return pl.when(known).then(low), pl.when(known).then(high)


def _compare_pairs(operator: nodes.ComparisonOperator, left: Pair, right: Pair) -> pl.Expr:
    if operator == "!=":
        return ~_compare_pairs("==", left, right)
    if operator in (">", ">="):
        return _compare_pairs("<" if operator == ">" else "<=", right, left)
    (left_low, left_high), (right_low, right_high) = left, right
    if left_low is left_high and right_low is right_high:
        return _EXACT[operator](left_low, right_low)
    if operator == "==":
        apart = (left_high < right_low) | (right_high < left_low)
        same = (left_low == left_high) & (right_low == right_high) & (left_low == right_low)
        return pl.when(apart).then(False).when(same).then(True)
    if operator == "<":
        return pl.when(left_high < right_low).then(True).when(left_low >= right_high).then(False)
    return pl.when(left_high <= right_low).then(True).when(left_low > right_high).then(False)


def _arithmetic(operator: nodes.ArithmeticOperator, left: Pair, right: Pair) -> Pair:
    if left[0] is left[1] and right[0] is right[1]:
        return _exactly(_clamp(_ARITHMETIC[operator](left[0], right[0])))
    if operator == "+":
        low, high = left[0] + right[0], left[1] + right[1]
    elif operator == "-":
        low, high = left[0] - right[1], left[1] - right[0]
    else:
        corners = [one * other for one in left for other in right]
        low, high = _extreme("min", corners), _extreme("max", corners)
    return _clamp(low), _clamp(high)


def _clamp(number: pl.Expr) -> pl.Expr:
    return number.clip(-spans.LARGEST, spans.LARGEST)


def _extreme(name: str, values: list[pl.Expr]) -> pl.Expr:
    """The smallest or largest of several, null as soon as one is null."""
    known = reduce(lambda one, other: one & other, [value.is_not_null() for value in values])
    found = pl.min_horizontal(values) if name == "min" else pl.max_horizontal(values)
    return pl.when(known).then(found)


def _choose(chosen: pl.Expr, then: Pair, otherwise: Pair) -> Pair:
    def pick(one: pl.Expr, other: pl.Expr, either: pl.Expr) -> pl.Expr:
        return pl.when(chosen.is_null()).then(either).when(chosen).then(one).otherwise(other)

    low = pick(then[0], otherwise[0], _extreme("min", [then[0], otherwise[0]]))
    high = pick(then[1], otherwise[1], _extreme("max", [then[1], otherwise[1]]))
    return low, high


def _age(birth: pl.Expr, on: pl.Expr) -> pl.Expr:
    return (_number(on) - _number(birth)) // 10_000


def _fiscal_year(day: pl.Expr) -> pl.Expr:
    return (_number(day) - _FIRST_OF_APRIL) // 10_000


def _number(day: pl.Expr) -> pl.Expr:
    """A date as 20260319: full years between two dates are one subtraction; Polars reads each date once."""
    year, month = day.dt.year().cast(pl.Int64), day.dt.month().cast(pl.Int64)
    return year * 10_000 + month * 100 + day.dt.day().cast(pl.Int64)


def _shifted(day: pl.Expr, unit: nodes.DurationUnit, amount: int) -> pl.Expr:
    """A date moved; a day that its month does not have becomes its last, as `spans.shift` does."""
    moved = day.dt.offset_by(f"{amount}{_OFFSETS[unit]}")
    return moved.clip(spans.FIRST_DAY, spans.LAST_DAY)


def _next_working_day(day: pl.Expr) -> pl.Expr:
    """Looked up once for each different date of the column."""

    def look_up(column: pl.Series) -> pl.Series:
        different = column.drop_nulls().unique()
        if different.is_empty():
            return column
        working = pl.Series([next_working_day(one) for one in different], dtype=pl.Date)
        return column.replace_strict(different, working, default=None)

    return day.map_batches(look_up, return_dtype=pl.Date, is_elementwise=True)


def _of_members(term: pl.Expr, neutral: bool) -> pl.Expr:
    return pl.when(pl.col(_IS_MEMBER)).then(term).otherwise(neutral)


def _aggregate(node: nodes.Aggregate) -> Pair:
    known = pl.col(_MEMBERS_KNOWN)
    member = pl.col(_IS_MEMBER)
    if node.name == "count":
        term = _plain(node.term)
        certain = (member & term).fill_null(False).cast(pl.Int64).sum().over(_HOUSEHOLD)
        possible = (member & term.is_null()).cast(pl.Int64).sum().over(_HOUSEHOLD)
        return pl.when(known).then(certain), pl.when(known).then(certain + possible)
    low, high = _pair(node.term)
    missing = (member & low.is_null()).any().over(_HOUSEHOLD)
    if node.name == "sum":
        some = known & ~missing
        sums = [
            _clamp(pl.when(member).then(bound).otherwise(0).sum().over(_HOUSEHOLD)) for bound in (low, high)
        ]
        return pl.when(some).then(sums[0]), pl.when(some).then(sums[1])
    some = known & ~missing & member.any().over(_HOUSEHOLD)
    bounds = [pl.when(member).then(bound) for bound in (low, high)]
    found = [bound.min() if node.name == "min" else bound.max() for bound in bounds]
    return pl.when(some).then(found[0].over(_HOUSEHOLD)), pl.when(some).then(found[1].over(_HOUSEHOLD))
