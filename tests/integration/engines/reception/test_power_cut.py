"""The power goes while people take tickets: whoever was told a number has it when the power is back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from madoguchi.settings import environment
from madoguchi_testing.chaos.databases import Database, copy_of_template

CODE = "072028"
CACHE = environment.path("MADOGUCHI_VAR", environment.CHECKOUT / "var") / "chaos"
"""Where the other tests that kill a server keep an empty one, too."""
TICKETS, CUT_AFTER = 30, 12
PEOPLE = f"""
import django; django.setup()
from time import sleep
from django.db import OperationalError, InterfaceError, connection
from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.reception.api import NewTicket, TakeTicket
told = 0
while told < {TICKETS}:
    try:
        ticket = run(TakeTicket(), Context("{CODE}", Actor.system("test")), NewTicket("main", "moving"))
    except (OperationalError, InterfaceError):
        connection.close()
        sleep(0.05)
        continue
    told += 1
    print(ticket.number, flush=True)
"""


def test_every_number_that_was_told_is_there_after_the_power_was_cut() -> None:
    # A short folder of its own: PostgreSQL takes no long paths, and may not run as root below ours.
    with TemporaryDirectory(prefix="madoguchi-cut-") as folder:
        server = Database(Path(folder) / "data")
        copy_of_template(CACHE, server.data)
        server.start()
        try:
            server.wait()
            told = _told_over_a_cut(server)
            with server.connect("madoguchi_office") as superuser:
                kept = superuser.execute(
                    "SELECT number, sequence, status FROM reception_ticket ORDER BY sequence"
                ).fetchall()
                events = superuser.execute("SELECT count(*) FROM reception_ticketevent").fetchone()
        finally:
            server.forget()
    numbers = [number for number, _, _ in kept]
    assert set(told) <= set(numbers)
    assert len(told) == len(set(told)) == TICKETS
    # What was committed and not told any more is there as well: no number is given twice.
    assert [sequence for _, sequence, _ in kept] == list(range(1, len(kept) + 1))
    assert len(kept) - TICKETS in (0, 1)
    assert events == (len(kept),)


def _told_over_a_cut(server: Database) -> list[str]:
    environment = (
        os.environ | server.settings("office") | {"DJANGO_SETTINGS_MODULE": "madoguchi.settings.office"}
    )
    people = subprocess.Popen(
        [sys.executable, "-c", PEOPLE], env=environment, stdout=subprocess.PIPE, text=True
    )
    told = []
    assert people.stdout is not None
    for line in people.stdout:
        told.append(line.strip())
        if len(told) == CUT_AFTER:
            server.kill()
            server.start()
    assert people.wait(60) == 0
    return told
