"""The two roles and what each may do.

`madoguchi_owner` owns the tables and is used by migrations only. `madoguchi_app` is what the application
connects as: it owns nothing, is no superuser and cannot bypass row security, so that even a hole in the
application cannot read a neighbour's rows or rewrite the audit log.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

OWNER_ROLE = "madoguchi_owner"
APP_ROLE = "madoguchi_app"

# PostgreSQL's own log would otherwise repeat the whole statement, and the row, of everything that fails.
_DISCREET_LOG = (
    "ALTER ROLE {role} SET log_min_error_statement = 'panic'",
    "ALTER ROLE {role} SET log_error_verbosity = 'terse'",
)
_ROLE_ATTRIBUTES = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"


def ensure_roles(superuser: psycopg.Connection[tuple[object, ...]]) -> None:
    """Create the roles where they are missing; take back attributes that they must not have."""
    for role in (OWNER_ROLE, APP_ROLE):
        exists = superuser.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
        verb = sql.SQL("ALTER" if exists else "CREATE")
        superuser.execute(
            sql.SQL("{} ROLE {} {}").format(verb, sql.Identifier(role), sql.SQL(_ROLE_ATTRIBUTES))
        )
        for statement in _DISCREET_LOG:
            superuser.execute(sql.SQL(statement).format(role=sql.Identifier(role)))


def ensure_database(
    superuser: psycopg.Connection[tuple[object, ...]], name: str, *, template: str = "template0"
) -> bool:
    """Create the database, owned by the owner role, where it is missing; true when it was made now.

    With everything that is in `template`; raises psycopg.errors.ObjectInUse while somebody else is in there.
    """
    if superuser.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return False
    superuser.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(OWNER_ROLE), sql.Identifier(template)
        )
    )
    return True


def grant(inside: psycopg.Connection[tuple[object, ...]]) -> None:
    """Inside one database: the application's role reads and writes rows, and nothing else."""
    for statement in GRANTS:
        inside.execute(
            sql.SQL(statement).format(owner=sql.Identifier(OWNER_ROLE), app=sql.Identifier(APP_ROLE))
        )


GRANTS = (
    "ALTER SCHEMA public OWNER TO {owner}",
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE ON SCHEMA public TO {app}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
    " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {app}",
)


def provision_script(database: str) -> str:
    """The same as SQL text, for the administrator of an external server; run it with psql as a superuser."""
    roles = "\n".join(
        f"{statement};"
        for role in (OWNER_ROLE, APP_ROLE)
        for statement in (
            f"CREATE ROLE {role} {_ROLE_ATTRIBUTES}",
            *(one.format(role=role) for one in _DISCREET_LOG),
        )
    )
    grants = "\n".join(statement.format(owner=OWNER_ROLE, app=APP_ROLE) + ";" for statement in GRANTS)
    return (
        f"{roles}\n\\password {OWNER_ROLE}\n\\password {APP_ROLE}\n"
        f"CREATE DATABASE {database} OWNER {OWNER_ROLE} ENCODING 'UTF8' TEMPLATE template0;\n"
        f"\\connect {database}\n{grants}\n"
    )
