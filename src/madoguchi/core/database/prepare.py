"""Bring the databases into being and up to date: roles, databases, grants, migrations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
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
    made = ""
    for name in names:
        if made and _copied(Path(data_directory), made, name):
            continue
        if provision(Path(data_directory), name):
            made = made or name
        migrate(name)
    return names


def _copied(data_directory: Path, made: str, name: str) -> bool:
    """Whether `name` was missing and is a copy of `made` now, which was just made and holds nobody's rows.

    That takes a fraction of the time of migrating. Where somebody is in there already, nothing is copied.
    """
    with _alone(data_directory) as superuser, suppress(psycopg.errors.ObjectInUse):
        return roles.ensure_database(superuser, name, template=made)
    return False


def superuser_connection(data_directory: Path, database: str) -> psycopg.Connection[tuple[object, ...]]:
    """A connection to the embedded server as its superuser: for provisioning and tests, never for work."""
    address = embedded.server_address(data_directory)
    return psycopg.connect(
        host=address.host, port=address.port, user=embedded.SUPERUSER, dbname=database, autocommit=True
    )


def provision(data_directory: Path, name: str) -> bool:
    """Roles, database and grants on the embedded server; true when the database was made now."""
    with _alone(data_directory) as superuser:
        roles.ensure_roles(superuser)
        made = roles.ensure_database(superuser, name)
        if made:
            with superuser_connection(data_directory, name) as inside:
                roles.grant(inside)
    return made


@contextmanager
def _alone(data_directory: Path) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Two processes that start together must not both create a role or a database."""
    with superuser_connection(data_directory, "postgres") as superuser:
        superuser.execute("SELECT pg_advisory_lock(hashtext('madoguchi provision'))")
        yield superuser
        superuser.execute("SELECT pg_advisory_unlock(hashtext('madoguchi provision'))")


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
