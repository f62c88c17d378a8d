"""Visitors are shared among the processes of a site."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from madoguchi_testing.ports import free_port

SITE = """
import os, sys, time
from gunicorn.app.base import BaseApplication
from madoguchi.surfaces import serving

serving.ASK_SECONDS = 1.0

def application(environ, start_response):
    time.sleep(float(environ["QUERY_STRING"] or 0))
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]

class Site(BaseApplication):
    def load_config(self):
        self.cfg.set("bind", sys.argv[1])
        self.cfg.set("workers", 2)
        self.cfg.set("threads", 2)
        self.cfg.set("keepalive", 0)
        self.cfg.set("loglevel", "error")
        self.cfg.set("control_socket_disable", True)
        self.cfg.set("worker_class", "madoguchi.surfaces.serving.SharingWorker")

    def load(self):
        return application

Site().run()
"""


@pytest.fixture
def site() -> Iterator[str]:
    address = f"127.0.0.1:{free_port()}"
    server = subprocess.Popen([sys.executable, "-c", SITE, address])
    try:
        until = time.monotonic() + 300
        # until both processes have answered
        while len({ask(address, 0.05) for _ in range(2)} | set(together(address, 4, 0.1))) < 2:
            assert time.monotonic() < until, "the site did not start"
        yield address
    finally:
        server.terminate()
        server.wait(timeout=120)


def ask(address: str, seconds: float) -> str:
    """The process that answers a request which takes so long; empty while nobody listens."""
    try:
        with urllib.request.urlopen(f"http://{address}/?{seconds}", timeout=120) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


def together(address: str, number: int, seconds: float) -> list[str]:
    """The processes that answer so many requests at the same moment."""
    with ThreadPoolExecutor(number) as people:
        return list(people.map(lambda _: ask(address, seconds), range(number)))


def test_who_finds_no_free_thread_goes_to_the_process_that_is_free_first(site: str) -> None:
    answered = Counter(together(site, 12, 0.5))
    # Two threads each, three rounds: six and six. Where the machine holds one process back for a moment, the
    # other one takes its turn.
    assert min(answered.values()) >= 4
    assert sum(answered.values()) == 12
    assert len(answered) == 2


def test_a_connection_that_says_nothing_does_not_close_the_site(site: str) -> None:
    host, port = site.split(":")
    silent = [socket.create_connection((host, int(port))) for _ in range(3)]
    try:
        assert ask(site, 0)
    finally:
        for one in silent:
            one.close()


def test_half_sent_requests_keep_nobody_else_out(site: str) -> None:
    host, port = site.split(":")
    halves = [socket.create_connection((host, int(port))) for _ in range(6)]
    try:
        for one in halves:
            one.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n")
        assert ask(site, 0)
    finally:
        for one in halves:
            one.close()
