"""Bring the databases into being and up to date: roles, databases, grants, migrations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from madoguchi.core.database import embedded, roles

ZONES = ("public", "office")


def prepare_databases(zones: Sequence[str] = ZONES) -> list[str]:
    """Make the databases of the zones ready; return their names. Does nothing that is done already.

    With an external server only its one database is migrated: its roles are its administrator's affair.
    """
    data_directory = settings.DATABASES["owner"].get("EMBEDDED_DATA")
    if data_directory is None:
        migrate(settings.DATABASES["owner"]["NAME"])
        return [settings.DATABASES["owner"]["NAME"]]
    names = [f"madoguchi_{zone}" for zone in zones]
    for name in names:
        provision(Path(data_directory), name)
        migrate(name)
    return names


def superuser_connection(data_directory: Path, database: str) -> psycopg.Connection[tuple[object, ...]]:
    """A connection to the embedded server as its superuser: for provisioning and tests, never for work."""
    address = embedded.server_address(data_directory)
    return psycopg.connect(
        host=address.host, port=address.port, user=embedded.SUPERUSER, dbname=database, autocommit=True
    )


def provision(data_directory: Path, name: str) -> bool:
    """Roles, database and grants on the embedded server; true when the database was made now."""
    with superuser_connection(data_directory, "postgres") as superuser:
        # Two processes that start together must not both create the role.
        superuser.execute("SELECT pg_advisory_lock(hashtext('madoguchi provision'))")
        roles.ensure_roles(superuser)
        made = roles.ensure_database(superuser, name)
        if made:
            with superuser_connection(data_directory, name) as inside:
                roles.grant(inside)
        superuser.execute("SELECT pg_advisory_unlock(hashtext('madoguchi provision'))")
    return made


def migrate(name: str) -> None:
    """Run the migrations as the owner in the database called `name`."""
    owner = connections["owner"]
    before = owner.settings_dict["NAME"]
    owner.close()
    owner.settings_dict["NAME"] = name
    try:
        call_command("migrate", database="owner", verbosity=0, interactive=False)
    finally:
        owner.close()
        owner.settings_dict["NAME"] = before
