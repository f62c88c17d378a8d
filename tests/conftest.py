"""Database fixtures over the embedded PostgreSQL. Tests connect as the application's role, like production.

The migrated database is kept as a template under a fingerprint of all migrations; each run copies it, which
takes a tenth of a second, and drops its copy at the end. Runs of several people do not meet.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import psycopg
import pytest
from psycopg import sql
from tests.emptying import empty_used_tables
from tests.isolation import Process

from madoguchi_testing.ports import free_port

if TYPE_CHECKING:
    from django.test import Client

    from madoguchi.core.accounts.models import StaffMember

# A busy machine is no reason to fail: speed is shown by `madoguchi bench`, not by timed tests.
hypothesis.settings.register_profile(
    "search", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
# The same examples in every run, so that a change is judged by what it changes. New ones are looked for with
# `pytest --hypothesis-profile=search`.
hypothesis.settings.register_profile(
    "repeat", parent=hypothesis.settings.get_profile("search"), derandomize=True
)
hypothesis.settings.load_profile("repeat")


gc.disable()
"""While the tests are imported: all of that stays."""


def pytest_collection_finish(session: pytest.Session) -> None:
    """The packs and the tests are there to stay: whoever looks for garbage passes them by."""
    session.stash[AS_IT_WAS] = Process.now()
    from madoguchi.surfaces.cli.commands.serve import look_for_garbage_rarely

    look_for_garbage_rarely()
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests with a browser first: they are long, so that they shall not be what is left at the end, and
    next to each other they share browser and sites in one of the processes.
    """
    acceptance = Path(__file__).parent / "acceptance"
    items.sort(key=lambda item: acceptance not in item.path.parents)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """Make the process as it was before a test that leaves it changed, and say so in the end: else, some day,
    a test fails that happens to come after it.
    """
    yield
    before = item.session.stash[AS_IT_WAS]
    changes = before.changes(Process.now())
    if changes:
        before.put_back()
        item.warn(pytest.PytestWarning(f"leaves its process changed: {'; '.join(changes)}"))


AS_IT_WAS = pytest.StashKey[Process]()
TEMPLATE_PREFIX = "test_template_"


def _fingerprint_of_migrations() -> str:
    """Of everything that makes the schema: migrations, and the SQL that they take from elsewhere."""
    from django.apps import apps

    digest = hashlib.sha256()
    for config in sorted(apps.get_app_configs(), key=lambda config: config.label):
        for file in sorted((Path(config.path) / "migrations").glob("*.py")):
            digest.update(f"{config.label}/{file.name}".encode() + file.read_bytes())
    import madoguchi.core

    core = Path(next(iter(madoguchi.core.__path__)))
    for file in ("audit/chain.py", "tenancy/row_security.py", "database/roles.py"):
        digest.update((core / file).read_bytes())
    return digest.hexdigest()[:12]


def _never_wait_for_the_disk(superuser: psycopg.Connection[Any]) -> None:
    """What the tests write may be lost when the machine stops, and then the next run makes it again."""
    if superuser.execute("SELECT current_setting('fsync')").fetchone() == ("off",):
        return
    for name in ("fsync", "full_page_writes"):
        superuser.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(name)))
    superuser.execute("SELECT pg_reload_conf()")


def _make_template(superuser: psycopg.Connection[Any], data_directory: Path, name: str) -> None:
    """Migrate a database once and mark it as a template; what earlier runs left behind is dropped."""
    from madoguchi.core.database import prepare

    _drop_left_behind(superuser, keep=name)
    made = superuser.execute("SELECT datistemplate FROM pg_database WHERE datname = %s", [name]).fetchone()
    if made is not None and made[0]:
        return
    if made is not None:  # begun by a run that was stopped half way
        superuser.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
    prepare.provision(data_directory, name)
    prepare.migrate(name)
    superuser.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(name)))


def _drop_left_behind(superuser: psycopg.Connection[Any], *, keep: str) -> None:
    """Templates of other migrations, and databases of runs that were killed."""
    names = superuser.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'").fetchall()
    for name in {str(name) for (name,) in names} - {keep}:
        if not name.startswith(TEMPLATE_PREFIX) and _is_running(name.removeprefix("test_")):
            continue
        identifier = sql.Identifier(name)
        superuser.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(identifier))
        superuser.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))


def _is_running(process_id: str) -> bool:
    try:
        os.kill(int(process_id), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """A database of its own for this run; takes the place of pytest-django's fixture of that name."""
    from django.conf import settings
    from django.db import connections

    from madoguchi.core.database import prepare

    data_directory = Path(settings.DATABASES["owner"]["EMBEDDED_DATA"])
    name = f"test_{os.getpid()}"
    template = TEMPLATE_PREFIX + _fingerprint_of_migrations()
    with django_db_blocker.unblock(), prepare.superuser_connection(data_directory, "postgres") as superuser:
        superuser.execute("SELECT pg_advisory_lock(hashtext('madoguchi test template'))")
        try:
            _never_wait_for_the_disk(superuser)
            _make_template(superuser, data_directory, template)
            superuser.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            superuser.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER madoguchi_owner").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
            superuser.execute(
                sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name))
            )
        finally:
            superuser.execute("SELECT pg_advisory_unlock(hashtext('madoguchi test template'))")
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name
    yield
    with django_db_blocker.unblock(), prepare.superuser_connection(data_directory, "postgres") as superuser:
        connections.close_all()
        superuser.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def superuser(django_db_setup: None) -> Iterator[psycopg.Connection[Any]]:
    """The server's superuser in the test's database: for tampering and for looking behind row security."""
    from django.conf import settings

    from madoguchi.core.database import prepare

    data_directory = Path(settings.DATABASES["owner"]["EMBEDDED_DATA"])
    with prepare.superuser_connection(data_directory, settings.DATABASES["default"]["NAME"]) as connection:
        yield connection


@pytest.fixture
def committed_db(
    django_db_setup: None, django_db_blocker: Any, superuser: psycopg.Connection[Any]
) -> Iterator[None]:
    """A database in which the test really commits: for several connections or threads, and for jobs.

    A thread that used the database calls `django.db.connection.close()` before it ends.
    """
    from django.db import connections

    with django_db_blocker.unblock():
        connections["default"].close()
        try:
            yield
        finally:
            connections.close_all()
            empty_used_tables(superuser)


@pytest.fixture
def resident_site(settings: Any) -> None:
    """Requests of this test's client reach the resident site, with the public zone's middleware."""
    from madoguchi.settings import public

    settings.ROOT_URLCONF = public.ROOT_URLCONF
    settings.MIDDLEWARE = public.MIDDLEWARE
    settings.CSRF_FAILURE_VIEW = public.CSRF_FAILURE_VIEW
    for name in filter(lambda name: name.startswith("CORS_"), dir(public)):
        setattr(settings, name, getattr(public, name))


@pytest.fixture
def sign_in_as() -> Callable[[StaffMember], Client]:
    """A test client with a session of the member of staff, without going through the sign-in page."""
    return signed_in_client


def signed_in_client(member: StaffMember) -> Client:
    """See `sign_in_as`."""
    from django.test import Client

    from madoguchi.core import clock, tenancy
    from madoguchi.core.accounts import sign_in

    client = Client()
    with tenancy.municipality(member.municipality_code):
        client.force_login(member, backend="madoguchi.core.accounts.backends.MunicipalityBackend")
    session = client.session
    session[sign_in.SESSION_MUNICIPALITY] = member.municipality_code
    session[sign_in.SESSION_SIGNED_IN] = session[sign_in.SESSION_LAST_SEEN] = clock.now().timestamp()
    session.save()
    return client


@pytest.fixture(scope="session")
def serve(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Serves a zone (`public`, `office`) as in production, over this run's database; gives its address.

    Each zone starts once per run. A test that uses it also uses `committed_db`, because the servers are other
    processes. Both zones share the one database of the run.
    """
    from django.conf import settings

    from madoguchi.core.database import embedded

    running: dict[str, tuple[str, subprocess.Popen[bytes]]] = {}
    server = embedded.server_address(Path(settings.DATABASES["owner"]["EMBEDDED_DATA"]))
    database = settings.DATABASES["default"]["NAME"]
    url = f"postgresql://madoguchi_app@localhost:{server.port}/{database}?host={server.host}"
    environment = os.environ | {
        "MADOGUCHI_DATABASE_URL": url,
        "MADOGUCHI_SECRET_KEY": settings.SECRET_KEY,
        "MADOGUCHI_KEYS_DIRECTORY": str(settings.MADOGUCHI_KEYS_DIRECTORY),
        "MADOGUCHI_HANDOVER_DIRECTORY": str(settings.MADOGUCHI_HANDOVER_DIRECTORY),
        "MADOGUCHI_JPKI_ANCHORS": str(settings.MADOGUCHI_JPKI_ANCHORS),
        "MADOGUCHI_JPKI_TEST_CARDS": "yes",
        "MADOGUCHI_PREFILL": "yes",
        "MADOGUCHI_BOOKINGS_HERE": "yes",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    logs = tmp_path_factory.mktemp("served")

    def address_of(zone: str) -> str:
        if zone not in running:
            port = free_port()
            command = [sys.executable, "-m", "madoguchi.surfaces.cli.main", "serve", "--zone", zone]
            command += ["--bind", f"127.0.0.1:{port}", "--workers", "1"]
            with (logs / zone).open("wb") as log:
                process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
            running[zone] = (f"http://127.0.0.1:{port}", process)
            wait_until_it_answers(port, process, logs / zone)
        return running[zone][0]

    yield address_of
    for _, process in running.values():
        process.terminate()
    for _, process in running.values():
        process.wait(timeout=120)


def wait_until_it_answers(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when somebody listens at the port; fail with the log when the process ends or never listens."""
    until = time.monotonic() + 300
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    pytest.fail(f"the site did not start:\n{log.read_text(encoding='utf-8', errors='replace')}")
