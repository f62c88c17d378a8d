"""What is done once at the end of a block of one municipality, for all that asked for it.

Part of the same transaction: it happens before the commit or not at all, and what was asked for inside a
savepoint that was rolled back is forgotten with it. That saves statements (ten audit entries are one insert)
and keeps locks that all writers share for the shortest time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection, transaction

Item = TypeVar("Item")
Statement = tuple[str, Sequence[Any]]
"""A text of SQL with `%s`, and its values."""
Ending = Callable[[list[Item]], Statement | None]
"""Does something with all items, or says which statement does: such statements travel as one message."""

KEPT_ON_CONNECTION = "madoguchi_municipality"
"""The attribute of the connection that holds the municipality of the block. Not a context variable: a thread
that inherits the context has another connection, on which nothing is set.
"""


@dataclass(slots=True)
class _Asked:
    """One item for a function. Django keeps it among what is to be called after the commit, and strikes it
    off when its savepoint is rolled back; by the time it would be called there is nothing left to do.
    """

    municipality_code: str
    function: Ending[Any]
    item: object
    last: bool

    def __call__(self) -> None:
        """Nothing: it was done before the commit."""


def at_end(function: Ending[Item], item: Item, *, last: bool = False) -> None:
    """Call `function` once, with the items of all who asked for it, before the current block is committed.

    With `last` after all others: for what takes a lock that other transactions wait for. Outside of
    `tenancy.municipality(...)` it is called at once.
    """
    code = getattr(connection, KEPT_ON_CONNECTION, None)
    if code is None:
        _send([function([item])])
    else:
        transaction.on_commit(_Asked(code, function, item, last))


def finish(municipality_code: str, function: Ending[Any] | None = None) -> None:
    """Do now what is asked for at the end (of one function, or all): for the block, and for who reads it."""
    said: list[Statement | None] = []
    while asked := [
        one
        for one in (entry[1] for entry in connection.run_on_commit)
        if isinstance(one, _Asked)
        and one.municipality_code == municipality_code
        and function in (None, one.function)
    ]:
        wanted = min(asked, key=lambda one: one.last).function
        taken = [one for one in asked if one.function is wanted]
        struck = set(map(id, taken))
        connection.run_on_commit = [entry for entry in connection.run_on_commit if id(entry[1]) not in struck]
        said.append(wanted([one.item for one in taken]))
    _send(said)


def _send(said: Iterable[Statement | None]) -> None:
    """One message for all of them; PostgreSQL takes them up in their order."""
    statements = [one for one in said if one is not None]
    if statements:
        with connection.cursor() as cursor:
            cursor.execute(
                "; ".join(text for text, _ in statements),
                [value for _, values in statements for value in values],
            )
