"""The embedded server, the roles, and an external server by URL."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.utils import ProgrammingError

from madoguchi.core.database import embedded, prepare, roles
from madoguchi_testing.broken_packs import lay_out

PACKS = Path(__file__).parents[4] / "packs"


def run_elsewhere(code: str, folder: Path, **environment: str) -> str:
    """Run Python in another process, with the settings of the office; what it writes goes to the folder."""
    packs = lay_out(PACKS / "_broken", None, folder)  # small ones are read sooner
    (packs / "_schema").symlink_to(PACKS / "_schema")
    own = {
        "DJANGO_SETTINGS_MODULE": "madoguchi.settings.office",
        "MADOGUCHI_VAR": str(folder),
        "MADOGUCHI_PACKS": str(packs),
    }
    result = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | own | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


WHO_AM_I = (
    "import django; django.setup()\n"
    "from django.db import connection\n"
    "with connection.cursor() as cursor:\n"
    "    cursor.execute(\"SELECT current_user || ' ' || current_database() || ' ' || pg_backend_pid()\")\n"
    "    print(cursor.fetchone()[0])"
)


@pytest.fixture
def database_url(django_db_setup: None) -> str:
    address = embedded.server_address(Path(settings.DATABASES["owner"]["EMBEDDED_DATA"]))
    name = settings.DATABASES["default"]["NAME"]
    return f"postgresql://madoguchi_app@localhost:{address.port}/{name}?host={address.host}"


def test_an_external_server_is_named_by_url_and_nothing_is_started(
    database_url: str, tmp_path: Path, committed_db: None
) -> None:
    user, database, _ = run_elsewhere(WHO_AM_I, tmp_path, MADOGUCHI_DATABASE_URL=database_url).split()
    assert (user, database) == ("madoguchi_app", settings.DATABASES["default"]["NAME"])
    assert not (tmp_path / "postgres").exists()


def test_loading_the_settings_starts_no_server(tmp_path: Path) -> None:
    run_elsewhere("import django; django.setup()", tmp_path, MADOGUCHI_DATABASE_URL="")
    assert not (tmp_path / "postgres").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "forbidden",
    [
        "CREATE TABLE public.mine (id int)",
        "ALTER TABLE measuring_steptime DISABLE ROW LEVEL SECURITY",
        "DROP POLICY municipality_only ON measuring_steptime",
        "ALTER ROLE madoguchi_app BYPASSRLS",
        "SET ROLE madoguchi_owner",
        "SET row_security = off; SELECT * FROM measuring_steptime",
        "TRUNCATE measuring_steptime",
        "SET session_replication_role = replica",
        "COPY (SELECT 1) TO PROGRAM 'true'",
    ],
)
def test_the_application_cannot_lift_its_own_limits(forbidden: str) -> None:
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute(forbidden)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("setting", "value"), [("log_min_error_statement", "panic"), ("log_error_verbosity", "terse")]
)
def test_the_servers_own_log_does_not_repeat_what_was_in_a_statement_that_failed(
    setting: str, value: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {setting}")
        assert cursor.fetchone() == (value,)
        with pytest.raises(ProgrammingError):
            cursor.execute(f"SET {setting} = 'default'")


def test_of_two_new_databases_the_second_is_a_copy_of_the_first_that_was_migrated(
    superuser: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    data_directory = Path(settings.DATABASES["owner"]["EMBEDDED_DATA"])
    migrated = []

    def migrate(name: str) -> None:
        migrated.append(name)
        with prepare.superuser_connection(data_directory, name) as inside:
            inside.execute("CREATE TABLE IF NOT EXISTS made_by_migrations ()")

    monkeypatch.setattr(prepare, "migrate", migrate)
    zones = [f"first_{os.getpid()}", f"second_{os.getpid()}"]
    first, second = (f"madoguchi_{zone}" for zone in zones)
    try:
        assert prepare.prepare_databases(zones) == [first, second]
        assert migrated == [first]
        with prepare.superuser_connection(data_directory, second) as inside:
            inside.execute("SELECT FROM made_by_migrations")
        assert prepare.prepare_databases(zones) == [first, second]
        assert migrated == [first, first, second], "what is there is migrated, each for itself"
        superuser.execute(f"DROP DATABASE {first}".encode())
        assert prepare.prepare_databases(zones) == [first, second]
        assert migrated[3:] == [first, second]
    finally:
        for name in (first, second):
            superuser.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def test_preparing_twice_takes_back_what_a_role_must_not_have(superuser: psycopg.Connection[Any]) -> None:
    superuser.execute("ALTER ROLE madoguchi_app CREATEDB")
    roles.ensure_roles(superuser)
    assert superuser.execute(
        "SELECT rolcreatedb FROM pg_roles WHERE rolname = 'madoguchi_app'"
    ).fetchone() == (False,)


def test_the_script_for_an_external_server_says_the_same_as_the_program() -> None:
    script = roles.provision_script("madoguchi_office")
    assert script.count("NOBYPASSRLS") == 2
    assert "CREATE DATABASE madoguchi_office OWNER madoguchi_owner" in script
    assert "TO madoguchi_app;" in script
    assert "{" not in script


def test_the_owner_is_bound_by_row_security_as_well(committed_db: None) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
