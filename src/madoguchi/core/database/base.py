"""Django's PostgreSQL backend that finds the embedded server by itself.

A connection whose settings carry `EMBEDDED_DATA` (a directory) starts or attaches to the embedded server when
it is first used; loading settings therefore starts nothing. Named `base` because Django asks for that name.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql.base import DatabaseWrapper as PostgresWrapper

from madoguchi.core.database.embedded import server_address


class DatabaseWrapper(PostgresWrapper):
    """PostgreSQL, embedded or not."""

    def get_connection_params(self) -> dict[str, Any]:
        """Connection parameters for psycopg, with host and port of the embedded server filled in."""
        data_directory = self.settings_dict.get("EMBEDDED_DATA")
        if data_directory is not None and not self.settings_dict["HOST"]:
            address = server_address(data_directory)
            self.settings_dict["HOST"] = address.host
            self.settings_dict["PORT"] = str(address.port)
        parameters: dict[str, Any] = super().get_connection_params()
        return parameters
