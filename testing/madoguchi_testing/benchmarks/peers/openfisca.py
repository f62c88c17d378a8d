"""Conditions as variables of OpenFisca-Core: formulas over arrays of all persons and households at once."""

from __future__ import annotations

import operator as operators
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any

from madoguchi.core.conditions import nodes
from madoguchi.core.vocabulary import Facts, Vocabulary
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

Array = Any
"""A numpy array with one value for each person or household."""

_MONTH = "2026-03"
"""OpenFisca keeps every answer for a period; ours hold for one day, and any one month stands for it."""

_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operators.eq,
    "!=": operators.ne,
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
    "+": operators.add,
    "-": operators.sub,
    "*": operators.mul,
}


class Columns:
    """The plain answers of many households as arrays, with whom they belong to."""

    def __init__(self, households: Sequence[Facts], codes: Mapping[str, int], *, times: int = 1) -> None:
        """`codes` numbers the texts; `times` repeats the households, for a population of full size."""
        import numpy

        persons = [member for facts in households for member in facts.members or ()]
        sizes = [len(facts.members or ()) for facts in households]
        self.households = len(households) * times
        self.persons = len(persons) * times
        self.household_of: Array = numpy.repeat(numpy.arange(self.households), sizes * times)
        self.of_case = self._arrays([plain_values(facts.case) for facts in households], codes, times)
        self.of_person = self._arrays([plain_values(member) for member in persons], codes, times)

    @staticmethod
    def _arrays(rows: Sequence[Mapping[str, Any]], codes: Mapping[str, int], times: int) -> dict[str, Array]:
        import numpy

        names = dict.fromkeys(name for row in rows for name in row)
        found: dict[str, Array] = {}
        for name in names:
            values = [row.get(name, False) for row in rows]
            numbers = [codes[value] if isinstance(value, str) else value for value in values]
            kind = bool if all(isinstance(value, bool) for value in numbers) else numpy.int32
            found[name] = numpy.tile(numpy.array(numbers, dtype=kind), times)
        return found


def numbers_of_codes(vocabulary: Vocabulary) -> dict[str, int]:
    """A number for every code of the vocabulary: arrays of numbers are what OpenFisca is fast with."""
    codes = dict.fromkeys(code for item in vocabulary.values() for code in item.choices)
    return {code: number for number, code in enumerate(codes)}


class Country:
    """The rules as a system of OpenFisca. Raises ImportError without the extra, UntranslatableError."""

    def __init__(
        self, rules: Sequence[RealRule], columns: Columns, codes: Mapping[str, int], today: date
    ) -> None:
        from openfisca_core.entities import build_entity
        from openfisca_core.periods import DateUnit
        from openfisca_core.taxbenefitsystems import TaxBenefitSystem
        from openfisca_core.variables import Variable

        person = build_entity(key="person", plural="persons", label="person", is_person=True)
        member = {"key": "member", "plural": "members", "label": "member"}
        household = build_entity(key="household", plural="households", label="household", roles=[member])
        self.system = TaxBenefitSystem([person, household])
        self.rules = tuple(rules)

        def variable(name: str, entity: Any, kind: type, **more: Any) -> None:
            said = {
                "value_type": kind,
                "entity": entity,
                "definition_period": DateUnit.MONTH,
                "label": name,
            }
            self.system.add_variable(type(name, (Variable,), said | more))

        for entity, arrays in ((person, columns.of_person), (household, columns.of_case)):
            for name, array in arrays.items():
                variable(name, entity, bool if array.dtype == bool else int)
        for flag, of_person in _flags(rules).items():
            # A choice that nobody ticked has no answers; OpenFisca then takes false.
            if flag not in columns.of_person | columns.of_case:
                variable(flag, person if of_person else household, bool)
        for rule in rules:
            formula = _formula(rule, codes, today)
            variable(f"rule_{rule.name}", person if rule.of_person else household, bool, formula=formula)

    def simulation(self, columns: Columns) -> Any:
        """A simulation that knows these answers and has computed nothing yet."""
        import numpy
        from openfisca_core.periods import period
        from openfisca_core.simulations import SimulationBuilder

        builder = SimulationBuilder()
        builder.create_entities(self.system)
        builder.declare_person_entity("person", numpy.arange(columns.persons))
        group = builder.declare_entity("household", numpy.arange(columns.households))
        builder.join_with_persons(group, columns.household_of, numpy.array(["member"] * columns.persons))
        simulation = builder.build(self.system)
        for name, array in (columns.of_person | columns.of_case).items():
            simulation.set_input(name, period(_MONTH), array)
        return simulation

    def results(self, simulation: Any) -> dict[str, Array]:
        """The answers of all rules."""
        from openfisca_core.periods import period

        month = period(_MONTH)
        return {rule.name: simulation.calculate(f"rule_{rule.name}", month) for rule in self.rules}


def _flags(rules: Sequence[RealRule]) -> dict[str, bool]:
    """The choices of lists that the rules read, and whether they are answered for each person."""
    return {
        flag_of(node.codes.key, node.code): node.codes.of_person
        for rule in rules
        for node in nodes.walk(rule.expression.node)
        if isinstance(node, nodes.Contains) and isinstance(node.codes, nodes.ItemNode)
    }


Compute = Callable[["_View"], Array]


class _View:
    """Where a formula stands: at persons, at households, or at the members of all households."""

    def __init__(self, population: Any, period: Any, *, at_household: bool) -> None:
        self._population = population
        self._period = period
        self._at_household = at_household
        self._group = population if at_household else population.household

    def members(self) -> _View:
        """The view of the members, from wherever this one stands."""
        if not self._at_household:
            return self
        return _View(self._population.members, self._period, at_household=False)

    def item(self, name: str, *, of_person: bool) -> Array:
        """The answers to an item, at the level of this view."""
        holder = self._population if of_person or self._at_household else self._group
        return holder(name, self._period)

    def of_all(self, function: str, values: Array) -> Array:
        """A question to all members, at the level of this view."""
        return getattr(self._group, function)(values)

    def whole(self, value: Any) -> Array:
        """An array of this level, also where the rule gave one value for all."""
        import numpy

        return numpy.broadcast_to(value, (self._population.count,)).astype(bool)


def _formula(rule: RealRule, codes: Mapping[str, int], today: date) -> Callable[..., Array]:
    compute = _Translator(codes, today).translate(rule.expression.node)
    at_household = not rule.of_person

    def formula(population: Any, period: Any) -> Array:
        view = _View(population, period, at_household=at_household)
        return view.whole(compute(view))

    return formula


class _Translator:
    def __init__(self, codes: Mapping[str, int], today: date) -> None:
        self._codes = codes
        self._today = today

    def translate(self, node: nodes.Node) -> Compute:  # noqa: C901 - one branch per node
        """The node as a function of arrays."""
        by_day = folded_today(node, self._today)
        if by_day is not None:
            constant = self._number(by_day)
            return lambda view: constant
        match node:
            case nodes.ItemNode(key=key, of_person=of_person):
                name = name_of(key)
                return lambda view: view.item(name, of_person=of_person)
            case nodes.DerivedNode(inner=inner):
                return self.translate(inner)
            case nodes.Not(operand=operand):
                negated = self.translate(operand)
                return lambda view: operators.invert(negated(view))
            case nodes.And(operands=operands):
                return self._joined(operators.and_, operands)
            case nodes.Or(operands=operands):
                return self._joined(operators.or_, operands)
            case (
                nodes.Compare(operator=symbol, left=left, right=right)
                | nodes.Arithmetic(operator=symbol, left=left, right=right)
            ):
                one, other, compute = self.translate(left), self.translate(right), _OPERATORS[symbol]
                return lambda view: compute(one(view), other(view))
            case nodes.In(element=element, options=options):
                return self._in(element, [self._number(option.value) for option in options])
            case nodes.Contains(codes=nodes.ItemNode(key=key, of_person=of_person), code=code):
                flag = flag_of(key, code)
                return lambda view: view.item(flag, of_person=of_person)
            case nodes.Age(birth=birth, on=on):
                born, day = self.translate(birth), self.translate(on)
                return lambda view: (day(view) - born(view)) // 10_000
            case nodes.FiscalYear():
                below, number = first_day_number(node)
                fiscal = self.translate(below)
                return lambda view: (fiscal(view) - number) // 10_000
            case nodes.Choose():
                return self._choose(node)
            case nodes.Aggregate(name="any" | "all" as name, term=term):
                asked = self.translate(term)
                return lambda view: view.of_all(name, asked(view.members()))
            case nodes.Aggregate(name="count", term=term):
                counted = self.translate(term)
                return lambda view: view.of_all("sum", view.members().whole(counted(view.members())))
        raise UntranslatableError(type(node).__name__)

    def _joined(self, join: Callable[[Any, Any], Any], operands: Sequence[nodes.Node]) -> Compute:
        parts = [self.translate(operand) for operand in operands]
        return lambda view: reduce(join, [part(view) for part in parts])

    def _in(self, element: nodes.Node, numbers: list[Any]) -> Compute:
        found = self.translate(element)

        def contained(view: _View) -> Array:
            values = found(view)
            return reduce(operators.or_, [values == number for number in numbers])

        return contained

    def _choose(self, node: nodes.Choose) -> Compute:
        condition, then, otherwise = (self.translate(part) for part in nodes.children(node))

        def choose(view: _View) -> Array:
            import numpy

            return numpy.where(condition(view), then(view), otherwise(view))

        return choose

    def _number(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._codes.get(value, -1)
        return number_of(value) if isinstance(value, date) else value


__all__ = ["Columns", "Country", "numbers_of_codes"]
