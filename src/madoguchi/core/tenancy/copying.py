"""Loading many rows at once into a table behind row security."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """COPY rows into the table of `model`; return how many. To be called inside `tenancy.municipality(...)`.

    PostgreSQL refuses COPY into a table with row security, so the rows go to a temporary table first and from
    there through the policy in one statement. `columns` are database column names, `municipality_code`
    among them; columns left out take the database's default (a generated id), which is why every other column
    has to be given.
    """
    table = sql.Identifier(model._meta.db_table)
    waiting = sql.Identifier(f"waiting_{model._meta.db_table}")
    names = sql.SQL(", ").join(sql.Identifier(column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
                waiting, names, table
            )
        )
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(waiting, names)) as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(table, names, names, waiting))
        written: int = cursor.rowcount
        cursor.execute(sql.SQL("DROP TABLE {}").format(waiting))
    return written
