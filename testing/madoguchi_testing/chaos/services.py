"""Processes that are killed and started again, as a service manager does it."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic, sleep, time
from typing import Protocol

import psutil

from madoguchi_testing.ports import free_port


class Victim(Protocol):
    """What can be killed: a group of processes, or a database server."""

    def start(self) -> None:
        """Start it and come back at once."""

    def kill(self) -> None:
        """End all of it at once (SIGKILL)."""

    def is_running(self) -> bool:
        """Whether its process is there."""

    def is_up(self) -> bool:
        """Whether it does its work."""


class Service:
    """Our own command as a process group. `answers` tells whether it does its work since it was started
    (seconds since 1970).
    """

    def __init__(
        self, words: list[str], environment: Mapping[str, str], log: Path, answers: Callable[[float], bool]
    ) -> None:
        self._command = [sys.executable, "-m", "madoguchi.surfaces.cli.main", *words]
        self._environment = {k: v for k, v in environment.items() if k != "DJANGO_SETTINGS_MODULE"}
        self._log, self._answers = log, answers
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0

    def start(self) -> None:
        """Start it and come back at once."""
        self._started = time()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                self._command, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """End the whole group at once."""
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def kill_one(self, by: random.Random) -> None:
        """End one of the processes that answer requests; the first process starts another one."""
        if self._process is None:
            return
        with suppress(psutil.NoSuchProcess, IndexError):
            by.choice(psutil.Process(self._process.pid).children()).kill()

    def is_running(self) -> bool:
        """Whether its first process is there."""
        return self._process is not None and self._process.poll() is None

    def is_up(self) -> bool:
        """Whether it does its work."""
        return self.is_running() and self._answers(self._started)


def listens(address: str) -> bool:
    """Whether somebody listens at `host:port`."""
    host, _, port = address.partition(":")
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex((host, int(port))) == 0


def free_address() -> str:
    """A port of this machine that nobody uses."""
    return f"127.0.0.1:{free_port()}"


class Manager:
    """Starts again whatever ended, after the pause that it was killed for. A service that ended without
    having been killed is counted.
    """

    def __init__(self, victims: Mapping[str, Victim]) -> None:
        self.victims = dict(victims)
        self.ended_by_themselves: dict[str, int] = {}
        self._not_before: dict[str, float] = {}
        self._killed: set[str] = set()
        self._stop, self._lock = Event(), Lock()
        self._thread = Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        """Start everything and come back at once."""
        for victim in self.victims.values():
            if not victim.is_running():
                victim.start()
        self._thread.start()

    def wait(self) -> None:
        """Come back when all of it works. Raises TimeoutError."""
        for name in self.victims:
            self.wait_for(name)

    def stop(self) -> None:
        """End everything."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()
        for victim in self.victims.values():
            victim.kill()

    def wait_for(self, name: str, *, longest_seconds: float = 240) -> None:
        """Come back when it works. Raises TimeoutError."""
        ends = monotonic() + longest_seconds
        while not self.victims[name].is_up():
            if monotonic() > ends:
                raise TimeoutError(f"{name} does not come up again")
            sleep(0.05)

    def kill(self, name: str, *, down_seconds: float) -> None:
        """Kill one, and leave it dead for a while."""
        with self._lock:
            self.victims[name].kill()
            self._killed.add(name)
            self._not_before[name] = monotonic() + down_seconds

    def _keep(self) -> None:
        while not self._stop.wait(0.05):
            for name, victim in self.victims.items():
                with self._lock:
                    self._look_after(name, victim)

    def _look_after(self, name: str, victim: Victim) -> None:
        if victim.is_running() or monotonic() < self._not_before.get(name, 0):
            return
        if name in self._killed:
            self._killed.discard(name)
        else:
            self.ended_by_themselves[name] = self.ended_by_themselves.get(name, 0) + 1
            self._not_before[name] = monotonic() + 1
        victim.start()
