"""Which unanswered items can still change a value: where the navigator's next question comes from.

The promise: `open_items` is empty exactly when every possible set of answers to the unanswered items
gives the same value. An answer is a value of the item; where the expression asks `known(item)`,
「わからない」 is an answer too, because it makes a difference there.

It works in two steps. First the tree is walked with Kleene's logic: what stands in a part that is already
decided is out (`move.kind == "move_in" and …` with a moving out). That leaves too much only where one item
stands in several places (`x or not x`). So, secondly, where all items that are left have a finite list of
values (yes or no, a code, a small number), the completions are searched: an item stays only when some
completion of the others exists for which its value matters. The promise is therefore exact for finite items.
Dates, texts, wide numbers and the composition of the household have no finite list of values: if one of them
is left, or if the search would be longer than `MOST_EVALUATIONS`, the items of the first step are given as
they are. That errs on the side of asking: no item that matters is ever missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.core.conditions import nodes
from madoguchi.core.conditions.compiling import COMPUTED, NOBODY, Compiled, compile_node
from madoguchi.core.vocabulary import MEMBERS, UNKNOWN, Facts, Item, ItemType, Value

MOST_EVALUATIONS = 3000
WIDEST_NUMBER = 50


@dataclass(frozen=True, slots=True, order=True)
class OpenItem:
    """An unanswered item; `person` is the member's index, None for an item of the case and for `members`."""

    key: str
    person: int | None = None


Collector = Callable[[Facts, Mapping[str, Value], int | None, set[OpenItem]], None]
"""facts, values of the person in question, the person's index, and where to put the items."""


class Opening:
    """The open items of one expression."""

    def __init__(self, root: nodes.Node, compiled: Compiled) -> None:
        self._root = root
        self._compiled = compiled
        self._with_known: set[int] = set()
        self._items: dict[str, Item] = {}
        self._asked_by_known: set[str] = set()
        self._derived: dict[str, frozenset[str]] = {}
        counts: dict[str, int] = {}
        everything = tuple(nodes.walk(root))
        asks_known = any(isinstance(node, nodes.Known) for node in everything)
        for node in everything:
            if asks_known and any(isinstance(inner, nodes.Known) for inner in nodes.walk(node)):
                self._with_known.add(id(node))
            if isinstance(node, nodes.ItemNode):
                self._items[node.key] = node.item
                counts[node.key] = counts.get(node.key, 0) + 1
            if isinstance(node, nodes.DerivedNode):
                self._derived[COMPUTED + node.item.key] = frozenset(
                    inner.key for inner in nodes.walk(node) if isinstance(inner, nodes.ItemNode)
                )
            if isinstance(node, nodes.Known):
                self._asked_by_known.update(
                    inner.key for inner in nodes.walk(node) if isinstance(inner, nodes.ItemNode)
                )
        # With every item in one place only, and in a plain comparison, the first step is already exact.
        self._reads_once = all(count == 1 for count in counts.values()) and _is_plain(root)
        self._collect = self._collector(root) if root.kind.is_ordered else self._collector_below(root)

    def items(self, facts: Facts, person: int | None) -> frozenset[OpenItem]:
        """The unanswered items on which the value still depends.

        A condition whose value stays once it is decided (see `Expression.answers_settle_it`) is asked only
        while it is UNKNOWN.
        """
        values = NOBODY if person is None else (facts.members or ())[person]
        reached: set[OpenItem] = set()
        self._collect(facts, values, person, reached)
        found = frozenset(reached)
        if not found or self._reads_once:
            return found
        domains = {hole: self._domain(hole) for hole in found}
        if any(domain is None for domain in domains.values()):
            return found
        return self._search(facts, person, {hole: domain for hole, domain in domains.items() if domain})

    def _collector(self, node: nodes.Node) -> Collector:
        """Adds the unanswered items below the node that are not cut off by something decided."""
        collect = self._collector_below(node)
        if isinstance(node, nodes.ItemNode) or id(node) in self._with_known:
            return collect
        value_of = compile_node(node)

        def unless_decided(
            facts: Facts, values: Mapping[str, Value], person: int | None, found: set[OpenItem]
        ) -> None:
            if not _is_decided(value_of(facts, values)):
                collect(facts, values, person, found)

        return unless_decided

    def _collector_below(self, node: nodes.Node) -> Collector:
        match node:
            case nodes.ItemNode():
                return _item_collector(node)
            case nodes.And() | nodes.Or() if id(node) in self._with_known:
                return self._cut_off_collector(node)
            case nodes.Choose():
                return self._choice_collector(node)
            case nodes.Aggregate(term=term):
                return _members_collector(self._collector(term))
        parts = [self._collector(child) for child in nodes.children(node)]

        def all_parts(
            facts: Facts, values: Mapping[str, Value], person: int | None, found: set[OpenItem]
        ) -> None:
            for collect in parts:
                collect(facts, values, person, found)

        return all_parts

    def _cut_off_collector(self, node: nodes.And | nodes.Or) -> Collector:
        """A junction with known(): one operand may decide whatever the others, with theirs, may become."""
        decisive = isinstance(node, nodes.Or)
        parts = [self._collector(operand) for operand in node.operands]
        deciding = [compile_node(operand) for operand in node.operands if id(operand) not in self._with_known]

        def unless_cut_off(
            facts: Facts, values: Mapping[str, Value], person: int | None, found: set[OpenItem]
        ) -> None:
            if not any(value_of(facts, values) is decisive for value_of in deciding):
                for collect in parts:
                    collect(facts, values, person, found)

        return unless_cut_off

    def _choice_collector(self, node: nodes.Choose) -> Collector:
        condition, then, otherwise = (self._collector(part) for part in nodes.children(node))
        chosen_by = None if id(node.condition) in self._with_known else compile_node(node.condition)

        def branches(
            facts: Facts, values: Mapping[str, Value], person: int | None, found: set[OpenItem]
        ) -> None:
            chosen: Any = UNKNOWN if chosen_by is None else chosen_by(facts, values)
            if chosen is UNKNOWN:
                condition(facts, values, person, found)
            if chosen is not False:
                then(facts, values, person, found)
            if chosen is not True:
                otherwise(facts, values, person, found)

        return branches

    def _domain(self, hole: OpenItem) -> tuple[Value, ...] | None:
        """The answers an item can get, or None when there is no finite list of them."""
        item = self._items.get(hole.key)
        if item is None:
            return None
        domain: tuple[Value, ...]
        if item.type is ItemType.BOOLEAN:
            domain = (True, False)
        elif item.type is ItemType.CODE and not item.multiple:
            domain = tuple(item.choices)
        elif (
            item.type is ItemType.INTEGER
            and item.minimum is not None
            and item.maximum is not None
            and item.maximum - item.minimum < WIDEST_NUMBER
        ):
            domain = tuple(range(item.minimum, item.maximum + 1))
        else:
            return None
        return (*domain, UNKNOWN) if hole.key in self._asked_by_known else domain

    def _search(
        self, facts: Facts, person: int | None, domains: dict[OpenItem, tuple[Value, ...]]
    ) -> frozenset[OpenItem]:
        keys = {hole.key for hole in domains}
        stale = [key for key, reads in self._derived.items() if not reads.isdisjoint(keys)]
        prune = id(self._root) not in self._with_known
        search = _Search(self._compiled, facts, person, domains, stale, prune=prune)
        return frozenset(hole for hole in domains if search.matters(hole))


def _item_collector(node: nodes.ItemNode) -> Collector:
    key, of_person = node.key, node.of_person
    of_case = OpenItem(key)

    def item(facts: Facts, values: Mapping[str, Value], person: int | None, found: set[OpenItem]) -> None:
        if of_person:
            if key not in values:
                found.add(OpenItem(key, person))
        elif key not in facts.case:
            found.add(of_case)

    return item


def _members_collector(collect: Collector) -> Collector:
    def members(facts: Facts, values: Mapping[str, Value], person: int | None, found: set[OpenItem]) -> None:
        if facts.members is None:
            found.add(OpenItem(MEMBERS))
        for index, member in enumerate(facts.members or ()):
            collect(facts, member, index, found)

    return members


class _Search:
    """Looks for a completion of all holes but one under which that one makes a difference.

    `stale` are the computed values (see `deriving`) that change with the holes.
    """

    def __init__(
        self,
        compiled: Compiled,
        facts: Facts,
        person: int | None,
        domains: dict[OpenItem, tuple[Value, ...]],
        stale: Iterable[str],
        *,
        prune: bool,
    ) -> None:
        self._compiled = compiled
        self._domains = domains
        self._prune = prune
        self._left = MOST_EVALUATIONS
        self._case = dict(facts.case)
        members = tuple(dict(member) for member in facts.members) if facts.members is not None else None
        self._members = members or ()
        for holder in (self._case, *self._members):
            for key in stale:
                holder.pop(key, None)
        self._facts = Facts(case=self._case, members=members, today=facts.today)
        self._person: Mapping[str, Value] = NOBODY if person is None else self._members[person]

    def matters(self, hole: OpenItem) -> bool:
        """Whether some completion of the others lets this hole decide; True as well when time is up."""
        others = [other for other in self._domains if other != hole]
        return self._try(hole, others, 0)

    def _try(self, hole: OpenItem, others: list[OpenItem], position: int) -> bool:
        if self._left <= 0:
            return True
        if position == len(others):
            return self._differs(hole)
        # Kleene's logic is monotone without known(): what is decided with holes stays decided.
        if self._prune and _is_decided(self._value()):
            return False
        other = others[position]
        holder = self._holder(other)
        try:
            for value in self._domains[other]:
                holder[other.key] = value
                if self._try(hole, others, position + 1):
                    return True
            return False
        finally:
            del holder[other.key]

    def _differs(self, hole: OpenItem) -> bool:
        holder = self._holder(hole)
        seen: list[Any] = []
        try:
            for value in self._domains[hole]:
                holder[hole.key] = value
                found = self._value()
                if seen and found != seen[0]:
                    return True
                seen.append(found)
            return False
        finally:
            del holder[hole.key]

    def _value(self) -> Any:
        self._left -= 1
        return self._compiled(self._facts, self._person)

    def _holder(self, hole: OpenItem) -> dict[str, Value]:
        return self._case if hole.person is None else self._members[hole.person]


def _is_decided(value: Any) -> bool:
    """Whether no answer can change the value.

    An interval from a partly known date stays as it is, too, but one from a count over members does not, so
    intervals are not taken as decided.
    """
    return value is not UNKNOWN and not hasattr(value, "low")


def _is_plain(node: nodes.Node) -> bool:
    """Whether the tree is and/or/not/any/all over comparisons of one item, none of them constant."""
    match node:
        case nodes.Not(operand=operand):
            return _is_plain(operand)
        case nodes.DerivedNode(inner=inner):
            return _is_plain(inner)
        case nodes.And(operands=operands) | nodes.Or(operands=operands):
            return all(_is_plain(operand) for operand in operands)
        case nodes.Aggregate(name=name, term=term):
            return name in ("any", "all") and _is_plain(term)
        case nodes.ItemNode():
            return True
        case nodes.Compare(operator=operator, left=nodes.ItemNode(item=item), right=nodes.Literal()):
            return operator in ("==", "!=") and len(item.choices) > 1
        case nodes.In(element=nodes.ItemNode(item=item), options=options):
            return len({option.value for option in options}) < len(item.choices)
    return False
