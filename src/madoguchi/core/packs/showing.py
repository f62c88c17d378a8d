"""Which items are asked at all: what an item declares in `visible_when`, as a condition."""

from __future__ import annotations

from madoguchi.core.conditions import Expression, compile_expression
from madoguchi.core.packs.model import MunicipalityPack


def shown_when(pack: MunicipalityPack, key: str) -> Expression | None:
    """The condition under which a form asks for the item; None: always."""
    item = pack.vocabulary[key]
    source = item.options.get("visible_when")
    if not isinstance(source, str):
        return None
    return pack.computed(
        (__name__, key), lambda: compile_expression(source, pack.vocabulary, scope=item.scope)
    )
