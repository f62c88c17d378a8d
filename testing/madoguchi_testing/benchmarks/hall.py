"""A hall in the office zone, in a process of that zone: does what it reads from standard input, line by line.

`open` and `close` are those of a desk; `take N` prints the secrets of N tickets; `call` calls the next one,
and prints when that was committed (`time.monotonic`, the same in all processes of a machine) and whose ticket
it was; `kiosk` prints the key of a kiosk.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

PURPOSE, DESK = "moving", "1"


class Hall:
    """The other end of the lines."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, *words: object) -> Any:
        """One line there, one back."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the process was started without its two lines")
        self._process.stdin.write(" ".join(map(str, words)) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextmanager
def hall_of_office(environment: Mapping[str, str], code: str, hall: str) -> Iterator[Hall]:
    """The process for the time of the block."""
    command = [sys.executable, "-m", "madoguchi_testing.benchmarks.hall", code, hall]
    whole = {**os.environ, **environment, "DJANGO_SETTINGS_MODULE": "madoguchi.settings.office"}
    process = subprocess.Popen(  # noqa: S603 - our own command
        command, env=whole, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield Hall(process)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _serve(code: str, hall: str) -> None:
    import django

    django.setup()
    from madoguchi.core.accounts.actor import Actor
    from madoguchi.core.actions import Context, run
    from madoguchi.engines.reception import api

    def context() -> Context:
        return Context(code, Actor.system("bench"), purpose="計測")

    at_the_desk = None
    for line in sys.stdin:
        word, *rest = line.split()
        told: Any
        match word:
            case "take":
                taking = [api.NewTicket(hall, PURPOSE) for _ in range(int(rest[0]))]
                told = [run(api.TakeTicket(), context(), one).follow for one in taking]
            case "open":
                run(api.OpenDesk(), context(), api.Opening(hall, DESK))
                told = {}
            case "close":
                run(api.CloseDesk(), context(), api.Closing(hall, DESK, "lunch"))
                told = {}
            case "call":
                called = run(api.CallNext(), context(), api.Next(hall, DESK, at_the_desk, came=True))
                at_the_desk = called.uuid
                told = {"at": time.monotonic(), "follow": called.follow}
            case "kiosk":
                new = api.NewDevice(hall, api.DeviceKind.KIOSK, "計測")
                made = run(api.MakeDevice(), context(), new)
                told = run(api.OpenDevice(), context(), made.secret).secret
            case _:
                raise ValueError(word)
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve(*sys.argv[1:])
