"""A real server for a while: one zone, as in production, on a free port."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from madoguchi_testing.ports import free_port

_START_SECONDS = 60
_STOP_SECONDS = 60
"""Longer than a server waits for its visitors to go."""


@contextmanager
def served(
    zone: str, environment: Mapping[str, str], *, way: str = "bind", port: int | None = None
) -> Iterator[tuple[str, int]]:
    """Serve the site of a zone for the time of the block, or its `link` or `live`; gives host and port.

    Raises TimeoutError if it never starts.
    """
    port = port or free_port()
    command = [sys.executable, "-m", "madoguchi.surfaces.cli.main", "serve", "--zone", zone]
    command += [f"--{way}", f"127.0.0.1:{port}"]
    if way == "link":
        command += ["--workers", "1"]
    server = subprocess.Popen(  # noqa: S603 - our own command
        command, env=dict(environment), start_new_session=True
    )
    try:
        _wait_for(port)
        yield "127.0.0.1", port
    finally:
        server.terminate()
        server.wait(timeout=_STOP_SECONDS)


def _wait_for(port: int) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the site did not start")
