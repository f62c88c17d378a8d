"""The power goes while people take tickets: whoever was told a number has it when the power is back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any

from django.db import InterfaceError, OperationalError, connection

from madoguchi.core.accounts.actor import Actor
from madoguchi.core.actions import Context, run
from madoguchi.engines.reception.api import NewTicket, TakeTicket
from madoguchi.settings import environment
from madoguchi_testing.chaos.databases import Database, copy_of_template
from madoguchi_testing.zones import looking_into

CODE = "072028"
CACHE = environment.path("MADOGUCHI_VAR", environment.CHECKOUT / "var") / "chaos"
"""Where the other tests that kill a server keep an empty one, too."""
TICKETS, CUT_AFTER = 30, 12
_PATIENCE = 120.0


def test_every_number_that_was_told_is_there_after_the_power_was_cut(django_db_blocker: Any) -> None:
    # A short folder of its own: PostgreSQL takes no long paths, and may not run as root below ours.
    with TemporaryDirectory(prefix="madoguchi-cut-") as folder:
        server = Database(Path(folder) / "data")
        copy_of_template(CACHE, server.data)
        server.start()
        try:
            server.wait()
            database = server.for_django("office") | {"EMBEDDED_DATA": None}
            with django_db_blocker.unblock(), looking_into(database):
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
    told: Queue[str] = Queue()
    with ThreadPoolExecutor(1) as people:
        taking = people.submit(_take_tickets, told)
        numbers = [told.get(timeout=_PATIENCE) for _ in range(CUT_AFTER)]
        server.kill()
        server.start()
        taking.result(_PATIENCE)
    return numbers + [told.get_nowait() for _ in range(TICKETS - CUT_AFTER)]


def _take_tickets(told: Queue[str]) -> None:
    """One ticket after the other; who gets no answer asks again."""
    begun = monotonic()
    left = TICKETS
    while left and monotonic() - begun < _PATIENCE:
        try:
            ticket = run(TakeTicket(), Context(CODE, Actor.system("test")), NewTicket("main", "moving"))
        except (OperationalError, InterfaceError):
            connection.close()
            sleep(0.05)
            continue
        left -= 1
        told.put(ticket.number)
    connection.close()
