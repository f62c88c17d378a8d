"""The tree of a checked expression. Every node knows its kind; nothing in a tree can be of the wrong type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal as OneOf

from madoguchi.core.conditions.kinds import Kind, kind_of
from madoguchi.core.vocabulary import Item, Scope

ComparisonOperator = OneOf["==", "!=", "<", "<=", ">", ">="]
ArithmeticOperator = OneOf["+", "-", "*"]
DurationUnit = OneOf["days", "months", "years"]
AggregateName = OneOf["any", "all", "count", "sum", "min", "max"]


@dataclass(frozen=True, slots=True)
class Literal:
    """A written value."""

    value: bool | int | str | date
    kind: Kind


@dataclass(frozen=True, slots=True)
class Today:
    """The day for which rules are read."""

    @property
    def kind(self) -> Kind:
        """A date."""
        return Kind.DATE


@dataclass(frozen=True, slots=True)
class ItemNode:
    """The value of a base item, of the case or of the person in question."""

    item: Item

    @property
    def key(self) -> str:
        """The key of the item."""
        return self.item.key

    @property
    def kind(self) -> Kind:
        """The kind of the item's values."""
        return kind_of(self.item)

    @property
    def of_person(self) -> bool:
        """Whether the item belongs to a person."""
        return self.item.scope is Scope.PERSON


@dataclass(frozen=True, slots=True)
class DerivedNode:
    """A derived item and the expression it stands for; it is computed as that, and spoken of as the item."""

    item: Item
    inner: Node

    @property
    def kind(self) -> Kind:
        """The kind of the expression."""
        return self.inner.kind


@dataclass(frozen=True, slots=True)
class Not:
    """Negation."""

    operand: Node
    kind: Kind = Kind.BOOLEAN


@dataclass(frozen=True, slots=True)
class And:
    """All of two or more."""

    operands: tuple[Node, ...]
    kind: Kind = Kind.BOOLEAN


@dataclass(frozen=True, slots=True)
class Or:
    """One of two or more."""

    operands: tuple[Node, ...]
    kind: Kind = Kind.BOOLEAN


@dataclass(frozen=True, slots=True)
class Compare:
    """One comparison of two terms of the same kind."""

    operator: ComparisonOperator
    left: Node
    right: Node
    kind: Kind = Kind.BOOLEAN


@dataclass(frozen=True, slots=True)
class In:
    """Whether a value is one of a written list."""

    element: Node
    options: tuple[Literal, ...]
    kind: Kind = Kind.BOOLEAN


@dataclass(frozen=True, slots=True)
class Contains:
    """Whether a code is among the codes of an item that takes several."""

    codes: Node
    code: str
    kind: Kind = Kind.BOOLEAN


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Sum, difference or product of numbers."""

    operator: ArithmeticOperator
    left: Node
    right: Node
    kind: Kind = Kind.NUMBER


@dataclass(frozen=True, slots=True)
class Shift:
    """A date moved by a number of days, months or years; `amount` is negative for earlier dates."""

    day: Node
    unit: DurationUnit
    amount: int
    kind: Kind = Kind.DATE


@dataclass(frozen=True, slots=True)
class DaysBetween:
    """later - earlier, in days."""

    later: Node
    earlier: Node
    kind: Kind = Kind.NUMBER


@dataclass(frozen=True, slots=True)
class Choose:
    """then if condition else otherwise."""

    condition: Node
    then: Node
    otherwise: Node

    @property
    def kind(self) -> Kind:
        """The kind of both branches."""
        return self.then.kind


@dataclass(frozen=True, slots=True)
class Age:
    """Full years from a birth date to a day."""

    birth: Node
    on: Node
    kind: Kind = Kind.NUMBER


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """The fiscal year (年度, from April) of a date."""

    day: Node
    kind: Kind = Kind.NUMBER


@dataclass(frozen=True, slots=True)
class NextWorkingDay:
    """The date itself when offices are open, else the next day on which they are."""

    day: Node
    kind: Kind = Kind.DATE


@dataclass(frozen=True, slots=True)
class Known:
    """Whether a value is known exactly. Never unknown itself."""

    operand: Node
    kind: Kind = Kind.BOOLEAN


@dataclass(frozen=True, slots=True)
class Extreme:
    """The smallest (`min`) or largest (`max`) of written terms."""

    name: OneOf["min", "max"]
    operands: tuple[Node, ...]

    @property
    def kind(self) -> Kind:
        """The kind of the terms."""
        return self.operands[0].kind


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A question to all members of the household; the items in `term` are those of each member in turn."""

    name: AggregateName
    term: Node

    @property
    def kind(self) -> Kind:
        """Boolean for any and all, a number for count and sum, the term's kind for min and max."""
        if self.name in ("any", "all"):
            return Kind.BOOLEAN
        return Kind.NUMBER if self.name in ("count", "sum") else self.term.kind


Node = (
    Literal
    | Today
    | ItemNode
    | DerivedNode
    | Not
    | And
    | Or
    | Compare
    | In
    | Contains
    | Arithmetic
    | Shift
    | DaysBetween
    | Choose
    | Age
    | FiscalYear
    | NextWorkingDay
    | Known
    | Extreme
    | Aggregate
)


def children(node: Node) -> tuple[Node, ...]:  # noqa: C901 - one branch per node
    """The nodes directly below a node, in reading order."""
    match node:
        case Literal() | Today() | ItemNode():
            return ()
        case DerivedNode(inner=inner):
            return (inner,)
        case Not(operand=operand) | Known(operand=operand):
            return (operand,)
        case And(operands=operands) | Or(operands=operands) | Extreme(operands=operands):
            return operands
        case Compare(left=left, right=right) | Arithmetic(left=left, right=right):
            return (left, right)
        case In(element=element):
            return (element,)
        case Contains(codes=codes):
            return (codes,)
        case Shift(day=day) | FiscalYear(day=day) | NextWorkingDay(day=day):
            return (day,)
        case DaysBetween(later=later, earlier=earlier):
            return (later, earlier)
        case Choose(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
        case Age(birth=birth, on=on):
            return (birth, on)
        case Aggregate(term=term):
            return (term,)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, depth first."""
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        waiting.extend(reversed(children(found)))
