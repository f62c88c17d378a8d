"""A batch as a second machine would see it: there the same rows have no keys yet.

One database plays both: another municipality's rows are as far away as another machine's, and rows there get
numbers of their own.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid5

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context

ELSEWHERE = "072087"
SPACE = UUID("8a3f6f0e-3c1b-4f5e-9f55-0f6f8f1c2d3e")


def context(minutes: float = 60) -> Context:
    """The centre, an hour later."""
    from .hall import at

    return Context(ELSEWHERE, Actor.system("box"), now=at(minutes).now)


def sent(batch: dict[str, Any]) -> dict[str, Any]:
    """The batch after its way over the network, with numbers that the other machine does not know."""
    return _renumbered(json.loads(json.dumps(batch)))


def _renumbered(value: Any) -> Any:
    if isinstance(value, list):
        return [_renumbered(one) for one in value]
    if isinstance(value, dict):
        return {
            name: str(uuid5(SPACE, one))
            if name == "uuid"
            else f"{UUID(int=0).hex[:4]}{one[4:]}".replace("0", "a")
            if name == "follow"
            else _renumbered(one)
            for name, one in value.items()
        }
    return value
