"""What both translations share: names without dots, dates as numbers like 20260319, and what is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from madoguchi.core.conditions import Expression, nodes
from madoguchi.core.conditions.evaluating import evaluate
from madoguchi.core.packs import MunicipalityPack
from madoguchi.core.vocabulary import Facts, Unknown, Value
from madoguchi.engines.navigator.domain.rules import rules_of

APRIL = 401
"""A fiscal year begins on 1 April: the number of its month and day."""


class UntranslatableError(Exception):
    """A node for which the other engine has no counterpart, e.g. the next working day."""


@dataclass(frozen=True, slots=True)
class RealRule:
    """A condition of a pack, with what the event sets filled in; `of_person`: one answer for each member."""

    name: str
    expression: Expression

    @property
    def of_person(self) -> bool:
        """Whether it is asked for each member."""
        return self.expression.scope == "person"


def real_rules(pack: MunicipalityPack, event_key: str, facts: Facts) -> list[RealRule]:
    """When the procedures of an event apply: all of them that read nothing but the items of these facts."""
    answered = set(facts.case).union(*(facts.members or ()), {"members"})
    return [
        RealRule(rule.procedure.key, rule.applies_when)
        for rule in rules_of(pack, event_key).rules
        if rule.applies_when.written_value is None and rule.applies_when.depends_on <= answered
    ]


def name_of(key: str) -> str:
    """The name of an item in the other engines."""
    return key.replace(".", "_")


def flag_of(key: str, code: str) -> str:
    """The name under which one choice of an item with several is a yes or no."""
    return f"{name_of(key)}__{code}"


def number_of(day: date) -> int:
    """A date as a number that keeps its order, and from which ages are one subtraction: 20260319."""
    return day.year * 10_000 + day.month * 100 + day.day


def folded_today(node: nodes.Node, today: date) -> Any:
    """The value of a term that reads nothing but the day; None for every other term."""
    read = [inner for inner in nodes.walk(node) if isinstance(inner, nodes.ItemNode | nodes.Aggregate)]
    return None if read else evaluate(node, Facts(case={}, members=(), today=today))


def first_day_number(node: nodes.FiscalYear) -> tuple[nodes.Node, int]:
    """The date below a fiscal year and the number to take off before dividing by 10000.

    「the day before the birthday」 is the one moved date in the conditions: a day less is a number more,
    because a fiscal year begins on the first of a month.
    """
    match node.day:
        case nodes.Shift(day=day, unit="days", amount=-1):
            return day, APRIL + 1
        case nodes.ItemNode() | nodes.Today():
            return node.day, APRIL
    raise UntranslatableError(type(node.day).__name__)


def plain_values(values: Mapping[str, Value]) -> dict[str, bool | int | str]:
    """Answers as plain values: dates as numbers, codes as texts, one flag for each code of a list."""
    found: dict[str, bool | int | str] = {}
    for key, value in values.items():
        if isinstance(value, tuple):
            found |= {flag_of(key, code): True for code in value}
        elif isinstance(value, bool | int | str):
            found[name_of(key)] = value
        elif isinstance(value, date):
            found[name_of(key)] = number_of(value)
        elif not isinstance(value, Unknown):
            raise UntranslatableError(key)
    return found
