"""Django's PostgreSQL backend that finds the embedded server by itself.

A connection whose settings carry `EMBEDDED_DATA` (a directory) starts or attaches to the embedded server when
it is first used; loading settings therefore starts nothing. Named `base` because Django asks for that name.
"""

from __future__ import annotations

import select
import time
from typing import Any

import psycopg
from django.db.backends.postgresql.base import DatabaseWrapper as PostgresWrapper

from madoguchi.core.database.embedded import server_address, start_again
from madoguchi.core.database.telling import Before, TellingCursor

_TRUSTED_SECONDS = 30
"""How long after a question that was answered a silent connection counts as usable."""


class DatabaseWrapper(PostgresWrapper):
    """PostgreSQL, embedded or not."""

    _answered_at = float("-inf")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.before = Before()
        """What is said together with the next statement."""

    def _start_transaction_under_autocommit(self) -> None:
        # Django asks backends that cannot begin by themselves; psycopg can, but with a message of its own.
        self.before.wait_to_begin()

    def _commit(self) -> None:
        self.before.forget()
        super()._commit()  # type: ignore[misc]

    def _rollback(self) -> None:
        self.before.forget()
        super()._rollback()  # type: ignore[misc]

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection on which nothing has been said; an embedded server that ended is started again."""
        self.before = Before()
        try:
            return super().get_new_connection(conn_params)
        except psycopg.OperationalError:
            data_directory = self.settings_dict.get("EMBEDDED_DATA")
            if data_directory is None or not start_again(data_directory):
                raise
            return super().get_new_connection(conn_params)

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor; a named one lives in the database, where the transaction must have begun."""
        if name and self.before.statements:
            with self.create_cursor() as cursor:
                cursor.execute("SELECT")
        cursor = super().create_cursor(name)
        if isinstance(cursor, TellingCursor):
            cursor.before = self.before
        return cursor

    def is_usable(self) -> bool:
        """Whether the server still answers.

        Asked once per request. A server that goes away says so: what it sends while we asked for nothing can
        be seen without a round trip. Only after silence of half a minute, or an error, it is really asked.
        """
        recent = time.monotonic() - self._answered_at < _TRUSTED_SECONDS
        if recent and not self.errors_occurred and self._is_silent():
            return True
        usable: bool = super().is_usable()
        self._answered_at = time.monotonic() if usable else float("-inf")
        return usable

    def _is_silent(self) -> bool:
        """Whether the server has sent nothing, not even the end of the connection."""
        try:
            waiting = select.poll()
            waiting.register(self.connection.pgconn.socket, select.POLLIN | select.POLLRDHUP)
            return not waiting.poll(0)
        except (OSError, ValueError, psycopg.Error):  # the real question will tell what is wrong with it
            return False

    def get_connection_params(self) -> dict[str, Any]:
        """Connection parameters for psycopg, with host and port of the embedded server filled in."""
        data_directory = self.settings_dict.get("EMBEDDED_DATA")
        if data_directory is not None and not self.settings_dict["HOST"]:
            address = server_address(data_directory)
            self.settings_dict["HOST"] = address.host
            self.settings_dict["PORT"] = str(address.port)
        parameters: dict[str, Any] = super().get_connection_params()
        return parameters | {"cursor_factory": TellingCursor}
