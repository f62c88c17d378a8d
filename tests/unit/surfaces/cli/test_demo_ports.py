"""Two demos that begin at the same moment."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from madoguchi.surfaces.cli.commands import demo
from madoguchi_testing.ports import free_port


@pytest.fixture(autouse=True)
def _given_back(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    held: list[socket.socket] = []
    monkeypatch.setattr(demo, "_held", held)
    yield
    for one in held:
        one.close()


def test_the_second_demo_takes_another_port_although_nobody_listens_at_the_first_yet() -> None:
    wanted = free_port()
    assert demo.held_port(wanted) == wanted
    assert demo.held_port(wanted) != wanted


def test_a_server_of_the_demo_listens_at_the_port_that_is_held_for_it() -> None:
    port = demo.held_port(free_port())
    with socket.socket() as server:
        # As gunicorn and uvicorn do.
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", port))
        server.listen()
        with socket.create_connection(("127.0.0.1", port), timeout=30):
            assert demo.held_port(port) != port
