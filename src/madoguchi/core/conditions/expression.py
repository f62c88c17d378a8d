"""One compiled expression: what the rest of the platform holds in its hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from madoguchi.core.conditions import evaluating, nodes
from madoguchi.core.conditions.checking import check_source
from madoguchi.core.conditions.compiling import NOBODY, Compiled, compile_node
from madoguchi.core.conditions.explaining import Explanation, Parts, PersonLabel, explain
from madoguchi.core.conditions.folding import fold
from madoguchi.core.conditions.kinds import Kind
from madoguchi.core.conditions.opening import Opening, OpenItem
from madoguchi.core.conditions.spans import Span
from madoguchi.core.vocabulary import UNKNOWN, Facts, Scope, Value, Vocabulary

if TYPE_CHECKING:
    import polars


class Expression:
    """A checked expression of the condition language, made by `compile_expression`."""

    def __init__(self, source: str, node: nodes.Node, scope: Scope) -> None:
        self.source = source
        self.node = node
        self.scope = scope
        self._filled_in: dict[tuple[tuple[str, Value], ...], Expression] = {}

    @property
    def kind(self) -> Kind:
        """The kind of value it gives."""
        return self.node.kind

    def evaluate(self, facts: Facts, person: int | None = None) -> Value:
        """The value, or UNKNOWN. A number or date that is only known within bounds is UNKNOWN, too.

        `person` is the index of the member in person scope; ValueError when it is missing there, IndexError
        when there is no such member.
        """
        value = self._compiled(facts, self._values(facts, person))
        if type(value) is Span:
            return UNKNOWN
        found: Value = value
        return found

    def evaluate_tree(self, facts: Facts, person: int | None = None) -> Value:
        """The same value by the slow, plain definition of the language (for tests)."""
        self._values(facts, person)
        found: Value = evaluating.known_value(evaluating.evaluate(self.node, facts, person))
        return found

    def bounds(self, facts: Facts, person: int | None = None) -> tuple[Value, Value] | None:
        """Lowest and highest possible value of a number or date (both the same when known); None: unknown."""
        value = self._compiled(facts, self._values(facts, person))
        return None if value is UNKNOWN else evaluating.bounds_of(value)

    def open_items(self, facts: Facts, person: int | None = None) -> frozenset[OpenItem]:
        """The unanswered items on which the value still depends (see `opening` for the exact promise)."""
        values = self._values(facts, person)
        if self.answers_settle_it and self._compiled(facts, values) is not UNKNOWN:
            return frozenset()
        return self._opening.items(facts, person)

    def filled_in(self, known: Mapping[str, Value]) -> Expression:
        """The expression with some answers filled in, for facts that hold them: shorter, and perhaps decided.

        Made once for each set of answers; itself where they make no difference. See
        `madoguchi.core.conditions.folding`.
        """
        answers = tuple(known.items())
        found = self._filled_in.get(answers)
        if found is None:
            node = self.node if self.depends_on.isdisjoint(known) else fold(self.node, known)
            found = self if node is self.node else Expression(self.source, node, self.scope)
            found = self._filled_in.setdefault(answers, found)
        return found

    @property
    def written_value(self) -> Value | None:
        """The value where the expression is one written value and reads nothing; else None."""
        return self.node.value if isinstance(self.node, nodes.Literal) else None

    def explain(
        self,
        facts: Facts,
        person: int | None = None,
        *,
        label: PersonLabel | None = None,
        granted: Collection[str] = (),
    ) -> Explanation:
        """Why it has its value, in words. `label` says what a member is called (default: without ages).

        `granted` are keys of items that go without saying and are told only where nothing else is a reason.
        """
        self._values(facts, person)
        return explain(self._parts, facts, person, label, granted)

    @cached_property
    def depends_on(self) -> frozenset[str]:
        """The keys of all base items it reads, and `members` when it asks all members."""
        found = {node.key for node in nodes.walk(self.node) if isinstance(node, nodes.ItemNode)}
        if any(isinstance(node, nodes.Aggregate) for node in nodes.walk(self.node)):
            found.add("members")
        return frozenset(found)

    def as_expression(self) -> polars.Expr:
        """The same for all residents at once: see `madoguchi.core.conditions.dataframes`."""
        from madoguchi.core.conditions.dataframes import as_expression

        return as_expression(self.node)

    @cached_property
    def _compiled(self) -> Compiled:
        # Most of what a life event leaves of a condition is never asked for a value.
        return compile_node(self.node)

    @cached_property
    def _parts(self) -> Parts:
        return Parts(self.node)

    @cached_property
    def _opening(self) -> Opening:
        return Opening(self.node, self._compiled)

    @cached_property
    def answers_settle_it(self) -> bool:
        """Whether a value, once decided, stays: not with known(), and not for intervals."""
        return not self.kind.is_ordered and not any(
            isinstance(node, nodes.Known) for node in nodes.walk(self.node)
        )

    def _values(self, facts: Facts, person: int | None) -> Mapping[str, Value]:
        if self.scope is Scope.CASE:
            return NOBODY
        if person is None or person < 0:
            raise ValueError(f"an expression about a person needs the index of one: {self.source}")
        return (facts.members or ())[person]

    def __repr__(self) -> str:
        return f"Expression({self.source!r}, scope={self.scope.value})"


def compile_expression(
    source: str, vocabulary: Vocabulary, *, scope: Scope, expects: Kind = Kind.BOOLEAN
) -> Expression:
    """Read, check and compile an expression; raises ConditionError with the place and the remedy.

    In person scope the items of the person in question are written with `person.`; in case scope only the
    items of the case and questions to all members can be used.
    """
    return Expression(source, check_source(source, vocabulary, scope, expects), scope)
