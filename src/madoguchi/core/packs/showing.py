"""Which items are asked at all: what an item declares in `visible_when`, as a condition."""

from __future__ import annotations

from madoguchi.core.conditions import ConditionError, Expression, Kind
from madoguchi.core.packs.compiling import compiler_of, source_of
from madoguchi.core.vocabulary import Item, Vocabulary


def shown_when(item: Item, vocabulary: Vocabulary) -> Expression | None:
    """The condition under which a form asks for the item; None: always. Raises ConditionError."""
    source = item.options.get("visible_when")
    if source is None:
        return None
    compiled = compiler_of(vocabulary).compile(source_of(source), item.scope, Kind.BOOLEAN)
    if isinstance(compiled, ConditionError):
        raise compiled
    return compiled
