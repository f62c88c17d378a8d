"""What goes before the next statement of a connection, in the same message.

Nearly every transaction of ours says two things before it asks anything: that it begins, and whose data it
works on. Alone each of them is a round trip to the database. And statements that run with every step of every
case are read and planned once for each connection.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import connection
from psycopg.errors import FeatureNotSupported, InvalidSqlStatementName
from psycopg.pq import TransactionStatus

if TYPE_CHECKING:  # the stubs know nothing of what Django's cursor is made of
    from psycopg import ClientCursor

    Cursor = ClientCursor[Any]
else:
    from django.db.backends.postgresql.base import Cursor

_BEGIN = "BEGIN"


class Before:
    """What waits to be said on one connection, and which statements PostgreSQL has planned there."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self._prepared: set[str] = set()
        self._in_doubt = False

    def wait_to_begin(self) -> None:
        """A transaction is to begin with the next statement."""
        self.statements.insert(0, _BEGIN)

    def with_beginning(self, statement: str) -> bool:
        """Say the statement right after the transaction has begun, or False where it has begun already.

        `statement` is written in code: SQL without parameters and without a percent sign.
        """
        if _BEGIN not in self.statements:
            return False
        self.statements.append(statement)
        return True

    def prepare(self, name: str, query: str) -> None:
        """Have PostgreSQL read and plan the query under that name, unless it has on this connection."""
        if name not in self._prepared:
            if self._in_doubt:
                self.statements.append("DEALLOCATE ALL")
                self._in_doubt = False
            self.statements.append(f"PREPARE {name} AS {query}")
            self._prepared.add(name)

    def said(self, *, begun: bool) -> None:
        """What waited has been said. What PostgreSQL cannot even read begins nothing: the next one does."""
        if begun or _BEGIN not in self.statements:
            self.statements = []

    def failed(self) -> None:
        """Nobody knows any more which statements are planned."""
        self.statements = [one for one in self.statements if not one.startswith(("PREPARE", "DEALLOCATE"))]
        self._prepared.clear()
        self._in_doubt = True

    def forget(self) -> None:
        """The transaction is over: nothing is to begin."""
        if any(one.startswith("PREPARE") for one in self.statements):
            self.failed()
        self.statements = []


def before_next() -> Before:
    """What is said on the current connection together with its next statement."""
    connection.ensure_connection()
    before: Before = connection.before  # type: ignore[attr-defined]
    return before


class TellingCursor(Cursor):
    """A cursor that says first what waits to be said."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.before = Before()

    def execute(self, query: Any, params: Any = None, **options: Any) -> TellingCursor:
        """Run the query; its own result is the first that is seen."""
        if self.before.statements and not isinstance(query, str):
            self._say_what_waits()
        waiting = list(self.before.statements)
        if waiting:
            self._say([*waiting, query], params, **options)
            for _ in waiting:
                self.nextset()
        else:
            self._run(query, params, **options)
        return self

    def executemany(self, query: Any, params_seq: Iterable[Any], **options: Any) -> None:
        """Run the query for each of the parameters."""
        self._say_what_waits()
        super().executemany(query, params_seq, **options)

    def copy(self, *arguments: Any, **options: Any) -> Any:
        """COPY, which is a message of its own."""
        self._say_what_waits()
        return super().copy(*arguments, **options)

    def _say_what_waits(self) -> None:
        if self.before.statements:
            self._say(self.before.statements)

    def _say(self, statements: list[str], params: Any = None, **options: Any) -> None:
        try:
            self._run("; ".join(statements), params, **options)
        except BaseException:
            self.before.failed()
            raise
        finally:
            self.before.said(begun=self.connection.info.transaction_status != TransactionStatus.IDLE)

    def _run(self, query: str, params: Any, **options: Any) -> None:
        try:
            super().execute(query, params, **options)
        except (InvalidSqlStatementName, FeatureNotSupported):
            # A prepared statement that is gone (a pooler gave us another connection) or whose tables have
            # changed: the next one is prepared anew.
            self.before.failed()
            raise


class Prepared:
    """A statement that is read and planned once for each connection: for the few that run all day.

    `query` is written in code with `%s`. PostgreSQL may take one plan for all values: only for statements
    that find their rows by a key.
    """

    def __init__(self, name: str, query: str) -> None:
        self.name = name
        pieces = query.split("%s")
        self._query = (
            "".join(f"{piece}${number}" for number, piece in enumerate(pieces[:-1], start=1)) + pieces[-1]
        )
        self._call = f"EXECUTE {name} ({', '.join(['%s'] * (len(pieces) - 1))})"

    def text(self) -> str:
        """What to run on the current connection, with the parameters of the query."""
        before_next().prepare(self.name, self._query)
        return self._call
