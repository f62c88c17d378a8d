"""Tables of the test's database without their rows, whatever refuses to lose them."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import sql


def empty_used_tables(superuser: psycopg.Connection[Any]) -> None:
    """Empty what holds rows: emptying makes new files for a table and its indexes, also where nothing is."""
    written = _tables(superuser, written=True)
    if not written:
        return
    rows = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(table, sql.Identifier(table))
        for table in written
    )
    _empty(superuser, [str(table) for (table,) in superuser.execute(rows).fetchall()])


def renew_files(superuser: psycopg.Connection[Any]) -> None:
    """Empty every table: what a transaction wrote and took back is in no file any more."""
    _empty(superuser, _tables(superuser))


def _tables(superuser: psycopg.Connection[Any], *, written: bool = False) -> list[str]:
    """All of them, or those whose file holds anything: sizes are quicker to ask for than rows."""
    tables = superuser.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        " AND relname NOT IN ('django_migrations', 'django_content_type')"
        " AND (NOT %s OR pg_relation_size(oid) > 0)",
        [written],
    ).fetchall()
    return [str(table) for (table,) in tables]


def _empty(superuser: psycopg.Connection[Any], tables: list[str]) -> None:
    if not tables:
        return
    names = sql.SQL(", ").join(sql.Identifier(table) for table in tables)
    # The audit log refuses to be emptied, even by its owner; only a superuser can lift its triggers.
    superuser.execute("SET session_replication_role = replica")
    superuser.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names))
    superuser.execute("SET session_replication_role = origin")
